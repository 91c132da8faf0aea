import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  FROM_MS,
  LAW_NAMES,
  type Situation,
  TO_MS,
  unlawful,
  whereabouts,
} from '../../../tests/leads/law-oracle.ts'
import { tables } from '../../../tests/leads/lawful-facts.ts'
import { instantAt, localTime } from '../time.ts'
import { callingHours } from './calling-hours.ts'
import { mayCall } from './gate.ts'
import type { GateFacts } from './gate-facts.ts'
import { placeOf } from './place.ts'
import { KNOWN_STATES } from './state-hours.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const SELLER = 'Summit Ridge Roofing LLC'
const ZIPS = [...tables.byZip.keys()].filter((_, i) => i % 7 === 0)
const CODES = [...tables.byAreaCode.keys()]
const STATES = [...KNOWN_STATES, 'ON', 'XX']

/** Mostly lawful: a fact is spoiled now and then, so that every rule decides alone some of the time. */
const mostly = <T>(usual: fc.Arbitrary<T>, spoiled: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: spoiled })
const ago = (atMs: number, days: fc.Arbitrary<number>) => days.map((n) => Math.round(atMs - n * DAY))
const someDays = (max: number) => fc.double({ min: 0, max, noNaN: true })

const consentAt = (atMs: number) =>
  fc.record({
    seller: mostly(fc.constant(SELLER), fc.constantFrom('Somebody Else LLC', '')),
    ai: mostly(fc.constant(true), fc.constant(false)),
    text: mostly(fc.constant('I agree to A.I. calls.'), fc.constant(' ')),
    signature: fc.boolean(),
    elsewhere: fc.boolean(),
    byHand: fc.boolean(),
    atMs: mostly(
      ago(atMs, someDays(29)),
      fc.oneof(
        ago(atMs, someDays(200)),
        ago(atMs, someDays(60)),
        fc.constant(atMs + HOUR),
        fc.constant(atMs - 30 * DAY),
      ),
    ),
  })

/** Half of all moments lie in the middle of somebody's day, so that enough of them may be called at all. */
const moment = fc.oneof(
  fc.integer({ min: FROM_MS / 60_000, max: TO_MS / 60_000 }).map((minute) => minute * 60_000),
  fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 15 * 60, max: 25 * 60 }))
    .map(([day, minute]) => FROM_MS + day * DAY + minute * 60_000),
)

const situation: fc.Arbitrary<Situation> = moment.chain((atMs) =>
  fc
    .record({
      atMs: fc.constant(atMs),
      code: fc.constantFrom(...CODES),
      kind: mostly(
        fc.constant('ordinary'),
        fc.constantFrom('toll-free', 'premium', 'special', 'foreign', 'invalid'),
      ),
      zip: mostly(fc.constantFrom(...ZIPS), fc.constantFrom('', '00000')).map((zip) => zip || null),
      state: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...STATES) },
      ),
      sameState: fc.integer({ min: 0, max: 9 }).map((n) => n < 8),
      legalName: mostly(fc.constant(SELLER), fc.constant(' ')),
      callerId: mostly(fc.constant<string | null>('+15125550199'), fc.constant(null)),
      callback: mostly(fc.constant<string | null>('+15125550198'), fc.constant(null)),
      confirmed: mostly(fc.constant([...KNOWN_STATES]), fc.subarray([...KNOWN_STATES])),
      counsel: fc.subarray(['WA', 'MT', 'AK', 'DC', 'NV', 'OR']),
      needLists: mostly(fc.constant<string[]>([]), fc.subarray(['TX', 'FL', 'PA', 'IN', 'NY'])),
      consentDays: fc.constantFrom(90, 90, 30, 14, 540),
      perDay: fc.constantFrom(1, 1, 2, 3),
      per30: fc.constantFrom(6, 6, 3, 1),
      consents: mostly(
        fc.array(consentAt(atMs), { minLength: 1, maxLength: 1 }),
        fc.array(consentAt(atMs), { minLength: 0, maxLength: 3 }),
      ),
      suppressedAtMs: mostly(fc.constant<number | null>(null), ago(atMs, someDays(60))),
      calls: fc.oneof(
        { weight: 4, arbitrary: fc.constant<number[]>([]) },
        { weight: 2, arbitrary: fc.array(ago(atMs, someDays(40)), { maxLength: 7 }) },
        { weight: 1, arbitrary: fc.array(ago(atMs, someDays(1.2)), { maxLength: 4 }) },
      ),
      lists: mostly(
        fc.constant<Situation['lists']>([]),
        fc.array(
          fc.record({
            list: fc.constantFrom('US', 'TX', 'FL', 'PA', 'IN', 'NY'),
            asOfMs: ago(atMs, someDays(60)),
            listed: fc.boolean(),
          }),
          { maxLength: 3 },
        ),
      ),
      rnd: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Situation['rnd']>(null) },
        {
          weight: 1,
          arbitrary: fc.record({
            answer: fc.constantFrom('yes', 'no', 'no', 'no_data'),
            checkedAtMs: ago(atMs, someDays(45)),
            sinceMs: ago(atMs, someDays(220)),
          }),
        },
      ),
      inspectionAtMs: mostly(fc.constant<number | null>(null), fc.constant(atMs + DAY)),
      refusedAtMs: mostly(fc.constant<number | null>(null), ago(atMs, someDays(60))),
      wide: fc.boolean(),
    })
    .map(({ code, sameState, consents, wide, ...rest }): Situation => {
      const inState = tables.byZip.get(rest.zip ?? '')?.states[0]
      const near = CODES.filter((each) => tables.byAreaCode.get(each)?.states[0] === inState)
      const areaCode = sameState && near.length > 0 ? near[code.length % near.length] : code
      return {
        ...rest,
        phone: `+1${areaCode}5550101`,
        consents: consents
          .map(({ elsewhere, ...each }) => ({ ...each, signed: each.signature || elsewhere }))
          .sort((a, b) => b.atMs - a.atMs),
        windows: wide ? WIDE : DEFAULT,
      }
    }),
)

