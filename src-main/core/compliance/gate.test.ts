import { describe, expect, it } from 'vitest'
import {
  codes,
  consent,
  DAY,
  HOUR,
  judge,
  lawful,
  only,
  TUESDAY,
  tables,
} from '../../../tests/leads/lawful-facts.ts'
import type { ConsentRecord } from './consent.ts'
import { RULES_VERSION } from './gate.ts'
import type { GateFacts } from './gate-facts.ts'
import { placeOf } from './place.ts'

const withConsent = (changes: Partial<ConsentRecord>) => codes({ consents: [{ ...consent, ...changes }] })
const at = (state: string, zip: string) => placeOf(tables, { state, zip }, '+15125550101')

it('lets a consenting homeowner be called on a weekday morning', () => {
  expect(judge({})).toEqual({
    allowed: true,
    reasons: [],
    rulesVersion: RULES_VERSION,
    nextAllowedAtMs: null,
  })
})

describe('consent', () => {
  it.each([
    ['nobody consented', { consents: [] }, 'no-consent'],
    ['our own name is unknown', { legalName: ' ' }, 'seller-unknown'],
  ])('blocks when %s', (_, changes, code) => {
    expect(codes(changes)).toContain(code)
  })

  it.each([
    ['names somebody else', { seller: 'Summit Roofing LLC' }, 'consent-other-seller'],
    ['does not cover artificial voices', { coversAiCalls: false }, 'consent-without-ai-calls'],
    ['has no words', { textShown: ' ' }, 'consent-without-text'],
    ['is not signed in any way', { signature: null, ip: null, pageUrl: null }, 'consent-unsigned'],
    ['is from the future', { capturedAtMs: TUESDAY + 1 }, 'consent-in-future'],
    ['has no day', { capturedAtMs: Number.NaN }, 'consent-in-future'],
    ['is older than ninety days', { capturedAtMs: TUESDAY - 91 * DAY }, 'consent-too-old'],
    [
      'is old enough for the number to have changed hands',
      { capturedAtMs: TUESDAY - 31 * DAY },
      'number-may-be-reassigned',
    ],
  ])('blocks when it %s', (_, changes, code) => {
    expect(withConsent(changes)).toContain(code)
  })

  it('knows the seller by any way of writing its legal name', () => {
    for (const seller of [
      'SUMMIT RIDGE ROOFING, L.L.C.',
      'Summit Ridge Roofing',
      'The Summit-Ridge Roofing Inc.',
    ]) {
      expect(withConsent({ seller })).toEqual([])
    }
  })

  it('goes by the newest consent that names us, so that a later no ends an earlier yes', () => {
    const later = { ...consent, capturedAtMs: TUESDAY - DAY, coversAiCalls: false }
    expect(codes({ consents: [later, consent] })).toContain('consent-without-ai-calls')
    const foreign = { ...consent, capturedAtMs: TUESDAY - DAY, seller: 'Somebody Else LLC' }
    expect(codes({ consents: [foreign, consent] })).toEqual([])
  })

  it('lets only a consent signed afterwards and entered by a person end a do-not-call request', () => {
    const suppression = { atMs: TUESDAY - 10 * DAY, reason: 'asked' }
    expect(codes({ suppression })).toEqual(['do-not-call'])
    expect(codes({ suppression, consents: [{ ...consent, importedFrom: null, signature: null }] })).toEqual([
      'do-not-call',
    ])
    expect(
      codes({
        suppression: { ...suppression, atMs: TUESDAY - DAY },
        consents: [{ ...consent, importedFrom: null }],
      }),
    ).toEqual(['do-not-call'])
    expect(codes({ suppression, consents: [{ ...consent, importedFrom: null }] })).toEqual([])
  })
})

