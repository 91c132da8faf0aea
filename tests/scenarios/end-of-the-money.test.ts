import { afterEach, describe, expect, it } from 'vitest'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { CallDebits } from '../../src-main/core/call/session/call-debits.ts'
import { credit, holdForCall } from '../../src-main/core/wallet/wallet.ts'
import { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { storeWithCalls } from '../fixtures/store-with-calls.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** One answered call and its money, in seconds of talk. */
function talkingWith(cents: number, mostMinutes = Number.POSITIVE_INFINITY) {
  const { db, callIds } = storeWithCalls(1)
  open.push(() => db.close())
  const callId = callIds[0] ?? ''
  const clock = new VirtualClock()
  const startedMs = clock.monotonicMs()
  const ledger = sqliteLedger(db)
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const call = calls.get(callId)
  if (!call) throw new Error('the call is missing')
  credit(ledger, 'first', cents, 'test', 0)
  holdForCall(ledger, callId, 0, 'cmd', Math.min(45, mostMinutes * 15))
  const told: [what: string, second: number][] = []
  const tell = (what: string) => told.push([what, Math.round((clock.monotonicMs() - startedMs) / 1_000)])
  const debits = new CallDebits(call, {
    clock,
    transactions: sqliteTransactions(db),
    calls,
    ledger,
    spend: {
      mayExtend: () =>
        ledger.callCents(callId, 'usage') + ledger.callCents(callId, 'held') < mostMinutes * 15,
    },
    wake: (delayMs, step) => void clock.wakeAfter(delayMs, step),
    hasEnded: () => told.some(([what]) => what === 'end'),
    wrapUp: () => tell('wrap up'),
    end: () => tell('end'),
  })
  debits.minuteBegins(1)
  return { clock, ledger, told, run: (seconds: number) => clock.run(seconds * 1_000) }
}

describe('the end of the money', () => {
  it('is told more than 20 seconds before, and the line is closed before a minute begins that nobody pays', async () => {
    const w = talkingWith(50)
    await w.run(600)
    expect(w.told).toEqual([
      ['wrap up', 155],
      ['end', 177],
    ])
    expect(w.ledger.balanceCents('usage')).toBe(45)
    expect(w.ledger.balanceCents('wallet')).toBe(5)
    expect(w.ledger.audit()).toBeNull()
  })

  it('is put off when money comes in before the goodbye', async () => {
    const w = talkingWith(50)
    await w.run(150)
    credit(w.ledger, 'more', 100, 'topped up', 1)
    await w.run(240)
    expect(w.told).toEqual([])
    expect(w.ledger.balanceCents('usage')).toBe(7 * 15)
  })

  it('is the limit of a call where there is one, whatever the wallet has', async () => {
    const w = talkingWith(10_000, 2)
    await w.run(600)
    expect(w.told).toEqual([
      ['wrap up', 95],
      ['end', 117],
    ])
    expect(w.ledger.balanceCents('usage')).toBe(30)
  })
})
