import { z } from 'zod'
import { CallOutcome, CallStatus, Interest, type TurnView } from '../../../src-preload/contract/calls.ts'
import { Engine } from '../../../src-preload/contract/campaigns.ts'
import {
  type CallChanges,
  type CallRecord,
  type CallStore,
  movesForward,
} from '../../core/call/call-record.ts'
import { callMoney } from './call-money.ts'
import { sqliteDailyMetrics } from './daily-metrics.ts'
import type { Db } from './database.ts'
import { deskActs } from './desk-acts.ts'
import { rowChanges } from './row-changes.ts'
import { TurnRow, toTurn } from './turn-row.ts'

const Strings = z.array(z.string())
const List = z.string().transform((text) => Strings.parse(JSON.parse(text)))
const Row = z.object({
  call_id: z.string(),
  campaign_id: z.string(),
  lead_id: z.string(),
  attempt_no: z.int(),
  phone: z.string(),
  engine: Engine,
  purpose: z.enum(['offer', 'inspection']),
  script_id: z.string().nullable(),
  status: CallStatus,
  outcome: CallOutcome.nullable(),
  interest: Interest,
  answered_by: z.enum(['unknown', 'human', 'machine', 'screener', 'fax']),
  carrier_call_id: z.string().nullable(),
  queued_at_ms: z.int(),
  not_before_ms: z.int(),
  started_at_ms: z.int().nullable(),
  answered_at_ms: z.int().nullable(),
  ended_at_ms: z.int().nullable(),
  talk_ms: z.int().nullable(),
  cost_cents: z.int(),
  summary: z.string().nullable(),
  next_steps: List,
  notes: List,
  engine_notes: List,
  end_reason: z.string().nullable(),
  evidence_id: z.string().nullable(),
  settled_at_ms: z.int().nullable(),
  carrier_billed_seconds: z.int().nullable(),
})

const COLUMNS: Record<keyof CallChanges, string> = {
  scriptId: 'script_id',
  status: 'status',
  outcome: 'outcome',
  interest: 'interest',
  answeredBy: 'answered_by',
  carrierCallId: 'carrier_call_id',
  queuedAtMs: 'queued_at_ms',
  notBeforeMs: 'not_before_ms',
  startedAtMs: 'started_at_ms',
  answeredAtMs: 'answered_at_ms',
  endedAtMs: 'ended_at_ms',
  talkMs: 'talk_ms',
  costCents: 'cost_cents',
  summary: 'summary',
  nextSteps: 'next_steps',
  notes: 'notes',
  engineNotes: 'engine_notes',
  endReason: 'end_reason',
  evidenceId: 'evidence_id',
  settledAtMs: 'settled_at_ms',
  carrierBilledSeconds: 'carrier_billed_seconds',
}

const Experience = z.object({ dialed: z.int(), cents: z.int(), talk_ms: z.int(), bookings: z.int() })

/**
 * Calls, their turns, intents and bookings. The daily roll-up moves in the same transaction as the call that ends.
 * `lazily` does a write that nobody waits for; see `lazyWrites`.
 */
