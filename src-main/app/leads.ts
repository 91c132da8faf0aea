import type { LeadChange } from '../../src-preload/contract/leads.ts'
import type { LeadReads } from '../adapters/sqlite/reads/lead-reads.ts'
import { type EditLeadParts, editLead, type LeadEdits } from '../core/lead/edit-lead.ts'

export interface LeadAppParts extends Omit<EditLeadParts, keyof LeadEdits> {
  readonly leadReads: LeadReads
  readonly leadEdits: LeadEdits
}

/** Leads as a person looks for them, looks at them and corrects them. */
export function leadApp({ leadReads, leadEdits, ...parts }: LeadAppParts) {
  return {
    list: leadReads.list,
    get: leadReads.get,
    ids: leadReads.ids,
    /** Refuses a change that may not be; then nothing is changed. */
    change(leadId: string, change: Omit<LeadChange, 'lead_id'>) {
      const lead = editLead(leadId, change, { ...parts, ...leadEdits })
      leadReads.changed()
      return leadReads.detailOf(lead)
    },
  }
}
