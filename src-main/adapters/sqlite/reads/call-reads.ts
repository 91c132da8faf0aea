import { z } from 'zod'
import { CallDetail, type CallListInput, CallView } from '../../../../src-preload/contract/calls.ts'
import type { CallRecord } from '../../../core/call/call-record.ts'
import { DESK_HUNG_UP } from '../../../core/call/closing/end-words.ts'
import { found } from '../../../core/refused.ts'
import { toCall } from '../call-store.ts'
import type { Db } from '../database.ts'
import { TurnRow, toTurn } from '../turn-row.ts'
import { callCosts } from './call-cost.ts'
import { type CallWindow, callWindows, restOfCalls } from './call-windows.ts'
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

const COLUMNS = `c.*, l.name AS lead_name,
    (SELECT booking_id FROM voice_booking b WHERE b.call_id = c.call_id AND b.status = 'confirmed') AS booking_id,
    EXISTS (SELECT 1 FROM recording r WHERE r.call_id = c.call_id) AS has_recording`
/** Said in a call of the stretch: the turns of its calls lie together, so few others are looked through. */
const SAID_IN_IT = `c.call_id IN (
    SELECT t.call_id FROM turn_search s CROSS JOIN voice_call_turn t ON t.turn_rowid = s.rowid
    WHERE turn_search MATCH @words AND s.rowid BETWEEN @firstTurn AND @lastTurn)`
const TURNS_IN_IT = `SELECT min(turn_rowid) AS firstTurn, max(turn_rowid) AS lastTurn FROM voice_call_turn
  WHERE call_id IN (
    SELECT call_id FROM voice_call
    WHERE (listed_at_ms, call_id) < (@beforeMs, @beforeId) AND (listed_at_ms, call_id) >= (@lastMs, @lastId))`

export interface CallReads {
  /** Placed calls from newest to oldest, then canceled ones, then those still in line. */
  list(input: z.infer<typeof CallListInput>): Promise<{ items: CallView[]; next_cursor: string | null }>
  detail(callId: string): CallDetail
  recordingFile(callId: string): string
}

export function callReads(db: Db): CallReads {
  const byId = db.prepare(
    `SELECT ${COLUMNS} FROM voice_call c JOIN lead l USING (lead_id) WHERE c.call_id = ?`,
  )
  const windows = callWindows(db)
  const turns = db.prepare(
    'SELECT * FROM voice_call_turn WHERE call_id = ? ORDER BY started_at_ms, turn_rowid',
  )
  const deskActs = db.prepare(
    'SELECT at_ms, action, text FROM call_desk_act WHERE call_id = ? ORDER BY act_no',
  )
  const costOf = callCosts(db)
  const script = db.prepare('SELECT version FROM script WHERE script_id = ?').pluck()
  const recording = db.prepare('SELECT file_name FROM recording WHERE call_id = ?').pluck()

  return {
    async list(input) {
      const cursor = decodeCursor(input.cursor, TimeKey)
      const after = cursor && { atMs: cursor[0], id: cursor[1] }
      const search = callSearch(db, input)
      const rows: Joined[] = []
      // The few calls of one lead are found by the lead.
      const stretches = input.lead_id === undefined ? windows(after) : [restOfCalls(after)]
      for await (const window of stretches) {
        rows.push(...search(window, input.limit + 1 - rows.length))
        if (rows.length > input.limit) break
      }
      return page(rows, input.limit, viewOf, (row) => [row.listed_at_ms, row.call_id])
    },
    detail(callId) {
      const row = Joined.parse(found(byId.get(callId), 'call', callId))
      const call = recordOf(row)
      return CallDetail.parse({
        ...viewOf(row),
        turns: turns.all(callId).map((turn) => toTurn(TurnRow.parse(turn))),
        desk_acts: deskActs.all(callId),
        cost: costOf(callId, call.costCents),
        evidence_id: call.evidenceId,
        script_id: call.scriptId,
        script_version: call.scriptId ? (script.get(call.scriptId) ?? null) : null,
        notes: call.notes,
        engine_notes: call.engineNotes,
        answered_by: call.answeredBy,
      })
    },
    recordingFile(callId) {
      found(byId.get(callId), 'call', callId)
      return found(recording.get(callId) as string | undefined, 'recording of call', callId)
    },
  }
}

/** The calls of a stretch that fit the filters, newest first, so many at most. */
function callSearch(db: Db, input: z.infer<typeof CallListInput>) {
  const filters = (['status', 'outcome', 'interest', 'campaign_id', 'lead_id'] as const).filter(
    (name) => input[name] !== undefined,
  )
  const like = likeOf(input.q)
  const words = like === null ? null : ftsQuery(input.q ?? '')
  const select = db.prepare(
    `SELECT ${COLUMNS} FROM voice_call c ${input.lead_id === undefined ? 'INDEXED BY voice_call_by_age' : ''} JOIN lead l USING (lead_id)
     WHERE (c.listed_at_ms, c.call_id) < (@beforeMs, @beforeId) AND (c.listed_at_ms, c.call_id) >= (@lastMs, @lastId)
       ${filters.map((name) => `AND c.${name} = @${name}`).join(' ')}
       ${like === null ? '' : `AND (${words === null ? '' : `${SAID_IN_IT} OR `}${SEARCH_IS_LIKE})`}
     ORDER BY c.listed_at_ms DESC, c.call_id DESC LIMIT @limit`,
  )
  const turns = words === null ? null : db.prepare(TURNS_IN_IT)
  const asked = Object.fromEntries(filters.map((name) => [name, input[name]]))
  return ({ before, last }: CallWindow, limit: number): Joined[] => {
    const stretch = {
      beforeMs: before.atMs,
      beforeId: before.id,
      lastMs: last?.atMs ?? 0,
      lastId: last?.id ?? '',
    }
    const said = turns !== null && { words, ...(turns.get(stretch) as object) }
    return select
      .all({ ...asked, ...stretch, limit, ...(like !== null && { like }), ...said })
      .map((row) => Joined.parse(row))
  }
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
    hung_up_at_desk: call.endReason === DESK_HUNG_UP,
    has_recording: row.has_recording === 1,
  })
}
