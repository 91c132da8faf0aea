import type { DeskAct } from '../../../../src-preload/contract/calls.ts'
import type { CallEvidence, EvidenceBundle, KeptDecision } from '../../../core/compliance/evidence-bundle.ts'
import { found } from '../../../core/refused.ts'
import type { Db } from '../database.ts'
import { iso } from './cursor.ts'

type Row = Record<string, unknown>

export interface EvidenceReads {
  /** Everything on record about a call or a lead, whichever the id names. */
  bundle(id: string, nowMs: number): EvidenceBundle
  document(consentId: string, sha256: string): Uint8Array
  decisions(): IterableIterator<KeptDecision>
}

/** Reads for exports. Rows are handed over as they are stored, so that nothing is lost in translation. */
export function evidenceReads(db: Db): EvidenceReads {
  const call = db.prepare('SELECT * FROM voice_call WHERE call_id = ?')
  const lead = db.prepare('SELECT * FROM lead WHERE lead_id = ?')
  const contractor = db.prepare('SELECT * FROM contractor ORDER BY rowid LIMIT 1')
  const callsOfLead = db
    .prepare('SELECT call_id FROM voice_call WHERE lead_id = ? ORDER BY attempt_no')
    .pluck()
  const turns = db.prepare(
    'SELECT * FROM voice_call_turn WHERE call_id = ? ORDER BY started_at_ms, turn_rowid',
  )
  const deskActs = db.prepare(
    'SELECT at_ms, action, text FROM call_desk_act WHERE call_id = ? ORDER BY act_no',
  )
  const script = db.prepare(
    'SELECT s.* FROM script s JOIN voice_call c USING (script_id) WHERE c.call_id = ?',
  )
  const intent = db.prepare('SELECT * FROM dial_intent WHERE call_id = ?')
  const recording = db.prepare('SELECT file_name FROM recording WHERE call_id = ?').pluck()
  const ofCall = db.prepare('SELECT * FROM gate_decision WHERE call_id = ? ORDER BY decision_no')
  const ofLead = db.prepare('SELECT * FROM gate_decision WHERE lead_id = ? ORDER BY decision_no')
  const all = db.prepare('SELECT * FROM gate_decision ORDER BY decision_no')
  const head = db.prepare('SELECT decision_no, hash FROM gate_decision ORDER BY decision_no DESC LIMIT 1')
  const consents = db.prepare('SELECT * FROM consent WHERE phone = ? ORDER BY captured_at_ms')
  const documents = db.prepare(
    `SELECT d.consent_id, d.file_name, d.sha256 FROM consent_document d JOIN consent c USING (consent_id)
     WHERE c.phone = ? ORDER BY d.added_at_ms, d.document_id`,
  )
  const content = db
    .prepare('SELECT content FROM consent_document WHERE consent_id = ? AND sha256 = ?')
    .pluck()
  const suppressions = db.prepare('SELECT * FROM suppression WHERE phone = ?')
  const answers = db.prepare('SELECT * FROM reassigned_answer WHERE phone = ? ORDER BY answer_id')

  const callEvidence = (callId: string): CallEvidence => ({
    call: call.get(callId) as CallEvidence['call'],
    turns: turns.all(callId) as CallEvidence['turns'][number][],
    deskActs: deskActs.all(callId) as DeskAct[],
    script: (script.get(callId) as Row | undefined) ?? null,
    dialIntent: (intent.get(callId) as Row | undefined) ?? null,
    recordingFile: (recording.get(callId) as string | undefined) ?? null,
  })

  return {
    bundle(id, nowMs) {
      const oneCall = call.get(id) as (Row & { lead_id: string; phone: string }) | undefined
      const leadRow = found(
        lead.get(oneCall?.lead_id ?? id) as (Row & { phone: string }) | undefined,
        'call or lead',
        id,
      )
      const phone = oneCall?.phone ?? leadRow.phone
      const last = head.get() as { decision_no: number; hash: string } | undefined
      const callIds = oneCall ? [id] : (callsOfLead.all(id) as string[])
      return {
        subject: { kind: oneCall ? 'call' : 'lead', id },
        exportedAt: iso(nowMs),
        contractor: (contractor.get() as Row | undefined) ?? {},
        lead: leadRow,
        calls: callIds.map(callEvidence),
        decisions: (oneCall ? ofCall : ofLead).all(id) as KeptDecision[],
        chain: { decisions: last?.decision_no ?? 0, head: last?.hash ?? '' },
        consents: consents.all(phone) as Row[],
        documents: documents.all(phone) as EvidenceBundle['documents'][number][],
        suppressions: suppressions.all(phone) as Row[],
        reassignedAnswers: answers.all(phone) as Row[],
      }
    },
    document: (consentId, sha256) => new Uint8Array(content.get(consentId, sha256) as Buffer),
    decisions: () => all.iterate() as IterableIterator<KeptDecision>,
  }
}
