import { type Act, type FollowUpFacts, followUpFacts, type StepRow } from './follow-up-facts.ts'
import { contractorTime, homeownerTime, mayReach } from './homeowner-time.ts'
import type { Week } from './play-week.ts'
import { stoppedBefore } from './stop-evidence.ts'
import { brokenTextRules } from './text-rules.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

interface PlannedStep {
  readonly channel: StepRow['channel']
  /** After the step before it; of a reminder before the inspection. */
  readonly waitMs: number
  readonly window?: readonly [from: number, to: number]
}

/** A second reading of what each sequence consists of. */
const PLANNED: Readonly<Record<string, readonly PlannedStep[]>> = {
  no_answer: [
    { channel: 'sms', waitMs: HOUR_MS },
    { channel: 'call', waitMs: 2 * DAY_MS, window: [16, 19] },
    { channel: 'email', waitMs: DAY_MS },
  ],
  voicemail: [
    { channel: 'sms', waitMs: 10 * MINUTE_MS },
    { channel: 'call', waitMs: 3 * DAY_MS, window: [10, 13] },
  ],
  callback_requested: [
    { channel: 'call', waitMs: 0 },
    { channel: 'sms', waitMs: 15 * MINUTE_MS },
    { channel: 'call', waitMs: DAY_MS },
  ],
  interested_undecided: [
    { channel: 'sms', waitMs: DAY_MS },
    { channel: 'call', waitMs: 3 * DAY_MS },
    { channel: 'email', waitMs: 3 * DAY_MS },
  ],
  booked_reminder: [
    { channel: 'sms', waitMs: DAY_MS },
    { channel: 'sms', waitMs: 2 * HOUR_MS },
  ],
}
/** Which sequence begins after a campaign's last call to a lead, by how that call ended. */
const BEGINS_AFTER: Readonly<Record<string, string>> = {
  no_answer: 'no_answer',
  busy: 'no_answer',
  voicemail: 'voicemail',
  screened: 'voicemail',
}
/** So long after something happened the program has surely looked. */
const LOOKED_AFTER_MS = 2 * MINUTE_MS

/** What of the follow-ups was not as the rules say; empty when all of it was. */
export function brokenFollowUpRules(week: Week): string[] {
  const facts = followUpFacts(week)
  return [
    ...notEarly(facts),
    ...inWindow(facts),
    ...notAfterStop(week, facts),
    ...doneOnce(facts),
    ...accountedFor(week, facts),
    ...goesOn(facts),
    ...allBegun(week, facts),
    ...brokenTextRules(week, facts),
  ]
}

function notEarly({ acts, stepsOf }: FollowUpFacts): string[] {
  return acts.flatMap((act) => {
    const dueMs = dueAtMs(act, stepsOf.get(act.enrolment.enrolment_id) ?? [], acts)
    return act.atMs < dueMs ? [`${nameOf(act)} was done ${minutes(dueMs - act.atMs)} early`] : []
  })
}

/** From when on the step may be done, by what came before it. */
function dueAtMs({ step, enrolment }: Act, steps: readonly StepRow[], acts: readonly Act[]): number {
  const planned = PLANNED[enrolment.sequence]?.[step.step_no]
  if (!planned) return Number.POSITIVE_INFINITY
  if (enrolment.booking_starts_at_ms !== null) return enrolment.booking_starts_at_ms - planned.waitMs
  if (step.step_no === 0) {
    const wishedMs = enrolment.sequence === 'callback_requested' ? wishedAtMs(enrolment) : 0
    return Math.max(enrolment.started_at_ms + planned.waitMs, wishedMs)
  }
  const before = steps.find(({ step_no }) => step_no === step.step_no - 1)
  const over = acts.findLast((other) => other.step === before)?.overAtMs ?? 0
  return Math.max(over, before?.created_at_ms ?? Number.POSITIVE_INFINITY) + planned.waitMs
}

/** Whoever says "tomorrow after five" is called tomorrow, and after five. */
function wishedAtMs({ reason, started_at_ms }: Act['enrolment']): number {
  if (!/tomorrow after (?:5|five)/i.test(reason)) return started_at_ms
  const tomorrow = contractorTime(started_at_ms + DAY_MS)
  return started_at_ms + DAY_MS + (17 - tomorrow.hour) * HOUR_MS - MINUTE_MS
}

function inWindow({ acts }: FollowUpFacts): string[] {
  return acts.flatMap((act) => {
    const { step, enrolment, atMs } = act
    // The law sets no hours for e-mail.
    if (step.channel === 'email') return []
    const window = PLANNED[enrolment.sequence]?.[step.step_no]?.window
    if (mayReach(enrolment.phone, atMs, window)) return []
    return [`${nameOf(act)} was done on ${homeownerTime(enrolment.phone, atMs).words}, outside its window`]
  })
}

function notAfterStop(week: Week, { acts }: FollowUpFacts): string[] {
  const stopped = stoppedBefore(week)
  return acts.flatMap((act) => {
    const why = stopped(act)
    return why === null ? [] : [`${nameOf(act)} was done though ${why}`]
  })
}

