import { CENTS_PER_MINUTE } from '../../src-main/core/wallet/rates.ts'
import { brokenFollowUpRules } from './follow-up-rules.ts'
import { homeownerTime, mayReach } from './homeowner-time.ts'
import type { Week } from './play-week.ts'
import type { Leg } from './week-carrier.ts'
import { FUNDED_CENTS } from './week-ground.ts'

interface CallRow {
  readonly call_id: string
  readonly lead_id: string
  /** Of the campaign; the other calls are those of follow-ups. */
  readonly is_campaigns: 0 | 1
  readonly phone: string
  readonly status: string
  readonly outcome: string | null
  readonly started_at_ms: number | null
  readonly ended_at_ms: number | null
  readonly cost_cents: number
  readonly carrier_call_id: string | null
}

const HOUR_MS = 3_600_000
/** compliance.md section 8: at most one call a day to a number, and never two within twenty hours. */
const REST_MS = 20 * HOUR_MS
const MOST_CALLS_OF_A_CAMPAIGN = 3
/** compliance.md section 8: in 30 days, whoever asks for them. */
const MOST_CALLS = 6
/** A second reading of what follows from an outcome: so many further calls, not sooner than this. After any other, none. */
const TRIED_AGAIN: Readonly<Record<string, { readonly most: number; readonly afterMs: number }>> = {
  no_answer: { most: 2, afterMs: 20 * HOUR_MS },
  busy: { most: 2, afterMs: 4 * HOUR_MS },
  voicemail: { most: 1, afterMs: 48 * HOUR_MS },
  screened: { most: 1, afterMs: 48 * HOUR_MS },
}
/** A call that was due late on a Saturday is placed on Monday; then it waits for its turn. */
const TRIED_WITHIN_MS = 52 * HOUR_MS

/** What of a week was not as the rules say, by the carrier's own record and the database; empty when all of it was. */
export function brokenRules(week: Week): string[] {
  const calls = week.process.db
    .prepare(
      `SELECT v.call_id, v.lead_id, c.name = 'The week' AS is_campaigns, v.phone, v.status, v.outcome, v.started_at_ms, v.ended_at_ms,
         v.cost_cents, v.carrier_call_id
       FROM voice_call v JOIN call_campaign c USING (campaign_id) ORDER BY v.rowid`,
    )
    .all() as CallRow[]
  return [
    ...dialedOnce(week),
    ...lawfulTimes(week),
    ...notAfterRefusal(week),
    ...onRecord(week, calls),
    ...triedAgain(
      week,
      calls.filter(({ is_campaigns }) => is_campaigns === 1),
    ),
    ...money(week, calls),
    ...bookings(week, calls),
    ...brokenFollowUpRules(week),
    ...week.errors.map((error) => `the program logged: ${error}`),
  ]
}

function dialedOnce({ legs, process }: Week): string[] {
  const intents = process.db.prepare('SELECT command_id FROM dial_intent').pluck().all() as string[]
  const known = new Set(intents)
  return [
    ...twice(legs.map(({ request }) => request.callId)).map((callId) => `${callId} was dialed twice`),
    ...legs
      .filter(({ request }) => !known.has(request.commandId))
      .map(({ request }) => `${request.callId} was dialed without an intent on disk`),
  ]
}

function lawfulTimes({ legs }: Week): string[] {
  const broken: string[] = []
  for (const [phone, calls] of byPhone(legs)) {
    if (calls.length > MOST_CALLS) broken.push(`${phone} was called ${calls.length} times`)
    for (const [i, { dialedAtMs }] of calls.entries()) {
      const before = calls[i - 1]
      if (before && dialedAtMs - before.dialedAtMs < REST_MS)
        broken.push(`${phone} had ${((dialedAtMs - before.dialedAtMs) / HOUR_MS).toFixed(1)} hours of rest`)
      if (!mayReach(phone, dialedAtMs))
        broken.push(`${phone} was called on ${homeownerTime(phone, dialedAtMs).words}`)
    }
  }
  return broken
}

/** Whoever asked to be left alone is not called again, from the moment on at which that stood in the store. */
function notAfterRefusal({ legs, process }: Week): string[] {
  const suppressed = process.db.prepare('SELECT phone, at_ms FROM suppression').all() as {
    phone: string
    at_ms: number
  }[]
  const since = new Map(suppressed.map(({ phone, at_ms }) => [phone, at_ms]))
  return legs
    .filter(({ request, dialedAtMs }) => dialedAtMs > (since.get(request.to) ?? Number.POSITIVE_INFINITY))
    .map(({ request }) => `${request.to} was called after a request to stop`)
}

