import { z } from 'zod'
import { CallOutcome } from '../../../src-preload/contract/calls.ts'
import { Engine } from '../../../src-preload/contract/campaigns.ts'
import { Sequence, SequenceName, type StopCondition } from '../../../src-preload/contract/follow-ups.ts'
import type {
  Enrolment,
  FollowUpChanges,
  FollowUpStore,
  FoundStop,
} from '../../core/follow-up/follow-up-store.ts'
import { defaultSequences } from '../../core/follow-up/sequences.ts'
import type { Db } from './database.ts'
import { toFollowUp } from './follow-up-row.ts'
import { rowChanges } from './row-changes.ts'
import { newId } from './rows.ts'

export function sqliteFollowUps(db: Db): FollowUpStore {
  const byId = db.prepare('SELECT * FROM follow_up WHERE follow_up_id = ?')
  const ofCall = db.prepare('SELECT * FROM follow_up WHERE acted_call_id = ?')
  const lastEngine = db
    .prepare('SELECT engine FROM voice_call WHERE lead_id = ? ORDER BY attempt_no DESC LIMIT 1')
    .pluck()
  const known = db
    .prepare(
      'SELECT follow_up_id FROM follow_up WHERE lead_id = ? AND call_id IS ? AND reason = ? AND enrolment_id IS NULL',
    )
    .pluck()
  const insert = db.prepare(
    `INSERT INTO follow_up (follow_up_id, lead_id, call_id, enrolment_id, step_no, channel, reason, text, due_at_ms, status, automatic, created_at_ms)
     VALUES (@followUpId, @leadId, @callId, @enrolmentId, @stepNo, @channel, @reason, @text, @dueAtMs, 'waiting', @automatic, @atMs)`,
  )
  const due = db.prepare(
    `SELECT * FROM follow_up WHERE status = 'waiting' AND automatic = 1 AND due_at_ms <= +? ORDER BY due_at_ms, rowid LIMIT +?`,
  )
  const mailsBeingSent = db.prepare(
    `SELECT * FROM follow_up WHERE status = 'acting' AND channel = 'email' ORDER BY rowid`,
  )
  const suppressed = db.prepare('SELECT 1 FROM suppression WHERE phone = ?').pluck()
  const calledFor = db.prepare(
    `SELECT f.*, v.outcome, v.end_reason, v.started_at_ms FROM follow_up f JOIN voice_call v ON v.call_id = f.acted_call_id
     WHERE f.status = 'acting' AND v.status = 'ended'`,
  )
  const inLineForNothing = db.prepare(
    `SELECT v.call_id AS callId, e.end_reason AS reason FROM follow_up f JOIN follow_up_enrolment e USING (enrolment_id)
     JOIN voice_call v ON v.call_id = f.acted_call_id
     WHERE f.status = 'acting' AND e.status = 'ended' AND v.status = 'queued'`,
  )
  const sameMatter = db
    .prepare(
      `SELECT 1 FROM follow_up_enrolment WHERE (call_id = @callId AND sequence = @sequence AND reason = @reason)
         OR (booking_id = @bookingId AND booking_starts_at_ms = @bookingStartsAtMs)`,
    )
    .pluck()
  const insertEnrolment = db.prepare(
    `INSERT INTO follow_up_enrolment (enrolment_id, sequence, lead_id, reason, call_id, campaign_id, booking_id, booking_starts_at_ms, status, started_at_ms)
     VALUES (@enrolmentId, @sequence, @leadId, @reason, @callId, @campaignId, @bookingId, @bookingStartsAtMs, 'active', @startedAtMs)
     ON CONFLICT DO NOTHING`,
  )
  const enrolment = db.prepare('SELECT * FROM follow_up_enrolment WHERE enrolment_id = ?')
  const active = db.prepare(`SELECT * FROM follow_up_enrolment WHERE lead_id = ? AND status = 'active'`)
  const waitingIn = db
    .prepare(
      `SELECT f.follow_up_id FROM follow_up f JOIN follow_up_enrolment e USING (enrolment_id)
       WHERE e.lead_id = ? AND e.sequence = ? AND e.status = 'active' ORDER BY f.step_no DESC LIMIT 1`,
    )
    .pluck()
  const endEnrolment = db.prepare(
    `UPDATE follow_up_enrolment SET status = 'ended', end_reason = ?, ended_at_ms = ? WHERE enrolment_id = ? AND status = 'active'`,
  )
  const cancelWaiting = db.prepare(
    `UPDATE follow_up SET status = 'canceled', status_reason = ?, acted_at_ms = ? WHERE enrolment_id = ? AND status = 'waiting'`,
  )
  const stops = db.prepare(stopsAmong(''))
  const stopsOf = db.prepare(stopsAmong('AND e.enrolment_id = +@enrolmentId'))
  const stopsOfLead = db.prepare(stopsAmong('AND e.lead_id = +@leadId'))
  const unreminded = db.prepare(
    `SELECT b.booking_id AS bookingId, b.lead_id AS leadId, b.starts_at_ms AS startsAtMs FROM voice_booking b
     WHERE b.status = 'confirmed' AND b.starts_at_ms > +? AND NOT EXISTS (
       SELECT 1 FROM follow_up_enrolment e WHERE e.booking_id = b.booking_id AND e.booking_starts_at_ms = b.starts_at_ms)
     ORDER BY b.starts_at_ms LIMIT +?`,
  )
  const rowsWritten = db.prepare('SELECT total_changes()').pluck()
  const sequence = db.prepare('SELECT value FROM follow_up_sequence WHERE name = ?').pluck()
  const saveSequence = db.prepare(
    'INSERT INTO follow_up_sequence (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )

  const update = rowChanges<FollowUpChanges>(db, { name: 'follow_up', key: 'follow_up_id' }, COLUMNS)
  const get = (followUpId: string) => toFollowUp(byId.get(followUpId))
  const enrolmentOf = (enrolmentId: string) => toEnrolment(enrolment.get(enrolmentId))
  const sequenceOf = (name: SequenceName): Sequence => {
    const value = sequence.get(name) as string | undefined
    return value === undefined ? defaultSequences[name] : Sequence.parse(JSON.parse(value))
  }

  return {
    get,
    ofCall: (callId) => toFollowUp(ofCall.get(callId)),
    lastEngine: (leadId) => Engine.nullable().parse(lastEngine.get(leadId) ?? null),
    add(followUp, atMs) {
      const { leadId, callId, reason, enrolmentId } = followUp
      const existing =
        enrolmentId === null ? (known.get(leadId, callId, reason) as string | undefined) : undefined
      if (existing) return existing
      const followUpId = newId('followup')
      insert.run({
        ...followUp,
        followUpId,
        dueAtMs: Math.round(followUp.dueAtMs),
        automatic: Number(followUp.automatic),
        atMs: Math.round(atMs),
      })
      return followUpId
    },
    change(followUpId, changes) {
      update(followUpId, changes)
      const after = get(followUpId)
      if (!after) throw new Error(`there is no follow-up ${followUpId}`)
      return after
    },
    due: (nowMs, most) => due.all(Math.round(nowMs), most).flatMap((row) => toFollowUp(row) ?? []),
    calledFor: () =>
      calledFor.all().flatMap((row) => {
        const followUp = toFollowUp(row)
        const { outcome, end_reason, started_at_ms } = CalledRow.parse(row)
        return followUp ? [{ followUp, outcome, detail: end_reason, startedAtMs: started_at_ms }] : []
      }),
    inLineForNothing: () => inLineForNothing.all() as { callId: string; reason: string | null }[],
    mailsBeingSent: () => mailsBeingSent.all().flatMap((row) => toFollowUp(row) ?? []),
    isSuppressed: (phone) => suppressed.get(phone) !== undefined,
    wasEnrolled: ({ callId, sequence, reason, bookingId, bookingStartsAtMs }) =>
      sameMatter.get({ callId, sequence, reason, bookingId, bookingStartsAtMs }) !== undefined,
    enrol(wish) {
      const enrolmentId = newId('enrolment')
      const row = { ...wish, enrolmentId, startedAtMs: Math.round(wish.startedAtMs) }
      return insertEnrolment.run(row).changes === 1 ? enrolmentOf(enrolmentId) : null
    },
    enrolment: enrolmentOf,
    active: (leadId) => active.all(leadId).flatMap((row) => toEnrolment(row) ?? []),
    waitingIn: (leadId, name) => (waitingIn.get(leadId, name) as string | undefined) ?? null,
    endEnrolment(enrolmentId, reason, atMs) {
      endEnrolment.run(reason, Math.round(atMs), enrolmentId)
      cancelWaiting.run(reason, Math.round(atMs), enrolmentId)
    },
    stops(nowMs, of) {
      const among = of === undefined ? stops : 'leadId' in of ? stopsOfLead : stopsOf
      return among.all({ nowMs: Math.round(nowMs), ...of }).flatMap((row) => toStop(row) ?? [])
    },
    rowsWritten: () => rowsWritten.get() as number,
    unremindedBookings: (nowMs, most) =>
      unreminded.all(Math.round(nowMs), most) as { bookingId: string; leadId: string; startsAtMs: number }[],
    sequence: sequenceOf,
    sequences: () => SequenceName.options.map(sequenceOf),
    saveSequence: (value) => void saveSequence.run(value.name, JSON.stringify(value)),
  }
}

/**
 * What happened to the lead of each active enrolment since it began. The call that it goes back to is no answer to it. A
 * further text does not take back that they want to be called.
 */
const stopsAmong = (enrolments: string): string => `
SELECT * FROM (
  SELECT e.*,
    EXISTS (SELECT 1 FROM suppression s WHERE s.phone = l.phone) AS suppressed,
    (SELECT group_concat(v.outcome) FROM voice_call v WHERE v.lead_id = e.lead_id AND v.status = 'ended'
      AND v.ended_at_ms >= e.started_at_ms AND v.call_id IS NOT e.call_id
      AND v.outcome IN ('do_not_call', 'not_interested', 'wrong_number', 'callback', 'hung_up', 'booked')) AS outcomes,
    e.sequence <> 'callback_requested' AND EXISTS (SELECT 1 FROM text_message t
      WHERE t.phone = l.phone AND t.direction = 'in' AND t.at_ms >= e.started_at_ms) AS wrote,
    EXISTS (SELECT 1 FROM voice_booking b WHERE b.lead_id = e.lead_id AND b.status = 'confirmed' AND b.ends_at_ms > +@nowMs) AS booked,
    EXISTS (SELECT 1 FROM call_campaign c WHERE c.campaign_id = e.campaign_id AND c.status = 'canceled') AS campaign_canceled,
    (e.booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voice_booking b WHERE b.booking_id = e.booking_id
      AND b.status = 'confirmed' AND b.starts_at_ms = e.booking_starts_at_ms AND b.starts_at_ms > +@nowMs)) AS inspection_gone
  FROM follow_up_enrolment e JOIN lead l USING (lead_id)
  WHERE e.status = 'active' ${enrolments}
) WHERE suppressed OR outcomes IS NOT NULL OR wrote OR booked OR campaign_canceled OR inspection_gone`

const COLUMNS: Record<keyof FollowUpChanges, string> = {
  text: 'text',
  dueAtMs: 'due_at_ms',
  status: 'status',
  statusReason: 'status_reason',
  vendorWords: 'vendor_words',
  actedAtMs: 'acted_at_ms',
  automatic: 'automatic',
  actedCallId: 'acted_call_id',
}

const CalledRow = z.object({
  outcome: CallOutcome,
  end_reason: z.string().nullable(),
  started_at_ms: z.int().nullable(),
})

const EnrolmentRow = z.object({
  enrolment_id: z.string(),
  sequence: SequenceName,
  lead_id: z.string(),
  reason: z.string(),
  call_id: z.string().nullable(),
  campaign_id: z.string().nullable(),
  booking_id: z.string().nullable(),
  booking_starts_at_ms: z.int().nullable(),
  status: z.enum(['active', 'ended']),
  started_at_ms: z.int(),
})

function toEnrolment(row: unknown): Enrolment | null {
  if (row === undefined) return null
  const enrolment = EnrolmentRow.parse(row)
  return {
    enrolmentId: enrolment.enrolment_id,
    sequence: enrolment.sequence,
    leadId: enrolment.lead_id,
    reason: enrolment.reason,
    callId: enrolment.call_id,
    campaignId: enrolment.campaign_id,
    bookingId: enrolment.booking_id,
    bookingStartsAtMs: enrolment.booking_starts_at_ms,
    status: enrolment.status,
    startedAtMs: enrolment.started_at_ms,
  }
}

const Flag = z.int()
const StopRow = z.object({
  suppressed: Flag,
  outcomes: z.string().nullable(),
  wrote: Flag,
  booked: Flag,
  campaign_canceled: Flag,
  inspection_gone: Flag,
})
/** The one that says most comes first. */
const CONDITIONS: readonly StopCondition[] = [
  'opted_out',
  'suppressed',
  'refused',
  'booked',
  'answered',
  'campaign_canceled',
]

function toStop(row: unknown): FoundStop | null {
  const enrolment = toEnrolment(row)
  if (!enrolment) return null
  const { suppressed, outcomes, wrote, booked, campaign_canceled, inspection_gone } = StopRow.parse(row)
  const ended = outcomes?.split(',') ?? []
  const happened: Record<StopCondition, boolean> = {
    opted_out: ended.includes('do_not_call'),
    suppressed: suppressed === 1,
    refused: ended.includes('not_interested') || ended.includes('wrong_number'),
    booked: booked === 1,
    answered: wrote === 1 || ['callback', 'hung_up', 'booked'].some((outcome) => ended.includes(outcome)),
    campaign_canceled: campaign_canceled === 1,
  }
  return {
    enrolment,
    found: CONDITIONS.filter((condition) => happened[condition]),
    inspectionGone: inspection_gone === 1,
  }
}
