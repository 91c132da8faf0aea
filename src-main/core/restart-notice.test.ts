import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../tests/fixtures/store-with-calls.ts'
import { sqliteActivity } from '../adapters/sqlite/activity-log.ts'
import { sqliteCalls } from '../adapters/sqlite/call-store.ts'
import { sqliteCampaigns } from '../adapters/sqlite/campaign-store.ts'
import { runMemory } from '../adapters/sqlite/run-memory.ts'
import { sqliteSettings } from '../adapters/sqlite/settings.ts'
import { sqliteTransactions } from '../adapters/sqlite/transactions.ts'
import { VirtualClock } from '../rehearsal/virtual-clock.ts'
import { Feed } from './feed.ts'
import { RestartNotices } from './restart-notice.ts'

/** A data folder with three leads in line; `start` is one start of Ridgeline on it. */
function folder() {
  const { db, callIds } = storeWithCalls(3)
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const campaigns = sqliteCampaigns(db)
  let serial = 0
  const start = () =>
    new RestartNotices({
      clock: new VirtualClock(),
      ids: { next: (prefix) => `${prefix}_${++serial}` },
      transactions: sqliteTransactions(db),
      calls,
      campaigns,
      leadName: (leadId) => leadId.replace('lead_', 'Lead '),
      activity: sqliteActivity(db, new Feed()),
      memory: runMemory(sqliteSettings(db)),
    })
  const titles = () => db.prepare('SELECT title FROM activity_event').pluck().all()
  const live = (callId: string) =>
    calls.change(callId, { status: 'live', startedAtMs: 1_000, answeredAtMs: 2_000, carrierCallId: callId })
  return { calls, campaigns, callIds, start, titles, live }
}

describe('the notice after a start', () => {
  it('says nothing at a first start', () => {
    const { campaigns, callIds, calls, start, titles } = folder()
    for (const callId of callIds) calls.change(callId, { status: 'ended', outcome: 'booked' })
    campaigns.setStatus('campaign_1', 'completed', null, 1)
    const first = start()
    expect(first.begin()).toBe(0)
    expect(first.current()).toBeNull()
    expect(titles()).toEqual([])
  })

  it('names after a crash whose calls were cut off and which campaign goes on', () => {
    const { start, titles, callIds, live, calls } = folder()
    start().begin()
    live(callIds[0]!)
    calls.change(callIds[1]!, { status: 'ringing', startedAtMs: 1_000, carrierCallId: 'c2' })
    const again = start()
    expect(again.begin()).toBe(2)
    expect(again.current()).toMatchObject({
      cause: 'crash',
      cut_off: [
        { call_id: 'call_1', lead_name: 'Lead 1', was: 'live', outcome: null },
        { call_id: 'call_2', lead_name: 'Lead 2', was: 'ringing', outcome: null },
      ],
      campaigns: [{ name: 'Test', status: 'running', calls_in_line: 1 }],
    })
    expect(titles()).toEqual([
      'Ridgeline ended unexpectedly during the calls with Lead 1 and Lead 2, which were cut off. “Test” goes on',
    ])
    calls.change('call_1', { status: 'ended', outcome: 'hung_up', endedAtMs: 3_000 })
    expect(again.current()?.cut_off[0]).toMatchObject({ outcome: 'hung_up' })
  })

  it('knows a close from a crash, and tells then only that the campaign goes on', () => {
    const { start, titles } = folder()
    const first = start()
    first.begin()
    first.closing()
    const again = start()
    again.begin()
    expect(again.current()).toMatchObject({ cause: 'closed', cut_off: [], campaigns: [{ name: 'Test' }] })
    expect(titles()).toEqual([])
  })

  it('names once whose calls were cut off by a close that wrote their end before it was done', () => {
    const { start, titles, callIds, live, calls } = folder()
    const first = start()
    first.begin()
    live(callIds[0]!)
    live(callIds[1]!)
    first.closing()
    calls.change('call_1', { status: 'ended', outcome: 'failed', endedAtMs: 3_000 })
    const again = start()
    expect(again.begin()).toBe(2)
    expect(again.current()).toMatchObject({
      cause: 'closed',
      cut_off: [
        { call_id: 'call_1', was: 'live', outcome: 'failed' },
        { call_id: 'call_2', was: 'live', outcome: null },
      ],
    })
    expect(titles()).toEqual([
      'Ridgeline was closed during the calls with Lead 1 and Lead 2, which were cut off. “Test” goes on',
    ])
    calls.change('call_2', { status: 'ended', outcome: 'failed', endedAtMs: 3_000 })
    again.closing()
    const third = start()
    third.begin()
    expect(third.current()?.cut_off).toEqual([])
  })

  it('stays away once it was dismissed, until a later start has something to tell', () => {
    const { start, callIds, live } = folder()
    start().begin()
    live(callIds[0]!)
    const again = start()
    again.begin()
    again.dismiss('some other notice')
    const noticeId = again.current()!.notice_id
    again.dismiss(noticeId)
    expect(again.current()).toBeNull()
    const third = start()
    third.begin()
    expect(third.current()?.notice_id).not.toBe(noticeId)
    expect(third.current()?.cut_off).toHaveLength(1)
  })
})
