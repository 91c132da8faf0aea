import type { Db } from '../adapters/sqlite/database.ts'
import type { LeadReads } from '../adapters/sqlite/reads/lead-reads.ts'
import { sqliteRehearsals } from '../adapters/sqlite/rehearsal-store.ts'
import { type OwnVoiceParts, OwnVoiceRehearsals } from '../core/campaign/own-voice-rehearsals.ts'
import { type RehearsalParts, Rehearsals } from '../core/campaign/rehearsals.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import type { LeadReader } from '../core/lead/lead.ts'

type Shared = 'clock' | 'ids' | 'contractors' | 'templates' | 'logError'

interface ComposeParts extends Pick<RehearsalParts, Shared | 'rehearser'>, Pick<OwnVoiceParts, 'vendors'> {
  readonly db: Db
  readonly scripts: ScriptWriter
  readonly leads: { readonly reader: LeadReader; readonly detailOf: LeadReads['detailOf'] }
}

/** Trying a script out before anybody real is called: with simulated homeowners, or with one's own voice. */
export function composeRehearsals({ db, leads, ...parts }: ComposeParts) {
  const { contractors, scripts, vendors } = parts
  const store = sqliteRehearsals(db)
  const rehearsals = new Rehearsals({ ...parts, model: vendors.model, store })
  rehearsals.start()
  const ownVoiceRehearsals = new OwnVoiceRehearsals({
    ...parts,
    voiceConfiguration: (contractorId) => contractors.voice(contractorId),
    lead(leadId) {
      const lead = leads.reader.get(leadId)
      return lead && { lead, detail: leads.detailOf(lead) }
    },
    opening: (scriptId, lead) => scripts.opening(scriptId, lead).text,
    store,
  })
  return { rehearsals, ownVoiceRehearsals, rehearsalReads: store }
}

export type ComposedRehearsals = ReturnType<typeof composeRehearsals>