function doneOnce({ steps, textsOf, mailsOf, legsOf }: FollowUpFacts): string[] {
  return steps.flatMap(({ follow_up_id, acted_call_id }) => {
    const texts = (textsOf.get(follow_up_id) ?? []).filter(({ taken }) => taken).length
    const mails = (mailsOf.get(follow_up_id) ?? []).filter(({ taken }) => taken).length
    const calls = acted_call_id === null ? 0 : (legsOf.get(acted_call_id)?.length ?? 0)
    const times = texts + mails + calls
    return times > 1 ? [`step ${follow_up_id} was done ${times} times`] : []
  })
}

/** What is called done was done, what was done is not called otherwise, and whatever was not done says why. */
function accountedFor({ endedAtMs, process: { db } }: Week, facts: FollowUpFacts): string[] {
  const acted = new Set(facts.acts.map(({ step }) => step))
  const open = new Set(db.prepare(`SELECT call_id FROM voice_call WHERE status <> 'ended'`).pluck().all())
  return facts.steps.flatMap((step) => {
    const { follow_up_id, status, status_reason, channel, acted_call_id, due_at_ms } = step
    const told = `the ${channel} ${follow_up_id} is ${status}`
    switch (status) {
      case 'done':
        return acted.has(step) ? [] : [`${told}, and nothing was done`]
      case 'waiting':
        return due_at_ms > endedAtMs - LOOKED_AFTER_MS ? [] : [`${told}, though it was due long ago`]
      case 'acting':
        return open.has(acted_call_id) ? [] : [`${told}, and nothing is under way`]
      default:
        return status_reason ? [] : [`${told} without a reason`]
    }
  })
}

/** Each sequence that is going on is at one step, each that has ended says why, and none ended with steps left for no reason. */
function goesOn({ enrolments, stepsOf }: FollowUpFacts): string[] {
  return enrolments.flatMap(({ enrolment_id, sequence, status, end_reason }) => {
    const steps = stepsOf.get(enrolment_id) ?? []
    const told = `${sequence} ${enrolment_id}`
    const open = steps.filter(({ status: is }) => ['waiting', 'acting', 'needs_review'].includes(is))
    if (status === 'active') return open.length === 1 ? [] : [`${told} goes on with ${open.length} steps`]
    const waiting = steps.filter(({ status: is }) => is === 'waiting').length
    const wasLast = steps.at(-1)?.step_no === (PLANNED[sequence]?.length ?? 0) - 1
    return [
      ...(end_reason ? [] : [`${told} ended without a reason`]),
      ...(waiting > 0 ? [`${told} has ended and ${waiting} of its steps wait`] : []),
      ...(end_reason === 'Every step is done.' && !wasLast && sequence !== 'booked_reminder'
        ? [`${told} ended before its last step`]
        : []),
    ]
  })
}

interface EndedCall {
  readonly call_id: string
  readonly lead_id: string
  readonly outcome: string
  readonly interest: string
  readonly ended_at_ms: number
  readonly is_last: 0 | 1
}

/** Whatever a sequence is to begin after has begun one. */
function allBegun({ endedAtMs, process: { db } }: Week, { enrolments }: FollowUpFacts): string[] {
  const ofLead = Map.groupBy(enrolments, ({ lead_id }) => lead_id)
  const calls = db
    .prepare(
      `SELECT v.call_id, v.lead_id, v.outcome, v.interest, v.ended_at_ms, v.next_call_id IS NULL AND c.name = 'The week' AS is_last
       FROM voice_call v JOIN call_campaign c USING (campaign_id) WHERE v.status = 'ended' AND v.ended_at_ms < ?`,
    )
    .all(endedAtMs - LOOKED_AFTER_MS) as EndedCall[]
  const missing = calls.flatMap((call) => {
    const sequence = begunBy(call)
    const begun = (ofLead.get(call.lead_id) ?? []).some(
      (own) =>
        own.sequence === sequence &&
        (own.call_id === call.call_id ||
          // In it already: it is not begun anew.
          (own.started_at_ms <= call.ended_at_ms && (own.ended_at_ms ?? Infinity) >= call.ended_at_ms)),
    )
    return sequence === null || begun ? [] : [`after ${call.outcome} of ${call.call_id} no ${sequence} began`]
  })
  const reminded = new Set(
    enrolments.map(({ booking_id, booking_starts_at_ms }) => `${booking_id} ${booking_starts_at_ms}`),
  )
  const bookings = db
    .prepare(
      `SELECT booking_id, starts_at_ms FROM voice_booking WHERE status = 'confirmed' AND created_at_ms < ?`,
    )
    .all(endedAtMs - LOOKED_AFTER_MS) as { booking_id: string; starts_at_ms: number }[]
  return [
    ...missing,
    ...bookings
      .filter(({ booking_id, starts_at_ms }) => !reminded.has(`${booking_id} ${starts_at_ms}`))
      .map(({ booking_id }) => `nobody is reminded of ${booking_id}`),
  ]
}

function begunBy({ outcome, interest, is_last }: EndedCall): string | null {
  if (outcome === 'callback') return 'callback_requested'
  if (outcome === 'hung_up' && ['warm', 'hot'].includes(interest)) return 'interested_undecided'
  return is_last === 1 ? (BEGINS_AFTER[outcome] ?? null) : null
}

const nameOf = ({ step, enrolment }: Act): string =>
  `${step.channel} ${step.step_no + 1} of ${enrolment.sequence} to ${enrolment.phone} (${step.follow_up_id})`
const minutes = (ms: number): string => `${(ms / MINUTE_MS).toFixed(1)} minutes`
