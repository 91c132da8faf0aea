import { describe, expect, it } from 'vitest'
import { overlapOf } from '../compliance/calling-hours.ts'
import { abandonmentVerdict, wasAbandoned } from './abandonment.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { CARRIER_DIALS_PER_WINDOW, DialPace } from './dial-pace.ts'
import { defaultCampaignSettings, retryAt } from './retry-rules.ts'

const HOUR = 3_600_000

describe('another attempt', () => {
  const due = (outcome: Parameters<typeof retryAt>[0]['outcome'], calls = 1, likeThis = 1) =>
    retryAt({ outcome, endedAtMs: 0, calls, likeThis }, defaultCampaignSettings)

  it.each([
    ['no_answer', 20 * HOUR],
    ['busy', 4 * HOUR],
    ['voicemail', 48 * HOUR],
    ['screened', 48 * HOUR],
    ['failed', null],
    ['booked', null],
    ['callback', null],
    ['not_interested', null],
    ['do_not_call', null],
    ['wrong_number', null],
    ['hung_up', null],
    ['needs_review', null],
    ['canceled', null],
  ] as const)('after %s is due after %s ms', (outcome, atMs) => expect(due(outcome)).toBe(atMs))

  it('ends with the count of its outcome, and with the count of all calls', () => {
    expect(due('no_answer', 2, 2)).not.toBeNull()
    expect(due('voicemail', 2, 2)).toBeNull()
    expect(due('busy', 3, 1)).toBeNull()
  })
})

describe('an abandoned call', () => {
  const call = { answeredBy: 'human', upMs: 30_000, homeownerFirst: null, agentFirstAtMs: 1_500 }
  const hello = { startedAtMs: 1_000, endedAtMs: 1_800 }

  it.each([
    ['heard us within two seconds of the answer', {}, false],
    ['heard us later', { agentFirstAtMs: 2_001 }, true],
    [
      'greeted late and heard us two seconds after that',
      { homeownerFirst: hello, agentFirstAtMs: 3_800 },
      false,
    ],
    ['greeted and heard us later than that', { homeownerFirst: hello, agentFirstAtMs: 3_801 }, true],
    ['never heard us', { agentFirstAtMs: null }, true],
    ['hung up before two seconds were over', { agentFirstAtMs: null, upMs: 1_900 }, false],
    ['was a mailbox', { answeredBy: 'machine', agentFirstAtMs: null }, false],
  ])('is not one that %s, or is it', (_, changes, abandoned) => {
    expect(wasAbandoned({ ...call, ...changes })).toBe(abandoned)
  })

  it.each([
    [1_000, 19, 'fine'],
    [1_000, 20, 'pause'],
    [1_000, 29, 'pause'],
    [1_000, 30, 'block'],
    [10, 1, 'fine'],
    [10, 3, 'pause'],
  ] as const)('of %i answered %i times is %s', (answered, abandoned, verdict) =>
    expect(abandonmentVerdict({ answered, abandoned })).toBe(verdict),
  )
})

describe('the circuit breaker', () => {
  it('opens when half of at least five dials fail within two minutes, and says why', () => {
    const breaker = new CircuitBreaker('live')
    breaker.placed(0)
    expect(breaker.failed('no route', 1_000)).toBeNull()
    breaker.placed(2_000)
    breaker.placed(2_500)
    expect(breaker.failed('no route', 3_000)).toBeNull()
    expect(breaker.failed('timed out', 4_000)).toBe(
      "Paused after 3 of the last 6 dials failed: no route (2 times); timed out. Resume in a few minutes. If it happens again, allow fewer calls at once in the settings, or look at the vendor's status page.",
    )
  })

  it('does not send anybody to a vendor in practice, where this computer is what was late', () => {
    const breaker = new CircuitBreaker('practice')
    const [, , told] = [1, 2, 3].map((atMs) => breaker.failed('timed out', atMs))
    expect(told).toContain('this computer, which was too busy to keep up')
    expect(told).not.toContain('status page')
  })

  it('opens after three failures with nothing else, and forgets what is older than two minutes', () => {
    const breaker = new CircuitBreaker('live')
    expect(breaker.failed('a', 0)).toBeNull()
    expect(breaker.failed('a', 1)).toBeNull()
    expect(breaker.failed('a', 2)).not.toBeNull()
    const slow = new CircuitBreaker('live')
    for (let i = 0; i < 9; i++) expect(slow.failed('a', i * 61_000)).toBeNull()
  })

  it('opens after three failures in a row behind many dials that went well', () => {
    const breaker = new CircuitBreaker('live')
    for (let i = 0; i < 20; i++) breaker.placed(i)
    expect(breaker.failed('a', 21)).toBeNull()
    expect(breaker.failed('a', 22)).toBeNull()
    expect(breaker.failed('a', 23)).not.toBeNull()
  })
})

describe('the pace', () => {
  it('stays below the carrier’s rolling five seconds', () => {
    const pace = new DialPace()
    let dialed = 0
    for (let atMs = 0; atMs < 20_000; atMs += 10) {
      if (!pace.accountMayDial(atMs)) continue
      pace.began('campaign_1', atMs)
      dialed++
    }
    expect(dialed).toBeLessThanOrEqual(4 * CARRIER_DIALS_PER_WINDOW + 1)
    expect(dialed).toBeGreaterThanOrEqual(3 * CARRIER_DIALS_PER_WINDOW)
  })

  it('keeps a campaign to its calls a minute, also across a restart', () => {
    const pace = new DialPace([{ campaignId: 'a', atMs: -59_000 }])
    expect(pace.campaignMayDial('a', 1, 0)).toBe(false)
    expect(pace.campaignMayDial('b', 1, 0)).toBe(true)
    expect(pace.campaignMayDial('a', 1, 2_000)).toBe(true)
  })

  it('learns how many channels the carrier has, and tries one more every minute', () => {
    const pace = new DialPace()
    expect(pace.channels(10, 0)).toBe(10)
    pace.channelsFull(2, 0)
    expect(pace.channels(10, 30_000)).toBe(2)
    expect(pace.channels(10, 61_000)).toBe(3)
    expect(pace.channels(10, 3_600_000)).toBe(10)
  })
})

it('takes what two sets of windows share', () => {
  const own = { mon: { from: '09:00', to: '19:00' }, sat: { from: '10:00', to: '17:00' } }
  expect(
    overlapOf(own, { mon: { from: '08:00', to: '12:00' }, sun: { from: '09:00', to: '12:00' } }),
  ).toEqual({
    mon: { from: '09:00', to: '12:00' },
  })
  expect(overlapOf(own, { mon: { from: '19:00', to: '21:00' } })).toEqual({})
})
