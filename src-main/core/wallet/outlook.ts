import { HOUR_MS } from '../time.ts'
import { HOLD_CENTS } from './rates.ts'

/** What calls used within the time that is looked back on; corrections count in either direction. */
export interface RecentUsage {
  readonly cents: number
  /** Minutes debited. */
  readonly postings: number
  readonly firstAtMs: number
  readonly lastAtMs: number
}

export interface Outlook {
  /** Null: too little was used lately to tell. */
  readonly centsPerHour: number | null
  /** Null: nothing is being used at the moment, or too little to tell. */
  readonly runsOutInMinutes: number | null
  /** `empty`: not even one more call is covered. */
  readonly level: 'fine' | 'low' | 'empty'
}

export const LOOK_BACK_MS = HOUR_MS
/** Fewer minutes, or a shorter time, say nothing about an hour. */
const FEWEST_POSTINGS = 5
const SHORTEST_MS = 5 * 60_000
/** Nothing was used for so long: calls are not going on. */
const GOING_ON_MS = 10 * 60_000
const LOW_CENTS = 3_00
const LOW_MINUTES = 60

/** How fast the wallet is emptied, and until when it lasts if calls go on as they did. */
export function outlook(
  usage: RecentUsage | null,
  wallet: { availableCents: number; heldCents: number; lowBelowCents: number | null },
  nowMs: number,
): Outlook {
  const centsPerHour = rateOf(usage, nowMs)
  const goesOn = usage !== null && nowMs - usage.lastAtMs <= GOING_ON_MS
  const { availableCents, heldCents } = wallet
  const runsOutInMinutes =
    centsPerHour === null || !goesOn ? null : Math.floor(((availableCents + heldCents) * 60) / centsPerHour)
  const low =
    availableCents < Math.max(LOW_CENTS, wallet.lowBelowCents ?? 0) ||
    (runsOutInMinutes !== null && runsOutInMinutes < LOW_MINUTES)
  return {
    centsPerHour,
    runsOutInMinutes,
    level: availableCents < HOLD_CENTS ? 'empty' : low ? 'low' : 'fine',
  }
}

function rateOf(usage: RecentUsage | null, nowMs: number): number | null {
  if (usage === null || usage.cents <= 0 || usage.postings < FEWEST_POSTINGS) return null
  const overMs = nowMs - usage.firstAtMs
  return overMs < SHORTEST_MS ? null : Math.round((usage.cents * HOUR_MS) / overMs)
}
