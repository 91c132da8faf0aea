import { sqliteCalls } from '../../../src-main/adapters/sqlite/call-store.ts'
import type { Db } from '../../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../../src-main/adapters/sqlite/ledger.ts'
import { sqliteTransactions } from '../../../src-main/adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../../../src-main/adapters/sqlite/vendor-use-store.ts'
import { carrierEvent } from '../../../src-main/adapters/telnyx/telnyx-webhook.ts'
import { priceCall } from '../../../src-main/core/call/closing/price-call.ts'
import { countedVendors } from '../../../src-main/core/call/placing/counted-vendors.ts'
import type { Clock } from '../../../src-main/core/clock.ts'
import { CENTS_PER_MINUTE } from '../../../src-main/core/wallet/rates.ts'
import { VendorBooks } from '../../../src-main/core/wallet/vendor-books.ts'
import type { UseItem, UseListener } from '../../../src-main/core/wallet/vendor-cost.ts'
import { credit, debitMinute, holdForCall, settleCall } from '../../../src-main/core/wallet/wallet.ts'
import { CHARACTERS } from '../../../src-main/practice/homeowners/directory.ts'
import { billedParts } from '../../../src-main/practice/telnyx/call-cost.ts'
import { type Chance, chanceOf } from '../../doubles/chance.ts'
import { storeWithCalls } from '../../fixtures/store-with-calls.ts'
import { FAULTS, FaultyEngines, VENDORS } from '../faulty-engines.ts'
import { simulateCallWith } from '../simulated-call.ts'
import { JumpingClock } from './jumping-clock.ts'

/** What the simulated vendors charge, in dollars: their own price lists. */
const PRICES: Record<string, { readonly dollars: number; readonly each: number }> = {
  flux: { dollars: 0.0065, each: 60_000 },
  nova: { dollars: 0.0048, each: 60_000 },
  scribe: { dollars: 0.0065, each: 60_000 },
  flash: { dollars: 0.05, each: 1_000 },
  aura: { dollars: 0.03, each: 1_000 },
  haiku_read: { dollars: 0.1, each: 1_000_000 },
  haiku_written: { dollars: 0.5, each: 1_000_000 },
  sonnet_read: { dollars: 2, each: 1_000_000 },
  sonnet_written: { dollars: 10, each: 1_000_000 },
}

const NEWS_MS = 2_500

export interface BilledCalls {
  readonly broken: readonly string[]
  readonly calls: number
  readonly minutes: number
  readonly vendorCents: number
  readonly bookedCents: number
  readonly faults: number
  readonly restarts: number
  readonly standIns: number
}

/**
 * Whole talks with vendors that fail and stand in for one another, each settled with the carrier's bill, which may come
 * twice or too early, and with restarts of the program between a call and its entry in the books; then our books beside
 * those of the simulated carrier and vendors.
 */
export async function playBilledCalls(count: number, firstSeed = 1): Promise<BilledCalls> {
  const { db, callIds } = storeWithCalls(count)
  const account = accountOf(db)
  const used = new Map<string, number>()
  const billed = (item: UseItem, quantity: number) => used.set(item, (used.get(item) ?? 0) + quantity)
  credit(account.ledger, 'first', count * 40 * CENTS_PER_MINUTE, 'Entered by the owner', 0)
  const sums = { carrierDollars: 0, minutes: 0, faults: 0, restarts: 0 }
  for (const [i, callId] of callIds.entries()) {
    const chance = chanceOf(firstSeed + i)
    account.books.begin(callId)
    const talkMs = await talk(
      firstSeed + i,
      chance,
      account.books.counter(callId),
      billed,
      () => sums.faults++,
    )
    const bill = carrierBill(callId, talkMs)
    sums.carrierDollars += Number(bill.totalCost)
    sums.minutes += bill.billedSeconds / 60
    // The news of answer and hang-up is under way for a while, so our own count is beside the carrier's.
    const countedMs = Math.max(0, talkMs + chance.between(-NEWS_MS, NEWS_MS))
    await account.end(callId, countedMs, bill, chance)
    if (chance.next() < 0.2) {
      sums.restarts++
      account.restart()
    } else await account.clock.run(6_000)
    // The clock never waits for the real one, and without a turn of that nothing weakly held is let go.
    await new Promise((resolve) => setImmediate(resolve))
  }
  account.restart()
  const vendorDollars = [...used].reduce(
    (sum, [item, quantity]) =>
      sum + (quantity * (PRICES[item]?.dollars ?? Number.NaN)) / (PRICES[item]?.each ?? 1),
    0,
  )
  const vendorCents = (vendorDollars + sums.carrierDollars) * 100
  const broken = brokenBooks(db, { vendorCents, minutes: sums.minutes, callIds })
  const bookedCents = account.ledger.balanceCents('vendor_cost')
  db.close()
  const standIns = ['nova', 'scribe', 'aura', 'sonnet_read'].filter((item) => used.has(item)).length
  return { broken, calls: count, vendorCents, bookedCents, standIns, ...sums }
}

