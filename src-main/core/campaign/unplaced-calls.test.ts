import { afterEach, describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { sqliteActivity } from '../../adapters/sqlite/activity-log.ts'
import { sqliteCalls } from '../../adapters/sqlite/call-store.ts'
import { sqliteCampaigns } from '../../adapters/sqlite/campaign-store.ts'
import type { Db } from '../../adapters/sqlite/database.ts'
import { sqliteTransactions } from '../../adapters/sqlite/transactions.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import type { CallRecord } from '../call/call-record.ts'
import { type NotPlaced, notPlaced } from '../call/placing/place-result.ts'
import { Feed } from '../feed.ts'
import { UnplacedCalls } from './unplaced-calls.ts'

const open: Db[] = []
afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

function line() {
  const { db } = storeWithCalls(3)
  open.push(db)
  const clock = new VirtualClock()
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const campaigns = sqliteCampaigns(db)
  const lost: string[] = []
  const waits: number[] = []
  const errors: string[] = []
  const unplaced = new UnplacedCalls({
    mode: 'live',
    clock,
    calls,
    campaigns,
    transactions: sqliteTransactions(db),
    activity: sqliteActivity(db, new Feed()),
    carrierWaits: (forMs) => waits.push(forMs),
    lost: (callId) => lost.push(callId),
    log: () => {},
    logError: (message) => errors.push(message),
  })
  const call = (callId = 'call_1') => calls.get(callId) as CallRecord
  return {
    db,
    clock,
    calls,
    unplaced,
    lost,
    waits,
    errors,
    call,
    campaign: () => campaigns.get('campaign_1'),
    settle: (reason: NotPlaced, detail = 'the detail') => unplaced.settle(call(), notPlaced(reason, detail)),
    /** How long the call waits in line from now on, in milliseconds. */
    waitsMs: () => call().notBeforeMs - clock.nowMs(),
  }
}

describe('a call that was not placed', () => {
  it.each([
    ['blocked', 'Not allowed: the detail'],
    ['canceled', 'the detail'],
  ] as const)('is taken out of the line for good when it is %s', (reason, endReason) => {
    const { settle, call, clock, campaign } = line()
    settle(reason)
    expect(call()).toMatchObject({
      status: 'ended',
      outcome: 'canceled',
      endReason,
      endedAtMs: clock.nowMs(),
    })
    expect(campaign()?.status).toBe('running')
  })

  it.each([
    ['no-money', /^The wallet does not cover another call/],
    ['needs-approval', /^Waits for your approval: the detail$/],
    ['locked-out', /^No call gets through: the detail\. Then resume the campaign\.$/],
  ] as const)('keeps its place while its campaign waits for a person: %s', (reason, statusReason) => {
    const { settle, call, waitsMs, campaign } = line()
    settle(reason)
    expect(call().status).toBe('queued')
    expect(waitsMs()).toBe(0)
    expect(campaign()).toMatchObject({
      status: 'paused',
      statusReason: expect.stringMatching(statusReason),
    })
  })

  it('goes back in line at once when the campaign was stopped meanwhile', () => {
    const { settle, call, waitsMs, campaign } = line()
    settle('stopped')
    expect([call().status, waitsMs(), campaign()?.status]).toEqual(['queued', 0, 'running'])
  })

  it('waits with all others when the carrier says that calls come too fast, and is no failure', () => {
    const { settle, waits, waitsMs, campaign } = line()
    for (let i = 0; i < 5; i++) settle('rate-limited')
    expect(waits).toEqual([15_000, 15_000, 15_000, 15_000, 15_000])
    expect([waitsMs(), campaign()?.status]).toEqual([15_000, 'running'])
  })

  it.each(['vendor', 'refused', 'unclear'] as const)('counts as a failure of a vendor: %s', (reason) => {
    const { settle, waitsMs, campaign } = line()
    settle(reason)
    expect([waitsMs(), campaign()?.status]).toEqual([10_000, 'running'])
    settle(reason)
    expect(waitsMs()).toBe(20_000)
    settle(reason)
    expect(campaign()).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('the detail (3 times)'),
    })
  })

  it('begins the row of failures anew once another one is placed', () => {
    const { settle, unplaced, call, waitsMs, campaign } = line()
    settle('vendor')
    settle('vendor')
    unplaced.settle(call('call_2'), { status: 'placed' })
    settle('vendor')
    expect([waitsMs(), campaign()?.status]).toEqual([10_000, 'running'])
  })

  it('is nobody’s failure when a person called it off while it was dialed', () => {
    const { settle, unplaced, call, campaign } = line()
    unplaced.cancel(call(), 'Ended by a person.')
    for (let i = 0; i < 5; i++) settle('refused')
    expect(campaign()?.status).toBe('running')
  })

  it('is not canceled any more once it is being dialed', () => {
    const { unplaced, calls, call } = line()
    calls.change('call_1', { status: 'dialing' })
    unplaced.cancel(call(), 'The gate says no.')
    expect(call()).toMatchObject({ status: 'dialing', outcome: null })
  })

  it('keeps the hour that the gate has set', () => {
    const { unplaced, calls, call, clock, waitsMs } = line()
    const untilMs = clock.nowMs() + 3_600_000
    calls.change('call_1', { notBeforeMs: untilMs })
    unplaced.settle(call(), { status: 'postponed', untilMs, detail: 'outside calling hours' })
    expect(waitsMs()).toBe(3_600_000)
  })
})

describe('placing that broke off', () => {
  it('goes back in line while nothing was dialed', () => {
    const { unplaced, call, waitsMs, lost } = line()
    unplaced.brokeOff(call(), 'disk full')
    expect([waitsMs(), lost]).toEqual([10_000, []])
  })

  it('is handed on to be found out when the call may have been dialed', () => {
    const { unplaced, calls, call, lost } = line()
    calls.change('call_1', { status: 'dialing' })
    unplaced.brokeOff(call(), 'disk full')
    expect([call().status, lost]).toEqual(['dialing', ['call_1']])
  })

  it('is handed on as well when it cannot even be written down', () => {
    const { unplaced, call, db, lost, errors } = line()
    const before = call()
    db.exec('DROP TABLE voice_call_turn; ALTER TABLE voice_call RENAME TO gone')
    unplaced.brokeOff(before, 'disk full')
    expect([lost, errors]).toEqual([['call_1'], ['a failed call could not be put back']])
  })
})
