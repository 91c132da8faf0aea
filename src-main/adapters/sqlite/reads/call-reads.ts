import { z } from 'zod'
import { CallDetail, type CallListInput, CallView } from '../../../../src-preload/contract/calls.ts'
import type { CallRecord } from '../../../core/call/call-record.ts'
import { found } from '../../../core/refused.ts'
import { toCall } from '../call-store.ts'
import type { Db } from '../database.ts'
import { TurnRow, toTurn } from '../turn-row.ts'
import { callCosts } from './call-cost.ts'
import { decodeCursor, ftsQuery, isoOrNull, page, TimeKey } from './cursor.ts'
import { likeOf, SEARCH_IS_LIKE } from './lead-search.ts'

const Joined = z.looseObject({
  lead_name: z.string(),
  booking_id: z.string().nullable(),
  has_recording: z.int(),
  listed_at_ms: z.int(),
  call_id: z.string(),
})
type Joined = z.infer<typeof Joined>

const SELECT = `SELECT c.*, l.name AS lead_name,
    (SELECT booking_id FROM voice_booking b WHERE b.call_id = c.call_id AND b.status = 'confirmed') AS booking_id,
    EXISTS (SELECT 1 FROM recording r WHERE r.call_id = c.call_id) AS has_recording
  FROM voice_call c JOIN lead l USING (lead_id)`

export interface CallReads {
  /** Placed calls from newest to oldest, then canceled ones, then those still in line. */
  list(input: z.infer<typeof CallListInput>): { items: CallView[]; next_cursor: string | null }
  detail(callId: string): CallDetail
  recordingFile(callId: string): string
}

export function callReads(db: Db): CallReads {
  const byId = db.prepare(`${SELECT} WHERE c.call_id = ?`)
  const turns = db.prepare(
    'SELECT * FROM voice_call_turn WHERE call_id = ? ORDER BY started_at_ms, turn_rowid',
  )
  const costOf = callCosts(db)
  const script = db.prepare('SELECT version FROM script WHERE script_id = ?').pluck()
  const recording = db.prepare('SELECT file_name FROM recording WHERE call_id = ?').pluck()

  return {
    list(input) {
      const { where, values } = conditions(input)
      const rows = db
        .prepare(
          `${SELECT} WHERE ${where.join(' AND ')} ORDER BY c.listed_at_ms DESC, c.call_id DESC LIMIT @limit`,
        )
        .all({ ...values, limit: input.limit + 1 })
        .map((row) => Joined.parse(row))
      return page(rows, input.limit, viewOf, (row) => [row.listed_at_ms, row.call_id])
    },
    detail(callId) {
      const row = Joined.parse(found(byId.get(callId), 'call', callId))
      const call = recordOf(row)
      return CallDetail.parse({
        ...viewOf(row),
        turns: turns.all(callId).map((turn) => toTurn(TurnRow.parse(turn))),
        cost: costOf(callId, call.costCents),
        evidence_id: call.evidenceId,
        script_id: call.scriptId,
        script_version: call.scriptId ? (script.get(call.scriptId) ?? null) : null,
        notes: call.notes,
        engine_notes: call.engineNotes,
      })
    },
    recordingFile(callId) {
      found(byId.get(callId), 'call', callId)
      return found(recording.get(callId) as string | undefined, 'recording of call', callId)
    },
  }
}

function conditions(input: z.infer<typeof CallListInput>) {
  const where = ['1 = 1']
  const values: Record<string, unknown> = {}
  const equals = (column: string, name: 'status' | 'outcome' | 'interest' | 'campaign_id' | 'lead_id') => {
    if (input[name] === undefined) return
    where.push(`c.${column} = @${name}`)
    values[name] = input[name]
  }
  equals('status', 'status')
  equals('outcome', 'outcome')
  equals('interest', 'interest')
  equals('campaign_id', 'campaign_id')
  equals('lead_id', 'lead_id')
  const after = decodeCursor(input.cursor, TimeKey)
  if (after) {
    where.push('(c.listed_at_ms, c.call_id) < (@afterMs, @afterId)')
    values.afterMs = after[0]
    values.afterId = after[1]
  }
  const like = likeOf(input.q)
  if (like === null) return { where, values }
  values.like = like
  const words = ftsQuery(input.q ?? '')
  if (words === null) where.push(SEARCH_IS_LIKE)
  else {
    where.push(
      `(c.call_id IN (SELECT t.call_id FROM turn_search s JOIN voice_call_turn t ON t.turn_rowid = s.rowid WHERE turn_search MATCH @words)
        OR ${SEARCH_IS_LIKE})`,
    )
    values.words = words
  }
  return { where, values }
}

function recordOf(row: Joined): CallRecord {
  const call = toCall(row)
  if (!call) throw new Error('a call row vanished while it was read')
  return call
}

function viewOf(row: Joined): CallView {
  const call = recordOf(row)
  return CallView.parse({
    call_id: call.callId,
    campaign_id: call.campaignId,
    lead_id: call.leadId,
    lead_name: row.lead_name,
    phone: call.phone,
    engine: call.engine,
    status: call.status,
    outcome: call.outcome,
    interest: call.interest,
    started_at: isoOrNull(call.startedAtMs),
    answered_at: isoOrNull(call.answeredAtMs),
    ended_at: isoOrNull(call.endedAtMs),
    duration_seconds: call.talkMs === null ? null : call.talkMs / 1_000,
    cost_cents: call.costCents,
    booking_id: row.booking_id,
    summary: call.summary,
    next_steps: call.nextSteps,
    end_reason: call.endReason,
    has_recording: row.has_recording === 1,
  })
}