const WIDE: Situation['windows'] = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((day) => [day, [0, 1_440]]))
const DEFAULT: Situation['windows'] = {
  ...Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [540, 1_140]])),
  6: [600, 1_020],
}
const HOURS = new Map(
  [WIDE, DEFAULT].map((windows) => [
    windows,
    callingHours(
      Object.fromEntries(
        Object.entries(windows).map(([day, [from, to]]) => [
          ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][Number(day)],
          { from: clock(from), to: clock(to) },
        ]),
      ),
    ),
  ]),
)
function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

const factsOf = (s: Situation): GateFacts => ({
  nowMs: s.atMs,
  phone: s.phone,
  phoneKind: s.kind as GateFacts['phoneKind'],
  place: placeOf(tables, { state: s.state, zip: s.zip }, s.phone),
  legalName: s.legalName,
  confirmedStates: s.confirmed,
  consents: s.consents.map((each, i) => ({
    consentId: `consent_${i}`,
    phone: s.phone,
    coversAiCalls: each.ai,
    coversTexts: false,
    capturedAtMs: each.atMs,
    channel: 'web',
    seller: each.seller,
    textShown: each.text,
    pageUrl: each.signed && !each.signature ? 'https://summitridge.example' : null,
    ip: null,
    signature: each.signature ? 'Ann Lee' : null,
    importedFrom: each.byHand ? null : 'export.csv',
  })),
  suppression: s.suppressedAtMs === null ? null : { atMs: s.suppressedAtMs, reason: 'asked' },
  callerId: s.callerId,
  callbackNumber: s.callback,
  rules: {
    consentGoodForDays: s.consentDays,
    callsPerDay: s.perDay,
    callsPer30Days: s.per30,
    counselApprovedStates: s.counsel,
    statesNeedingLists: s.needLists,
  },
  registries: s.lists,
  reassigned: s.rnd && { ...s.rnd, answer: s.rnd.answer as 'yes' },
  attemptsMs: s.calls,
  inspectionAtMs: s.inspectionAtMs,
  refusal: s.refusedAtMs === null ? null : { said: 'not_interested', atMs: s.refusedAtMs },
})

it('agrees with the law as it was read a second time, for 110,000 leads and moments: nobody is called unlawfully, and nobody is held back without need', () => {
  const broken = new Map<string, number>()
  let allowed = 0
  fc.assert(
    fc.property(situation, (s) => {
      const hours = HOURS.get(s.windows)
      if (!hours) throw new Error('no such windows')
      const decision = mayCall(factsOf(s), hours)
      const law = unlawful(s)
      if (decision.allowed) allowed++
      if (law !== null) broken.set(law, (broken.get(law) ?? 0) + 1)
      expect([law, decision.reasons]).toEqual(
        decision.allowed ? [null, []] : [expect.any(String), expect.arrayContaining([expect.anything()])],
      )
    }),
    { numRuns: 110_000 },
  )
  // A generator that hardly ever reaches a rule would prove nothing.
  expect(allowed).toBeGreaterThan(4_000)
  expect(LAW_NAMES.filter((law) => (broken.get(law) ?? 0) < 20)).toEqual([])
}, 180_000)

it.each([
  ['the autumn change of clocks', 2026, 11, 1],
  ['the spring change of clocks', 2027, 3, 14],
])('keeps to the wall clock of every zone around %s', (_, year, month, day) => {
  const zones = new Set([...tables.byState.values()].flat())
  expect(zones.size).toBeGreaterThan(12)
  const hours = HOURS.get(WIDE)
  for (const zone of zones) {
    const fromMs = instantAt(zone, year, month, day - 1)
    for (let atMs = fromMs; atMs < fromMs + 3 * DAY; atMs += 5 * 60_000) {
      const { hour, minute } = localTime(atMs, zone)
      const isOpen = hour * 60 + minute >= 8 * 60 && hour * 60 + minute < 21 * 60 - 5
      // New York's row is the federal floor on every day: what is left is the zone.
      expect([zone, atMs, hours?.closed({ zones: [zone], states: ['NY'] }, atMs) === null]).toEqual([
        zone,
        atMs,
        isOpen,
      ])
    }
  }
})

it('finds every place of the tables where a second reading of them finds it', () => {
  for (const zip of ZIPS) {
    for (const code of ['212', '219', '541', '928', '787']) {
      const phone = `+1${code}5550101`
      const found = placeOf(tables, { state: null, zip }, phone)
      const again = whereabouts(null, zip, phone)
      expect([zip, code, [...found.zones].sort(), [...found.addressStates].sort()]).toEqual([
        zip,
        code,
        [...again.zones].sort(),
        [...again.addressStates].sort(),
      ])
    }
  }
})
