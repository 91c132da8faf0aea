/** What a minute of conversation costs the contractor, by part. Whole started minutes are billed. */
export const RATES = {
  version: '2026-11',
  intervalMs: 60_000,
  lines: [
    { label: 'Carrier', centsPerMinute: 2 },
    { label: 'Speech recognition', centsPerMinute: 1 },
    { label: 'Language model', centsPerMinute: 1 },
    { label: 'Voice', centsPerMinute: 4 },
    { label: 'Ridgeline', centsPerMinute: 7 },
  ],
} as const

export const CENTS_PER_MINUTE = RATES.lines.reduce((sum, line) => sum + line.centsPerMinute, 0)
/** Money set aside before a dial: three minutes, more is held as the conversation goes on. */
export const HOLD_CENTS = 3 * CENTS_PER_MINUTE

/** Minutes billed for a conversation; nobody pays for a call that was not answered. */
export const billedMinutes = (talkMs: number): number => Math.ceil(talkMs / RATES.intervalMs)
export const callCostCents = (talkMs: number): number => billedMinutes(talkMs) * CENTS_PER_MINUTE

/** Share of dials that are answered and how long answered calls last, before an account has figures of its own. */
const EXPECTED = {
  answered: 0.45,
  talkMs: 75_000,
  shortTalkMs: 30_000,
  longTalkMs: 180_000,
  lowAnswered: 0.25,
  highAnswered: 0.7,
  booked: 0.03,
  lowBooked: 0.01,
  highBooked: 0.08,
}

export interface CostEstimate {
  readonly expectedCents: number
  readonly lowCents: number
  readonly highCents: number
  readonly expectedTalkSeconds: number
  readonly bookings: BookingForecast
}

/** How many inspections so many dials bring. */
export interface BookingForecast {
  readonly low: number
  readonly expected: number
  readonly high: number
}

/** What the latest calls of an account came to. */
export interface OwnExperience {
  readonly dialed: number
  readonly averageCents: number
  readonly averageTalkMs: number
  readonly bookings: number
}

/** Fewer calls than this tell too little. */
const ENOUGH_CALLS = 30

/** What so many dials will cost: by the account's own calls once there are enough of them, until then by what is usual. */
export function estimateCost(dials: number, own: OwnExperience | null): CostEstimate {
  const usual = usualCost(dials)
  if (!own || own.dialed < ENOUGH_CALLS) return usual
  const expectedCents = Math.ceil(dials * own.averageCents)
  return {
    expectedCents,
    lowCents: Math.min(usual.lowCents, expectedCents),
    highCents: Math.max(usual.highCents, expectedCents),
    expectedTalkSeconds: Math.round((dials * own.averageTalkMs) / 1_000),
    bookings: ownBookings(dials, own),
  }
}

function usualCost(dials: number): CostEstimate {
  const cost = (answered: number, talkMs: number) => Math.ceil(dials * answered * callCostCents(talkMs))
  return {
    expectedCents: cost(EXPECTED.answered, EXPECTED.talkMs),
    lowCents: cost(EXPECTED.lowAnswered, EXPECTED.shortTalkMs),
    highCents: cost(EXPECTED.highAnswered, EXPECTED.longTalkMs),
    expectedTalkSeconds: Math.round((dials * EXPECTED.answered * EXPECTED.talkMs) / 1_000),
    bookings: {
      low: Math.floor(dials * EXPECTED.lowBooked),
      expected: Math.round(dials * EXPECTED.booked),
      high: Math.ceil(dials * EXPECTED.highBooked),
    },
  }
}

/** In nineteen of twenty cases within two standard errors: of the share among the own calls, and of chance in the new ones. */
function ownBookings(dials: number, { dialed, bookings }: OwnExperience): BookingForecast {
  // One more success and failure than there were: three bookings in three dials are no certainty.
  const share = (bookings + 1) / (dialed + 2)
  const spread = 2 * Math.sqrt(share * (1 - share) * (1 / dialed + 1 / Math.max(1, dials)))
  const expected = Math.round((dials * bookings) / dialed)
  return {
    low: Math.min(expected, Math.max(0, Math.floor(dials * (share - spread)))),
    expected,
    high: Math.max(expected, Math.min(dials, Math.ceil(dials * (share + spread)))),
  }
}