export function sqliteCalls(
  db: Db,
  timeZone: () => string,
  lazily: (work: () => void) => void = (work) => work(),
): CallStore {
  const byId = db.prepare('SELECT * FROM voice_call WHERE call_id = ?')
  const byCarrier = db.prepare('SELECT * FROM voice_call WHERE carrier_call_id = ?')
  const next = db.prepare(
    `SELECT * FROM voice_call WHERE campaign_id = +? AND status = 'queued' AND not_before_ms <= +?
     ORDER BY not_before_ms, priority DESC, rowid LIMIT 1`,
  )
  const nextDue = db
    .prepare(`SELECT min(not_before_ms) FROM voice_call WHERE campaign_id = +? AND status = 'queued'`)
    .pluck()
  const unfinished = db.prepare(`SELECT * FROM voice_call WHERE status IN ('dialing', 'ringing', 'live')`)
  const unbilled = db.prepare(
    `SELECT * FROM voice_call INDEXED BY voice_call_by_age WHERE listed_at_ms >= @sinceMs AND started_at_ms >= @sinceMs AND engine = @engine
     AND (status IN ('dialing', 'ringing', 'live')
          OR (status = 'ended' AND carrier_call_id IS NOT NULL AND carrier_billed_seconds IS NULL))`,
  )
  const unrecorded = db.prepare(
    `SELECT * FROM voice_call c INDEXED BY voice_call_by_age
     WHERE listed_at_ms >= @sinceMs AND started_at_ms >= @sinceMs AND engine = @engine AND status = 'ended' AND carrier_billed_seconds > 0
       AND NOT EXISTS (SELECT 1 FROM recording r WHERE r.call_id = c.call_id)`,
  )
  const neverBilled = db.prepare(
    `SELECT * FROM voice_call c INDEXED BY voice_call_unbilled
     WHERE status = 'ended' AND answered_at_ms IS NOT NULL AND carrier_billed_seconds IS NULL
       AND listed_at_ms < @beforeMs AND started_at_ms < @beforeMs AND engine = @engine
       AND NOT EXISTS (SELECT 1 FROM carrier_settlement s WHERE s.call_id = c.call_id)`,
  )
  const saveTurn = db.prepare(
    `INSERT INTO voice_call_turn (turn_id, call_id, speaker, started_at_ms, ended_at_ms, text, sent_text, heard_text, interrupted, cut_by, said_by, latency, actions)
     VALUES (@turn_id, @callId, @speaker, @started_at_ms, @ended_at_ms, @text, @sent_text, @heard_text, @interrupted, @cut_by, @said_by, @latency, @actions)
     ON CONFLICT (turn_id) DO UPDATE SET ended_at_ms = excluded.ended_at_ms, text = excluded.text, sent_text = excluded.sent_text, heard_text = excluded.heard_text,
       interrupted = excluded.interrupted, cut_by = excluded.cut_by, latency = excluded.latency, actions = excluded.actions`,
  )
  const turnRows = db.prepare('SELECT turn_rowid, heard_text FROM voice_call_turn WHERE call_id = ?')
  const unsearchable = db.prepare(
    `INSERT INTO turn_search (turn_search, rowid, heard_text) VALUES ('delete', @turn_rowid, @heard_text)`,
  )
  const forgetTurn = db.prepare('DELETE FROM voice_call_turn WHERE turn_rowid = @turn_rowid')
  const turns = db.prepare(
    'SELECT * FROM voice_call_turn WHERE call_id = ? ORDER BY started_at_ms, turn_rowid',
  )
  const saveIntent = db.prepare(
    `INSERT INTO dial_intent (call_id, command_id, committed_at_ms, fate) VALUES (?, ?, ?, 'pending')`,
  )
  const setFate = db.prepare('UPDATE dial_intent SET fate = ? WHERE call_id = ?')
  const requeue = db.prepare(
    `UPDATE voice_call SET status = 'queued', started_at_ms = NULL, not_before_ms = ?
     WHERE call_id = ? AND status = 'dialing' AND carrier_call_id IS NULL`,
  )
  const forgetIntent = db.prepare('DELETE FROM dial_intent WHERE call_id = ?')
  const intent = db.prepare('SELECT command_id, committed_at_ms, fate FROM dial_intent WHERE call_id = ?')
  const experience = db.prepare(
    `SELECT COUNT(*) AS dialed, COALESCE(SUM(cost_cents), 0) AS cents, COALESCE(SUM(talk_ms), 0) AS talk_ms,
       COALESCE(SUM(outcome = 'booked'), 0) AS bookings
     FROM (SELECT cost_cents, talk_ms, outcome FROM voice_call INDEXED BY voice_call_by_age WHERE status = 'ended' AND started_at_ms IS NOT NULL
           ORDER BY listed_at_ms DESC LIMIT ?)`,
  )
  const bookingOf = db.prepare(
    `SELECT booking_id, starts_at_ms FROM voice_booking WHERE call_id = ? AND status = 'confirmed'`,
  )
  const saveRecording = db.prepare(
    'INSERT INTO recording (call_id, file_name, duration_ms, created_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET duration_ms = excluded.duration_ms',
  )
  const days = sqliteDailyMetrics(db, timeZone)

  const get = (callId: string) => toCall(byId.get(callId))

  const update = rowChanges<CallChanges>(db, { name: 'voice_call', key: 'call_id' }, COLUMNS)

  const change = db.transaction((callId: string, changes: CallChanges): CallRecord => {
    const before = get(callId)
    if (!before) throw new Error(`there is no call ${callId}`)
    // Late news never moves a call backwards.
    const { status, ...rest } = changes
    const kept: CallChanges = status && !movesForward(before.status, status) ? rest : changes
    update(callId, kept)
    const after = get(callId)
    if (!after) throw new Error(`call ${callId} vanished`)
    days.moved(before, after)
    return after
  })

  return {
    get,
    change,
    byCarrierId: (carrierCallId) => toCall(byCarrier.get(carrierCallId)),
    nextQueued: (campaignId, nowMs) => toCall(next.get(campaignId, nowMs)),
    nextDueAtMs: (campaignId) => nextDue.get(campaignId) as number | null,
    unfinished: () => unfinished.all().flatMap((row) => toCall(row) ?? []),
    neverBilled: (beforeMs, engine) =>
      neverBilled.all({ beforeMs, engine }).flatMap((row) => toCall(row) ?? []),
    unbilled: (sinceMs, engine) => unbilled.all({ sinceMs, engine }).flatMap((row) => toCall(row) ?? []),
    unrecorded: (sinceMs, engine) => unrecorded.all({ sinceMs, engine }).flatMap((row) => toCall(row) ?? []),
    requeue: db.transaction((callId: string, notBeforeMs: number) => {
      if (requeue.run(Math.round(notBeforeMs), callId).changes === 1) forgetIntent.run(callId)
    }),
    saveTurn: (callId, turn) => lazily(() => void saveTurn.run({ callId, ...fromTurn(turn) })),
    replaceTurns: db.transaction((callId: string, all: readonly TurnView[]) => {
      for (const row of turnRows.all(callId)) {
        unsearchable.run(row)
        forgetTurn.run(row)
      }
      for (const turn of all) saveTurn.run({ callId, ...fromTurn(turn) })
    }),
    turns: (callId) => turns.all(callId).map((row) => toTurn(TurnRow.parse(row))),
    saveIntent: (callId, commandId, atMs) => void saveIntent.run(callId, commandId, atMs),
    setFate: (callId, fate) => void setFate.run(fate, callId),
    intent(callId) {
      const row = intent.get(callId) as
        | { command_id: string; committed_at_ms: number; fate: string }
        | undefined
      return row ? { commandId: row.command_id, committedAtMs: row.committed_at_ms, fate: row.fate } : null
    },
    bookingOf(callId) {
      const row = bookingOf.get(callId) as { booking_id: string; starts_at_ms: number } | undefined
      return row ? { bookingId: row.booking_id, startsAtMs: row.starts_at_ms } : null
    },
    experience(latest) {
      const row = Experience.parse(experience.get(latest))
      if (row.dialed === 0) return null
      return {
        dialed: row.dialed,
        averageCents: row.cents / row.dialed,
        averageTalkMs: row.talk_ms / row.dialed,
        bookings: row.bookings,
      }
    },
    ...callMoney(db, lazily),
    addDeskAct: deskActs(db, lazily),
    recountDays: () => days.recount(),
    saveRecording: (callId, fileName, durationMs, atMs) =>
      lazily(() => void saveRecording.run(callId, fileName, durationMs, atMs)),
  }
}