/** The books of one account, and the program that keeps them. */
function accountOf(db: Db) {
  const clock = new JumpingClock()
  const transactions = sqliteTransactions(db)
  const ledger = sqliteLedger(db)
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const begin = () => {
    const life = { over: false }
    const books = new VendorBooks({
      clock: clockUntil(clock, () => life.over),
      transactions,
      ledger,
      store: sqliteVendorUse(db),
    })
    return { life, books }
  }
  let present = begin()
  const account = {
    clock,
    ledger,
    get books(): VendorBooks {
      return present.books
    },
    /** What was in memory is gone; the next run enters what stands on disk. */
    restart(): void {
      present.life.over = true
      present = begin()
      present.books.start()
    },
    async end(
      callId: string,
      talkMs: number,
      bill: ReturnType<typeof carrierBill>,
      chance: Chance,
    ): Promise<void> {
      const nowMs = clock.nowMs()
      const parts = { clock, transactions, calls, ledger }
      holdForCall(ledger, callId, nowMs)
      for (let minute = 1; (minute - 1) * 60_000 < talkMs; minute++)
        debitMinute(ledger, callId, minute, nowMs)
      if (chance.next() < 0.2) priceCall(callId, bill, parts)
      transactions.run(() => {
        const costCents = settleCall(ledger, callId, talkMs, nowMs)
        account.books.keep(callId)
        calls.change(callId, {
          status: 'ended',
          outcome: 'hung_up',
          startedAtMs: nowMs - talkMs,
          answeredAtMs: nowMs - talkMs,
          endedAtMs: nowMs,
          talkMs,
          costCents,
        })
        transactions.afterCommit(() => account.books.ended(callId))
      })
      const times = chance.between(1, 2)
      for (let told = 0; told < times; told++) {
        await clock.run(700)
        priceCall(callId, bill, parts)
      }
    },
  }
  return account
}

/** Time as one run of the program has it: an ended one is never woken again. */
const clockUntil = (clock: Clock, over: () => boolean): Clock => ({
  nowMs: () => clock.nowMs(),
  monotonicMs: () => clock.monotonicMs(),
  everyFrame: (tick) => clock.everyFrame(tick),
  wakeAfter: (delayMs, wake) =>
    clock.wakeAfter(delayMs, () => {
      if (!over()) wake()
    }),
})

/** One talk from the seed; answers how long it was. */
async function talk(
  seed: number,
  chance: Chance,
  used: UseListener,
  billed: UseListener,
  faultBegan: () => void,
): Promise<number> {
  let engines: FaultyEngines | null = null
  const meanwhile: Record<number, () => void> = {}
  if (chance.next() < 0.4) {
    const fault = { vendor: chance.from(VENDORS), fault: chance.from(FAULTS), scope: 'first' as const }
    meanwhile[chance.between(500, 40_000)] = () => {
      faultBegan()
      engines?.breaks(fault)
    }
  }
  const { durationMs } = await simulateCallWith(
    chance.from(CHARACTERS),
    seed,
    (clock, lines) => {
      engines = new FaultyEngines(clock, lines, seed, billed)
      return { ...countedVendors(engines, used), hears: engines.hears }
    },
    meanwhile,
  )
  ;(engines as FaultyEngines | null)?.stop()
  return durationMs
}

/** The practice carrier's bill of a call, as its webhook tells it and the product reads it. */
function carrierBill(callId: string, talkMs: number): { billedSeconds: number; totalCost: string } {
  const request = { stream: null, answering_machine_detection: 'premium' }
  const event = carrierEvent({
    data: {
      event_type: 'call.cost',
      payload: {
        call_control_id: `v3:${callId}`,
        ...billedParts({ request, answeredAtMs: 0, endedAtMs: talkMs }),
      },
    },
  })
  if (event?.type !== 'priced' || event.billedSeconds === null || event.totalCost === null)
    throw new Error('the practice carrier sends no bill')
  return { billedSeconds: event.billedSeconds, totalCost: event.totalCost }
}

function brokenBooks(
  db: Db,
  { vendorCents, minutes, callIds }: { vendorCents: number; minutes: number; callIds: readonly string[] },
): string[] {
  const broken: string[] = []
  const ledger = sqliteLedger(db)
  const number = (sql: string) => db.prepare(sql).pluck().get() as number
  const audit = ledger.audit()
  if (audit) broken.push(`the audit: ${audit}`)
  if (number('SELECT sum(amount_cents) FROM ledger_posting') !== 0) broken.push('postings do not sum to zero')
  const bookedCents = ledger.balanceCents('vendor_cost')
  if (!(Math.abs(bookedCents - vendorCents) <= 1))
    broken.push(`the vendors are owed ${vendorCents.toFixed(3)} cents, the books say ${bookedCents}`)
  const usedCents = ledger.balanceCents('usage')
  if (usedCents !== minutes * CENTS_PER_MINUTE)
    broken.push(`${usedCents} cents were charged for ${minutes} minutes that the carrier billed`)
  const settled = number('SELECT count(*) FROM carrier_settlement')
  if (settled !== callIds.length) broken.push(`${callIds.length - settled} calls were never settled`)
  if (number('SELECT count(*) FROM vendor_use WHERE booked <> quantity') > 0)
    broken.push('what was counted is not in the books')
  if (ledger.balanceCents('held') !== 0) broken.push('money stays set aside for nothing')
  return broken
}
