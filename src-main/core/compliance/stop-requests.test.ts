import { expect, it } from 'vitest'
import { leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'
import { sqliteActivity } from '../../adapters/sqlite/activity-log.ts'
import { sqliteTransactions } from '../../adapters/sqlite/transactions.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { Feed } from '../feed.ts'
import { StopRequests } from './stop-requests.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)

it('puts whoever asks in a call or a text on the list once, in their own words, and tells of it', () => {
  const { db, consents, close } = leadsUnderTest(TUESDAY_MORNING)
  const requests = new StopRequests({
    clock: new VirtualClock(TUESDAY_MORNING),
    transactions: sqliteTransactions(db),
    activity: sqliteActivity(db, new Feed()),
    numbers: consents,
  })
  requests.fromCall('+15125550101', 'take me off your list', 'call_1')
  expect(requests.fromText('+15125550102', 'STOP', 'text_1')).toBe(true)
  expect(requests.fromText('+15125550101', 'STOP', 'text_2')).toBe(false)
  expect(consents.suppressions({ limit: 10 }).items).toMatchObject([
    { phone: '+15125550102', reason: 'Asked in a text: "STOP"', source: 'text text_1' },
    { phone: '+15125550101', reason: 'Asked in a call: "take me off your list"', source: 'call call_1' },
  ])
  const told = db.prepare(`SELECT title FROM activity_event WHERE title LIKE '%written to%'`).pluck().all()
  expect(told).toHaveLength(1)
  close()
})