describe('numbers and places', () => {
  it.each(['toll-free', 'premium', 'special', 'foreign', 'invalid'] as const)(
    'never dials a %s number',
    (phoneKind) => {
      expect(judge({ phoneKind }).allowed).toBe(false)
    },
  )

  it('blocks a house whose state is unknown, whatever its area code says', () => {
    expect(codes({ place: placeOf(tables, { state: null, zip: null }, '+15125550101') })).toEqual([
      'unknown-location',
    ])
    expect(codes({ place: at('ON', 'M5V 2T6') })).toEqual(['unknown-location'])
  })

  it('asks nobody to confirm a Canadian province, nor for the state of a house whose number is abroad', () => {
    const toronto = placeOf(tables, { state: 'ON', zip: 'M5V 2T6' }, '+14165550101')
    expect(codes({ phoneKind: 'foreign', place: toronto, confirmedStates: [] })).toEqual(['not-a-us-number'])
    const nowhere = placeOf(tables, { state: null, zip: null }, '+14165550101')
    expect(codes({ phoneKind: 'foreign', place: nowhere })).toEqual(['not-a-us-number'])
  })

  it('blocks states that the contractor has not confirmed, and Florida already by its area code', () => {
    expect(codes({ confirmedStates: ['OK'] })).toEqual(['state-not-confirmed'])
    expect(
      codes({
        confirmedStates: ['TX'],
        place: placeOf(tables, { state: 'TX', zip: '78745' }, '+13055550101'),
      }),
    ).toEqual(['state-not-confirmed'])
    expect(
      codes({
        confirmedStates: ['TX'],
        place: placeOf(tables, { state: 'TX', zip: '78745' }, '+14055550101'),
      }),
    ).toEqual([])
  })

  it.each(['WA', 'MT', 'AK', 'DC', 'NV', 'OR'])('keeps A.I. calls to %s off', (state) => {
    expect(codes({ place: placeOf(tables, { state, zip: null }, '+10005550101') })).toContain(
      'ai-calls-off-in-state',
    )
  })

  it('lets A.I. calls to such a state be turned on by the approval of counsel alone', () => {
    const place = placeOf(tables, { state: 'NV', zip: null }, '+17025550101')
    const approved = { ...lawful.rules, counselApprovedStates: ['NV'] }
    const nowMs = Date.UTC(2026, 10, 24, 19)
    expect(codes({ place, nowMs })).toEqual(['ai-calls-off-in-state'])
    expect(codes({ place, nowMs, rules: approved })).toEqual([])
    const elsewhere = { ...lawful.rules, counselApprovedStates: ['OR'] }
    expect(codes({ place, nowMs, rules: elsewhere })).toEqual(['ai-calls-off-in-state'])
  })

  it('refuses to judge by rules older than 180 days', () => {
    const nowMs = Date.UTC(2027, 4, 24, 16)
    expect(codes({ nowMs, consents: [{ ...consent, capturedAtMs: nowMs - DAY }] })).toEqual(['rules-too-old'])
  })
})

describe('attempts', () => {
  it('are twenty hours apart', () => {
    const decision = judge({ attemptsMs: [TUESDAY - 2 * HOUR] })
    expect(decision.reasons.map(({ code }) => code)).toEqual(['called-recently'])
    expect(decision.nextAllowedAtMs).toBe(Date.UTC(2026, 10, 25, 15, 0))
    expect(codes({ attemptsMs: [TUESDAY - 20 * HOUR] })).toEqual([])
  })

  it('are told in the time of the house, in words', () => {
    const [reason] = judge({ attemptsMs: [Date.UTC(2026, 10, 24, 14, 30)] }).reasons
    expect(reason?.message).toBe(
      'This number was called on Tuesday, Nov 24, at 8:30 AM Chicago time. Calls are at least 20 hours apart.',
    )
    const suppressedAtMs = Date.UTC(2026, 10, 24, 3)
    expect(judge({ suppression: { atMs: suppressedAtMs, reason: 'asked' } }).reasons[0]?.message).toBe(
      'This number is on your do-not-call list since Nov 23, 2026: asked.',
    )
    const evening = judge({ nowMs: Date.UTC(2026, 10, 25, 3, 5), ...only('TX', '78745') })
    expect(evening.reasons[0]?.message).toBe(
      'It is 9:05 PM in the Chicago time zone; calls may start from 8 AM until shortly before 9 PM everywhere (47 CFR 64.1200(c)(1); 16 CFR 310.4(c)).',
    )
    for (const { message } of evening.reasons) expect(message).not.toMatch(/UTC|\d{4}-\d\d/)
  })

  it('are never more than three in a day, and one in eight hours in Maine', () => {
    const attemptsMs = [1, 2, 3].map((hours) => TUESDAY - hours * HOUR)
    expect(codes({ attemptsMs })).toContain('too-many-calls')
    expect(codes({ attemptsMs: [TUESDAY - 7 * HOUR], ...only('ME', '04101') })).toContain('too-many-calls')
  })

  it('end after six in thirty days', () => {
    const attemptsMs = [2, 4, 6, 8, 10, 12].map((days) => TUESDAY - days * DAY)
    expect(judge({ attemptsMs })).toMatchObject({ allowed: false, nextAllowedAtMs: null })
  })
})