/** Every call of the carrier is a call here that has ended, and nothing that is over stands open. */
function onRecord({ legs, process, endedAtMs }: Week, calls: readonly CallRow[]): string[] {
  const known = new Set(calls.map(({ carrier_call_id }) => carrier_call_id))
  const status = process.db.prepare(`SELECT status FROM call_campaign WHERE name = 'The week'`).pluck().get()
  return [
    ...legs
      .filter(({ carrierCallId, endedAtMs }) => !known.has(carrierCallId) || endedAtMs === null)
      .map(({ carrierCallId }) => `${carrierCallId} is not on record, or never ended`),
    ...calls
      // A follow-up's call may be in line for the hour at which it may ring.
      .filter(({ status, is_campaigns }) => status !== 'ended' && (status !== 'queued' || is_campaigns === 1))
      .map(({ call_id, status }) => `${call_id} is ${status} at ${new Date(endedAtMs).toISOString()}`),
    ...(status === 'completed' ? [] : [`the campaign is ${status}`]),
  ]
}

/** After each call there was another exactly when the rules for its outcome say so, and not sooner. */
function triedAgain({ endedAtMs }: Week, calls: readonly CallRow[]): string[] {
  const byLead = Map.groupBy(calls, ({ lead_id }) => lead_id)
  return [...byLead.values()].flatMap((own) =>
    own.flatMap((call, i) => {
      const wrong = wrongAfter(call, own.slice(0, i + 1), own[i + 1], endedAtMs)
      return wrong === null ? [] : [`${call.lead_id} ${wrong} after ${call.outcome}`]
    }),
  )
}

/** `soFar` are the lead's calls up to this one. */
function wrongAfter(
  { outcome, ended_at_ms }: CallRow,
  soFar: readonly CallRow[],
  next: CallRow | undefined,
  weekEndedAtMs: number,
): string | null {
  if (outcome === null || ended_at_ms === null) return null
  const likeThis = soFar.filter((other) => other.outcome === outcome).length
  const rule = TRIED_AGAIN[outcome]
  if (!rule || likeThis > rule.most || soFar.length >= MOST_CALLS_OF_A_CAMPAIGN)
    return next ? 'was called again' : null
  const dueAtMs = ended_at_ms + rule.afterMs
  if (!next) return dueAtMs + TRIED_WITHIN_MS < weekEndedAtMs ? 'was not called again' : null
  return (next.started_at_ms ?? dueAtMs) < dueAtMs ? 'was called too soon' : null
}

function money({ legs, process }: Week, calls: readonly CallRow[]): string[] {
  const { ledger } = process
  const broken: string[] = []
  const audit = ledger.audit()
  if (audit) broken.push(`the ledger does not add up: ${audit}`)
  if (ledger.balanceCents('held') !== 0) broken.push(`${ledger.balanceCents('held')} cents are still held`)
  const costs = new Map(calls.map(({ carrier_call_id, cost_cents }) => [carrier_call_id, cost_cents]))
  let dueCents = 0
  for (const { carrierCallId, billedSeconds } of legs) {
    const cents = (billedSeconds / 60) * CENTS_PER_MINUTE
    dueCents += cents
    if (costs.get(carrierCallId) !== cents)
      broken.push(`${carrierCallId} cost ${costs.get(carrierCallId)} cents, the carrier billed ${cents}`)
  }
  // What is credited for faults comes back to the wallet and stays on the calls' bills.
  const leftCents = FUNDED_CENTS - dueCents - ledger.balanceCents('adjustment')
  if (ledger.balanceCents('wallet') !== leftCents)
    broken.push(`the wallet holds ${ledger.balanceCents('wallet')} cents, not ${leftCents}`)
  return broken
}

function bookings({ process }: Week, calls: readonly CallRow[]): string[] {
  const rows = process.db
    .prepare('SELECT call_id, crew, starts_at_ms, ends_at_ms FROM voice_booking ORDER BY crew, starts_at_ms')
    .all() as { call_id: string; crew: number; starts_at_ms: number; ends_at_ms: number }[]
  const booked = new Set(rows.map(({ call_id }) => call_id))
  const followedUp = new Set(process.db.prepare('SELECT call_id FROM follow_up').pluck().all())
  return [
    ...rows
      .filter((row, i) => rows[i - 1]?.crew === row.crew && (rows[i - 1]?.ends_at_ms ?? 0) > row.starts_at_ms)
      .map(
        ({ crew, starts_at_ms }) =>
          `crew ${crew} is at two houses at ${new Date(starts_at_ms).toISOString()}`,
      ),
    ...calls
      .filter(({ call_id, outcome }) => outcome === 'booked' && !booked.has(call_id))
      .map(({ call_id }) => `${call_id} is called booked and has no booking`),
    ...calls
      .filter(({ call_id, outcome }) => outcome === 'callback' && !followedUp.has(call_id))
      .map(({ call_id }) => `${call_id} asked to be called back and nothing is due`),
  ]
}

function byPhone(legs: readonly Leg[]): Map<string, Leg[]> {
  return Map.groupBy(legs, ({ request }) => request.to)
}

function twice(values: readonly string[]): string[] {
  const seen = new Set<string>()
  return values.filter((value) => seen.size === seen.add(value).size)
}
