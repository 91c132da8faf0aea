import { afterEach, describe, expect, it } from 'vitest'
import { pdfTexts } from '../../../../tests/fixtures/pdf-text.ts'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { composeStatements } from '../../../compose/statements.ts'
import { emptyProfile } from '../../../core/contractor.ts'
import { credit, holdForCall, settleCall, transfer } from '../../../core/wallet/wallet.ts'
import { VirtualClock } from '../../../rehearsal/virtual-clock.ts'
import { sqliteLedger } from '../ledger.ts'
import { moneyFigures } from './money-figures.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** In October a deposit; in November a call of two minutes, a credit for it and another deposit. */
function account() {
  const { db, callIds } = storeWithCalls(2)
  open.push(() => db.close())
  const ledger = sqliteLedger(db)
  const callId = callIds[0]!
  // The last hour of October in Chicago is November in London.
  credit(ledger, 'first', 1_000, 'Entered by the owner', Date.UTC(2026, 10, 1, 4, 30))
  holdForCall(ledger, callId, Date.UTC(2026, 10, 3, 16))
  settleCall(ledger, callId, 61_000, Date.UTC(2026, 10, 3, 16, 2))
  const entries = transfer('adjustment', 'wallet', 4)
  ledger.post({ fact: 'fault', reason: 'Credit for a fault of ours', callId, entries }, Date.UTC(2026, 10, 4))
  credit(ledger, 'second', 500, 'Cash, from "Jo"', Date.UTC(2026, 10, 20, 18))
  const profile = { ...emptyProfile, legal_name: 'Summit Ridge Roofing LLC', time_zone: 'America/Chicago' }
  const clock = new VirtualClock()
  clock.nowMs = () => Date.UTC(2026, 10, 25)
  const statements = composeStatements({
    db,
    clock,
    contractor: () => ({ contractorId: 'contractor_1', profile }),
  })
  return { db, ledger, callId, statements }
}

describe('a monthly statement', () => {
  it("goes from the balance at the beginning to that at the end, by the contractor's calendar", () => {
    const { statements, ledger } = account()
    const october = statements.statement('2026-10')
    expect([october.openingCents, october.closingCents]).toEqual([0, 1_000])
    const november = statements.statement('2026-11')
    expect(november.openingCents).toBe(1_000)
    expect(november.movements.map(({ kind, minutes, cents }) => [kind, minutes, cents])).toEqual([
      ['calls', 2, -30],
      ['fault_credit', null, 4],
      ['money_in', null, 500],
    ])
    expect(november.closingCents).toBe(ledger.balanceCents('wallet') + ledger.balanceCents('held'))
  })

  it('is a CSV file whose last balance is the closing one', async () => {
    const { statements } = account()
    const { fileName, bytes } = await statements.file('2026-11', 'csv')
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
    expect(fileName).toBe('ridgeline-statement-2026-11.csv')
    expect(lines).toHaveLength(6)
    expect(lines.at(-2)).toMatch(/"Cash, from ""Jo""",,,,,500,1474$/)
    expect(lines.at(-1)).toMatch(/,1474,1474$/)
  })

  it('tells in the CSV file what calls were charged and what came back, each in its column and summed', async () => {
    const { bytes } = await account().statements.file('2026-11', 'csv')
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
    const [head, ...figures] = lines.map((line) => line.split(',').slice(-5))
    expect(head).toEqual(['minutes', 'charged_cents', 'credited_cents', 'amount_cents', 'balance_cents'])
    expect(figures[1]).toEqual(['2', '-30', '0', '-30', '970'])
    expect(figures[2]).toEqual(['', '0', '4', '4', '974'])
    expect(figures.at(-1)).toEqual(['2', '-30', '4', '1474', '1474'])
  })

  it('shows in the PDF file charges, credits and net of each day; their sums are those of the wallet', async () => {
    const texts = pdfTexts((await account().statements.file('2026-11', 'pdf')).bytes)
    const following = (text: string, count: number) => texts.slice(texts.indexOf(text) + 1).slice(0, count)
    expect(following('Calls charged', 1)).toEqual(['-$0.30'])
    expect(following('Credited back for faults of ours', 1)).toEqual(['$0.04'])
    expect(following('2026-11-03', 5)).toEqual(['1', '2', '-$0.30', '$0.04', '-$0.26'])
    expect(following('Together', 5)).toEqual(['1', '2', '-$0.30', '$0.04', '-$0.26'])
  })

  it('is a PDF file as well', async () => {
    const { bytes } = await account().statements.file('2026-11', 'pdf')
    expect(new TextDecoder('latin1').decode(bytes.slice(0, 5))).toBe('%PDF-')
    expect(bytes.length).toBeGreaterThan(1_000)
  })

  it.each(['2026-13', 'november', '2026-12'])('refuses %s with a reason', (month) => {
    expect(() => account().statements.statement(month)).toThrow(/month/i)
  })
})

describe('the figures of an account', () => {
  it('tell what was used and given back, and what vendors are paid', () => {
    const { db, ledger, callId } = account()
    const carrier = { vendor: 'telnyx', label: 'Carrier', unit: 's', basis: 'billed' } as const
    ledger.addVendorCost(callId, 'carrier', [{ ...carrier, quantity: 120, microCents: 2_060_000 }], 5)
    expect(moneyFigures(db)()).toMatchObject({
      minutes_used: 2,
      fault_credit_cents: 4,
      bundles_sold: 0,
      vendors: [{ vendor: 'telnyx', micro_cents: 2_060_000 }],
      carrier: { settled_calls: 0, seconds: 0 },
    })
  })
})
