import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { CENTS_PER_MINUTE, HOLD_CENTS } from '../../core/wallet/rates.ts'
import { credit, debitMinute, holdForCall, settleCall } from '../../core/wallet/wallet.ts'
import { sqliteLedger } from './ledger.ts'

const wallet = (cents: number, calls = 1) => {
  const { db, callIds } = storeWithCalls(calls)
  const ledger = sqliteLedger(db)
  if (cents > 0) credit(ledger, 'first', cents, 'test money', 0)
  const total = () =>
    db.prepare('SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting').pluck().get() as number
  return { db, ledger, callIds, total }
}

describe('the ledger', () => {
  it('refuses a transaction that does not sum to zero', () => {
    const { ledger } = wallet(100)
    expect(() =>
      ledger.post(
        { fact: 'odd', reason: 'odd', callId: null, entries: [{ account: 'wallet', amount_cents: 1 }] },
        1,
      ),
    ).toThrow(/sum to zero/)
  })

  it('lets nobody edit or delete what was posted', () => {
    const { db } = wallet(100)
    expect(() => db.exec('UPDATE ledger_posting SET amount_cents = 0')).toThrow(/never edited/)
    expect(() => db.exec('DELETE FROM ledger_transaction')).toThrow(/never edited/)
  })

  it('posts a fact once, however often it is reported', () => {
    const { ledger, callIds } = wallet(1_000)
    expect(holdForCall(ledger, callIds[0]!, 1)).toBe(true)
    expect(holdForCall(ledger, callIds[0]!, 2)).toBe(true)
    expect(ledger.balanceCents('held')).toBe(HOLD_CENTS)
  })

  it('cannot hold one fact twice, whatever the code above the schema believes', () => {
    const { db } = wallet(100)
    const again = db.prepare(
      `INSERT INTO ledger_transaction (transaction_id, at_ms, reason, call_id, fact, entries)
       SELECT 'again', at_ms, reason, call_id, fact, entries FROM ledger_transaction WHERE fact = 'first'`,
    )
    expect(() => again.run()).toThrow(/UNIQUE constraint failed: ledger_transaction.fact/)
  })

  it('never lets the wallet go below zero when calls race for the last money', () => {
    const { ledger, callIds } = wallet(HOLD_CENTS * 2 + 5, 20)
    const placed = callIds.filter((callId) => holdForCall(ledger, callId, 1))
    expect(placed).toHaveLength(2)
    expect(ledger.balanceCents('wallet')).toBe(5)
  })

  it('gives back the rest of the hold and keeps exactly the billed minutes', () => {
    const { ledger, callIds, total } = wallet(1_000)
    const callId = callIds[0]!
    holdForCall(ledger, callId, 1)
    debitMinute(ledger, callId, 1, 2)
    expect(settleCall(ledger, callId, 61_000, 3)).toBe(2 * CENTS_PER_MINUTE)
    expect(ledger.balanceCents('wallet')).toBe(1_000 - 2 * CENTS_PER_MINUTE)
    expect(ledger.balanceCents('held')).toBe(0)
    expect(total()).toBe(0)
  })

  it('charges nothing for a call that was not answered', () => {
    const { ledger, callIds } = wallet(1_000)
    holdForCall(ledger, callIds[0]!, 1)
    expect(settleCall(ledger, callIds[0]!, 0, 2)).toBe(0)
    expect(ledger.balanceCents('wallet')).toBe(1_000)
  })

  it('ends right after a crash between any two steps, whichever of them are repeated', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400_000 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }),
        (talkMs, repeats) => {
          const { ledger, callIds, total } = wallet(5_000)
          const callId = callIds[0]!
          const minutes = Math.ceil(talkMs / 60_000)
          const steps: (() => void)[] = [() => void holdForCall(ledger, callId, 1)]
          for (let minute = 1; minute <= minutes; minute++)
            steps.push(() => void debitMinute(ledger, callId, minute, 1))
          steps.push(() => void settleCall(ledger, callId, talkMs, 1))
          for (const [i, step] of steps.entries()) {
            step()
            // A step done again after a restart changes nothing.
            for (const repeat of repeats) steps[Math.min(i, repeat)]?.()
          }
          expect(ledger.callCents(callId, 'usage')).toBe(minutes * CENTS_PER_MINUTE)
          expect(ledger.balanceCents('wallet') + ledger.balanceCents('usage')).toBe(5_000)
          expect(ledger.balanceCents('held')).toBe(0)
          expect(total()).toBe(0)
          expect(ledger.audit()).toBeNull()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('finds balances that do not match their postings', () => {
    const { db, ledger } = wallet(100)
    expect(ledger.audit()).toBeNull()
    db.exec("UPDATE ledger_account SET balance_cents = 99 WHERE account = 'wallet'")
    expect(ledger.audit()).toMatch(/wallet/)
  })

  it('finds a transaction that has lost a posting, or all of them', () => {
    const { db, ledger } = wallet(100)
    credit(ledger, 'second', 100, 'test money', 0)
    db.exec('DROP TRIGGER ledger_posting_is_kept')
    db.exec('DELETE FROM ledger_posting WHERE posting_id = 1')
    expect(ledger.audit()).toBe('1 ledger transactions do not sum to zero')
    db.exec('DELETE FROM ledger_posting WHERE posting_id = 2')
    expect(ledger.audit()).toBe('1 ledger transactions have lost their postings')
  })

  it('keeps what vendors are paid in exact lines that come to whole cents with their rounding', () => {
    const { db, ledger, callIds } = wallet(0, 3)
    const line = {
      vendor: 'telnyx' as const,
      label: 'Carrier',
      quantity: 60,
      unit: 's',
      microCents: 1_360_000,
      basis: 'billed' as const,
    }
    for (const callId of callIds)
      for (let i = 0; i < 2; i++) ledger.addVendorCost(callId, `carrier:${callId}`, [line], 1)
    expect(ledger.balanceCents('vendor_cost')).toBe(4)
    expect(ledger.balanceCents('vendor_payable')).toBe(-4)
    expect(db.prepare("SELECT sum(micro_cents) FROM vendor_cost WHERE vendor = 'telnyx'").pluck().get()).toBe(
      4_080_000,
    )
    expect(db.prepare('SELECT sum(micro_cents) FROM vendor_cost').pluck().get()).toBe(4_000_000)
    expect(ledger.audit()).toBeNull()
    expect(() => db.exec("UPDATE vendor_cost SET micro_cents = 0 WHERE vendor = 'telnyx'")).toThrow(
      /never edited/,
    )
  })
})
