import type { LeadEdits } from '../../core/lead/edit-lead.ts'
import type { Db } from './database.ts'
import type { LeadStore } from './lead-store.ts'

export function sqliteLeadEdits(db: Db, leads: LeadStore): LeadEdits {
  const underWay = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM voice_call WHERE lead_id = ? AND status IN ('dialing', 'ringing', 'live'))`,
    )
    .pluck()
  const suppressed = db.prepare('SELECT EXISTS (SELECT 1 FROM suppression WHERE phone = ?)').pluck()
  const renumber = db.prepare(`UPDATE voice_call SET phone = ? WHERE lead_id = ? AND status = 'queued'`)
  return {
    leads,
    hasCallUnderWay: (leadId) => underWay.get(leadId) === 1,
    isSuppressed: (phone) => suppressed.get(phone) === 1,
    renumberQueued: (leadId, phone) => void renumber.run(phone, leadId),
  }
}
