import { describe, expect, it } from 'vitest'
import {
  consent,
  DAY,
  defaultHours,
  HOUR,
  lawful,
  only,
  TUESDAY,
  wideHours,
} from '../../../tests/leads/lawful-facts.ts'
import { emptyProfile } from '../contractor.ts'
import { decideAgain } from './decide-again.ts'
import { mayCall, RULES_VERSION } from './gate.ts'
import type { GateFacts } from './gate-facts.ts'
import { mayText, type TextFacts } from './text-gate.ts'

const texts = { ...consent, coversTexts: true }
const registered: TextFacts = {
  registration: { status: 'active', checkedAtMs: TUESDAY - HOUR },
  about: 'offer',
}
const judge = (facts: Partial<GateFacts> = {}, text: Partial<TextFacts> = {}, hours = defaultHours) =>
  mayText({ ...lawful, consents: [texts], ...facts }, { ...registered, ...text }, hours)
const codes = (...input: Parameters<typeof judge>) => judge(...input).reasons.map(({ code }) => code)

describe('a text', () => {
  it('may be sent to somebody who agreed to texts, from a registered number, at a permitted hour', () => {
    expect(judge()).toMatchObject({ allowed: true, reasons: [], rulesVersion: RULES_VERSION })
  })

  it.each<[string, Partial<TextFacts>]>([
    ['texting-not-checked', { registration: null }],
    ['texting-not-checked', { registration: { status: 'active', checkedAtMs: TUESDAY - 3 * DAY } }],
    ['texting-pending', { registration: { status: 'pending', checkedAtMs: TUESDAY } }],
    ['texting-not-registered', { registration: { status: 'none', checkedAtMs: TUESDAY } }],
  ])('waits for the carriers: %s', (code, text) => {
    expect(codes({}, text)).toEqual([code])
    expect(judge({}, text).nextAllowedAtMs).toBeNull()
  })

  it.each<[string, Partial<GateFacts>]>([
    ['no-consent', { consents: [] }],
    ['consent-without-texts', { consents: [consent] }],
    ['consent-other-seller', { consents: [{ ...texts, seller: 'Somebody Else Inc' }] }],
    ['consent-unsigned', { consents: [{ ...texts, signature: null, ip: null, pageUrl: null }] }],
    ['consent-too-old', { consents: [{ ...texts, capturedAtMs: TUESDAY - 100 * DAY }] }],
    ['number-may-be-reassigned', { consents: [{ ...texts, capturedAtMs: TUESDAY - 40 * DAY }] }],
    ['do-not-call', { suppression: { atMs: 1, reason: 'asked' } }],
    ['toll-free-number', { phoneKind: 'toll-free' }],
    ['no-caller-id', { callerId: null }],
    ['unknown-location', { place: { zones: [], states: [], addressStates: [], phoneStates: [] } }],
    ['state-not-confirmed', { confirmedStates: [] }],
    ['on-state-list', { registries: [{ list: 'TX', asOfMs: TUESDAY, listed: true }] }],
    ['outside-hours', { nowMs: TUESDAY - 4 * HOUR }],
    ['not-interested', { refusal: { said: 'not_interested', atMs: TUESDAY - DAY } }],
    ['inspection-ahead', { inspectionAtMs: TUESDAY + DAY }],
    ['texted-recently', { textsMs: [TUESDAY - 3 * HOUR] }],
    ['too-many-calls', { attemptsMs: [1, 2, 3].map((hours) => TUESDAY - hours * HOUR) }],
  ])('is refused with %s', (code, facts) => {
    expect(codes(facts)).toContain(code)
  })

  it('waits for the hour, and for the time between two texts', () => {
    expect(judge({ nowMs: TUESDAY - 4 * HOUR }).nextAllowedAtMs).toBe(TUESDAY - 1.5 * HOUR)
    expect(judge({ textsMs: [TUESDAY - 11 * HOUR] }).nextAllowedAtMs).toBe(TUESDAY + HOUR)
  })

  it('about an inspection goes to somebody who has one', () => {
    expect(codes({ inspectionAtMs: TUESDAY + DAY }, { about: 'inspection' })).toEqual([])
  })

  it('counts among the calls that a state allows in a day, for texts and for calls', () => {
    const florida = { ...only('FL', '33101'), rules: { ...lawful.rules, callsPerDay: 3 } }
    const three = {
      attemptsMs: [TUESDAY - 5 * HOUR],
      textsMs: [TUESDAY - 13 * HOUR, TUESDAY - 23 * HOUR],
    }
    expect(codes({ ...florida, ...three }, {}, wideHours)).toContain('too-many-calls')
    const call = mayCall({ ...lawful, ...florida, ...three }, wideHours)
    expect(call.reasons.map(({ code }) => code)).toContain('too-many-calls')
  })

  it('is decided the same again from its stored inputs, and differs when one of them is changed', () => {
    const facts = { ...lawful, consents: [texts] }
    const decision = mayText(facts, registered, defaultHours)
    const stored = (text: TextFacts) => ({
      allowed: decision.allowed,
      reasons: JSON.stringify(decision.reasons),
      inputs: JSON.stringify({ facts, callingWindows: emptyProfile.calling_windows, text }),
      rulesVersion: decision.rulesVersion,
    })
    expect(decideAgain(stored(registered))).toBe('same')
    expect(decideAgain(stored({ ...registered, registration: null }))).toBe('differs')
  })
})
