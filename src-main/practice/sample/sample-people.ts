import { between, dice, hashText } from '../chance.ts'
import { near, PLACES, type Place, SEATTLE, TORONTO } from './places.ts'

/** The made-up people of the sample data, and why ten of them may not be called. */

export type Flaw =
  | 'none'
  | 'no-consent'
  | 'consent-names-another-seller'
  | 'consent-without-ai-calls'
  | 'consent-too-old'
  | 'unknown-location'
  | 'toll-free-number'
  | 'on-do-not-call-list'
  | 'state-not-confirmed'
  | 'invalid-phone'
  | 'canadian-number'
  | 'duplicate-row'

export interface SamplePerson {
  readonly firstName: string
  readonly lastName: string
  readonly phone: string
  readonly street: string
  readonly place: Place
  readonly latitude: number
  readonly longitude: number
  readonly roofAgeYears: number
  readonly character: string
  readonly flaw: Flaw
}

const FIRST_NAMES = [
  'Dana',
  'Marcus',
  'Priya',
  'Hollis',
  'Elena',
  'Theo',
  'Nadine',
  'Grant',
  'Rosalind',
  'Omar',
  'Celeste',
  'Wendell',
  'Lucia',
  'Bram',
  'Yvette',
  'Desmond',
  'Tamsin',
  'Rafael',
  'Odette',
  'Silas',
  'Marisol',
  'Quentin',
  'Ingrid',
  'Lamar',
  'Bettina',
  'Cyrus',
  'Fern',
  'Alonzo',
  'Greta',
  'Percy',
]
const LAST_NAMES = [
  'Fernwick',
  'Castellane',
  'Okonjo',
  'Brightwater',
  'Halloran',
  'Vasquell',
  'Thornby',
  'Melvane',
  'Quarrington',
  'Santerra',
  'Ashdown',
  'Kettleby',
  'Moreaux',
  'Ridgewell',
  'Pendrake',
  'Lindqvale',
  'Torrence',
  'Abernell',
  'Wexcombe',
  'Duvarney',
  'Stoneleigh',
  'Marchetta',
  'Fairbourne',
  'Hollowell',
  'Crestmoor',
]

/** The first calls of a campaign already show what can happen. */
const FIRST_CHARACTERS = [
  'books-at-once',
  'sceptical-about-price',
  'busy-call-later',
  'says-mm-hm',
  'voicemail',
  'asks-if-robot',
  'stop-calling',
  'insured-storm-damage',
  'no-answer',
  'wrong-number',
  'pauses-mid-sentence',
  'interrupts-constantly',
  'spanish-speaker',
  'renter',
  'call-screening',
  'wants-promises',
  'hard-of-hearing',
  'line-busy',
  'mailbox-full',
  'hostile',
  'not-interested',
  'declines',
  'voicemail-quick-beep',
  'presses-nine',
]
const LATER_CHARACTERS = [
  'books-at-once',
  'voicemail',
  'says-mm-hm',
  'busy-call-later',
  'no-answer',
  'insured-storm-damage',
  'not-interested',
  'asks-if-robot',
  'voicemail',
  'sceptical-about-price',
  'pauses-mid-sentence',
  'no-answer',
  'hard-of-hearing',
  'wants-promises',
]
const FLAWS: readonly Exclude<Flaw, 'none' | 'duplicate-row'>[] = [
  'no-consent',
  'consent-names-another-seller',
  'consent-without-ai-calls',
  'consent-too-old',
  'unknown-location',
  'toll-free-number',
  'on-do-not-call-list',
  'state-not-confirmed',
  'invalid-phone',
  'canadian-number',
]
const PEOPLE = 59
const FIRST_FLAW_AT = 24
const FLAW_EVERY = 3

export function samplePeople(): SamplePerson[] {
  const people = Array.from({ length: PEOPLE }, (_, i) => samplePerson(i))
  const twin = people[3] as SamplePerson
  return [...people, { ...twin, firstName: twin.firstName.toUpperCase(), flaw: 'duplicate-row' }]
}

function samplePerson(i: number): SamplePerson {
  const random = dice(hashText(`person ${i}`))
  const flaw = flawOf(i)
  const place =
    flaw === 'state-not-confirmed'
      ? SEATTLE
      : flaw === 'canadian-number'
        ? TORONTO
        : (PLACES[i % PLACES.length] as Place)
  const spot = near(place, between(random(), -1_400, 1_400), between(random(), -1_400, 1_400))
  const street = place.streets[i % place.streets.length] as string
  return {
    firstName: FIRST_NAMES[i % FIRST_NAMES.length] as string,
    lastName: LAST_NAMES[(i * 7) % LAST_NAMES.length] as string,
    phone: phoneOf(i, flaw, place),
    street: `${1_000 + Math.floor(random() * 8_000)} ${street}`,
    place,
    ...spot,
    roofAgeYears: 9 + Math.floor(random() * 17),
    character: FIRST_CHARACTERS[i] ?? (LATER_CHARACTERS[i % LATER_CHARACTERS.length] as string),
    flaw,
  }
}

function flawOf(i: number): Flaw {
  const n = (i - FIRST_FLAW_AT) / FLAW_EVERY
  return Number.isInteger(n) && n >= 0 ? (FLAWS[n] ?? 'none') : 'none'
}

/** 555-0100 to 555-0199 belong to fiction. */
function phoneOf(i: number, flaw: Flaw, place: Place): string {
  if (flaw === 'invalid-phone') return '512-555-01'
  const areaCode = flaw === 'toll-free-number' ? '800' : place.areaCode
  return `+1${areaCode}555${String(101 + i).padStart(4, '0')}`
}