describe('what the homeowner decided', () => {
  const renewed = (capturedAtMs: number) => ({ consents: [{ ...consent, capturedAtMs }, consent] })

  it('keeps whoever has an inspection ahead from being called about one', () => {
    const decision = judge({ inspectionAtMs: TUESDAY + 2 * DAY })
    expect(decision.reasons).toEqual([
      {
        code: 'inspection-ahead',
        message:
          'Has an inspection on Thursday, Nov 26, at 10:30 AM Chicago time. They may be called again once it is over.',
      },
    ])
    expect(decision.nextAllowedAtMs).toBeNull()
  })

  it.each([
    ['not_interested', 'not-interested', 'Said on Nov 22, 2026 that they are not interested.'],
    ['wrong_number', 'wrong-number', 'Said on Nov 22, 2026 that this is the wrong number.'],
  ] as const)('holds for %s until a consent newer than the call', (said, code, words) => {
    const refusal = { said, atMs: TUESDAY - 2 * DAY }
    const [reason] = judge({ refusal }).reasons
    expect(reason).toEqual({ code, message: expect.stringContaining(words) })
    expect(judge({ refusal }).nextAllowedAtMs).toBeNull()
    expect(codes({ refusal, ...renewed(TUESDAY - 3 * DAY) })).toEqual([code])
    expect(codes({ refusal, ...renewed(TUESDAY - DAY) })).toEqual([])
    const unwritten = { ...consent, capturedAtMs: TUESDAY - DAY, textShown: '' }
    expect(codes({ refusal, consents: [unwritten, consent] })).toContain(code)
  })
})

it('blocks as soon as any one fact is missing or unlawful', () => {
  const spoiled: Partial<GateFacts>[] = [
    { phoneKind: 'invalid' },
    { place: { zones: [], states: [], addressStates: [], phoneStates: [] } },
    { place: { ...lawful.place, zones: [] } },
    { place: { ...lawful.place, addressStates: [] } },
    { legalName: '' },
    { confirmedStates: [] },
    { consents: [] },
    { suppression: { atMs: TUESDAY, reason: 'asked' } },
    { attemptsMs: [TUESDAY - 1] },
    { callerId: null },
    { callbackNumber: null },
    { rules: { ...lawful.rules, statesNeedingLists: ['TX'] } },
    { registries: [{ list: 'TX', asOfMs: TUESDAY, listed: true }] },
    { reassigned: { answer: 'yes', checkedAtMs: TUESDAY - DAY, sinceMs: TUESDAY - 9 * DAY } },
    { rules: { ...lawful.rules, consentGoodForDays: 6 } },
    { inspectionAtMs: TUESDAY + DAY },
    { refusal: { said: 'not_interested', atMs: TUESDAY - DAY } },
  ]
  for (const changes of spoiled) expect([changes, judge(changes).allowed]).toEqual([changes, false])
  expect(() => judge({ nowMs: Number.NaN })).toThrow()
})
