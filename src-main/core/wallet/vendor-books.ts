import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { estimatedLines, pricedUse, type UseItem, type UseListener } from './vendor-cost.ts'
import type { Ledger } from './wallet.ts'

/** What each call has asked of the vendors, as storage keeps it. */
export interface UseStore {
  /** All that was counted for the call so far. */
  counted(callId: string): ReadonlyMap<UseItem, number>
  /** The counts as they stand now, in place of what stood there. Does not wait for the disk. */
  save(callId: string, counts: ReadonlyMap<UseItem, number>): void
  /** Calls that are over, with counts that are in no line yet. */
  unbooked(): string[]
  /** What of the counts is in no line yet, and how much it is all together with what is. */
  due(callId: string): { readonly counts: ReadonlyMap<UseItem, number>; readonly total: number }
  /** All counts of the call are in lines now. */
  booked(callId: string): void
}

export interface VendorBooksParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly store: UseStore
}

/** What was asked last is told a moment after the end of a call: streams that were given up end by themselves. */
const LAST_WORD_MS = 5_000

/**
 * Counts what each call asks of the vendors, and enters it in the books once the call is over. Counting is memory alone;
 * what was counted is written at the end of a turn without waiting for the disk, and at the end of the call with it. A
 * count is entered once, whatever ends in between: the line and the note that it is there are one transaction.
 */
export class VendorBooks {
  readonly #parts: VendorBooksParts
  readonly #counts = new Map<string, Map<UseItem, number>>()
  readonly #open = new Set<string>()
  readonly #closing = new Map<string, () => void>()

  constructor(parts: VendorBooksParts) {
    this.#parts = parts
  }

  /** Enters what the last run of the program counted and did not enter. */
  start(): void {
    for (const callId of this.#parts.store.unbooked()) this.#book(callId)
  }

  /** The counter of one call, from the first thing that is asked for it. */
  begin(callId: string): UseListener {
    this.#open.add(callId)
    return this.counter(callId)
  }

  /** For what is asked besides the call, or after it. */
  counter(callId: string): UseListener {
    return (item, quantity) => {
      const counts = this.#countsOf(callId)
      counts.set(item, (counts.get(item) ?? 0) + quantity)
      if (!this.#open.has(callId)) this.#bookSoon(callId)
    }
  }

  /** Writes what was counted so far. */
  keep(callId: string): void {
    const counts = this.#counts.get(callId)
    if (counts) this.#parts.store.save(callId, counts)
  }

  /** The call is over: what it used is entered in a moment. */
  ended(callId: string): void {
    this.#open.delete(callId)
    this.#bookSoon(callId)
  }

  /** A call whose counter was lost before it wrote anything. In the transaction that ends the call. */
  lost(callId: string, talkMs: number): void {
    const { ledger, clock, store } = this.#parts
    if (talkMs > 0 && store.counted(callId).size === 0 && !this.#counts.has(callId))
      ledger.addVendorCost(callId, `estimated:${callId}`, estimatedLines(talkMs), clock.nowMs())
  }

  /** The program is going down. */
  stop(): void {
    for (const cancel of this.#closing.values()) cancel()
    this.#closing.clear()
    for (const callId of [...this.#counts.keys()]) {
      if (this.#open.has(callId)) this.keep(callId)
      else this.#book(callId)
    }
  }

  #countsOf(callId: string): Map<UseItem, number> {
    const known = this.#counts.get(callId)
    if (known) return known
    const counts = new Map(this.#parts.store.counted(callId))
    this.#counts.set(callId, counts)
    return counts
  }

  #bookSoon(callId: string): void {
    if (this.#closing.has(callId)) return
    const cancel = this.#parts.clock.wakeAfter(LAST_WORD_MS, () => {
      this.#closing.delete(callId)
      this.#book(callId)
    })
    this.#closing.set(callId, cancel)
  }

  #book(callId: string): void {
    const { transactions, store, ledger, clock } = this.#parts
    transactions.run(() => {
      this.keep(callId)
      const { counts, total } = store.due(callId)
      if (counts.size === 0) return
      ledger.addVendorCost(callId, `use:${callId}:${total}`, pricedUse(counts), clock.nowMs())
      store.booked(callId)
    })
    this.#counts.delete(callId)
  }
}