const fromTurn = (turn: TurnView) => ({
  ...turn,
  interrupted: turn.interrupted ? 1 : 0,
  latency: JSON.stringify(turn.latency),
  actions: JSON.stringify(turn.actions),
})

export function toCall(row: unknown): CallRecord | null {
  if (row === undefined) return null
  const call = Row.parse(row)
  return {
    callId: call.call_id,
    campaignId: call.campaign_id,
    leadId: call.lead_id,
    attemptNo: call.attempt_no,
    phone: call.phone,
    engine: call.engine,
    purpose: call.purpose,
    scriptId: call.script_id,
    status: call.status,
    outcome: call.outcome,
    interest: call.interest,
    answeredBy: call.answered_by,
    carrierCallId: call.carrier_call_id,
    queuedAtMs: call.queued_at_ms,
    notBeforeMs: call.not_before_ms,
    startedAtMs: call.started_at_ms,
    answeredAtMs: call.answered_at_ms,
    endedAtMs: call.ended_at_ms,
    talkMs: call.talk_ms,
    costCents: call.cost_cents,
    summary: call.summary,
    nextSteps: call.next_steps,
    notes: call.notes,
    engineNotes: call.engine_notes,
    endReason: call.end_reason,
    evidenceId: call.evidence_id,
    settledAtMs: call.settled_at_ms,
    carrierBilledSeconds: call.carrier_billed_seconds,
  }
}
