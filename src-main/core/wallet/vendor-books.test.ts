import { afterEach, describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { sqliteLedger } from '../../adapters/sqlite/ledger.ts'
import { sqliteTransactions } from '../../adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../../adapters/sqlite/vendor-use-store.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { VendorBooks } from './vendor-books.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

function account() {
  const { db, callIds } = storeWithCalls(1)
  open.push(() => db.close())
  const clock = new VirtualClock()
  const ledger = sqliteLedger(db)
  const begin = () =>
    new VendorBooks({
      clock,
      ledger,
      transactions: sqliteTransactions(db),
      store: sqliteVendorUse(db),
    })
  const callId = callIds[0]!
  const end = () =>
    db.prepare("UPDATE voice_call SET status = 'ended', outcome = 'hung_up' WHERE call_id = ?").run(callId)
  const lines = () =>
    db
      .prepare(
        "SELECT label, sum(quantity) AS n, basis FROM vendor_cost WHERE vendor <> 'rounding' GROUP BY label, basis",
      )
      .raw()
      .all()
  return { db, clock, ledger, begin, callId, end, lines }
}

describe('what a call asks of the vendors', () => {
  it('stands in the books once, a moment after the call', async () => {
    const { clock, ledger, begin, callId, lines } = account()
    const books = begin()
    const used = books.begin(callId)
    for (let i = 0; i < 50; i++) used('flux', 20)
    used('flash', 40)
    books.ended(callId)
    used('flash', 2)
    expect(lines()).toEqual([])
    await clock.run(6_000)
    books.ended(callId)
    await clock.run(6_000)
    expect(lines()).toEqual([
      ['Recognition: Flux', 1_000, 'metered'],
      ['Voice: ElevenLabs Flash', 42, 'metered'],
    ])
    expect(ledger.audit()).toBeNull()
  })

  it('is added when it comes after that', async () => {
    const { clock, begin, callId, lines } = account()
    const books = begin()
    books.begin(callId)('haiku_read', 100)
    books.ended(callId)
    await clock.run(6_000)
    books.counter(callId)('haiku_read', 30)
    await clock.run(6_000)
    expect(lines()).toEqual([['Haiku: tokens read', 130, 'metered']])
  })

  it('outlives the program from the last turn on, and is entered by the next one', async () => {
    const { begin, callId, end, lines, ledger } = account()
    const first = begin()
    const used = first.begin(callId)
    used('flash', 100)
    first.keep(callId)
    used('flash', 7)
    end()
    begin().start()
    begin().start()
    expect(lines()).toEqual([['Voice: ElevenLabs Flash', 100, 'metered']])
    expect(ledger.audit()).toBeNull()
  })

  it('goes on from what was counted before the program ended', async () => {
    const { clock, begin, callId, lines } = account()
    const first = begin()
    first.begin(callId)('flash', 100)
    first.keep(callId)
    const second = begin()
    second.begin(callId)('flash', 5)
    second.ended(callId)
    await clock.run(6_000)
    expect(lines()).toEqual([['Voice: ElevenLabs Flash', 105, 'metered']])
  })

  it('is estimated by the time of the talk when no count is left', async () => {
    const { begin, callId, lines } = account()
    begin().lost(callId, 60_000)
    begin().lost(callId, 60_000)
    expect(lines()).toEqual([
      ['Haiku: tokens read', 3_000, 'estimated'],
      ['Haiku: tokens written', 250, 'estimated'],
      ['Recognition: Flux', 60_000, 'estimated'],
      ['Voice: ElevenLabs Flash', 450, 'estimated'],
    ])
  })
})
