import type { Script } from '../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import type { ScriptReads } from '../adapters/sqlite/script-store.ts'
import type { ScriptStore } from '../core/campaign/campaign-record.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import type { ContractorStore } from '../core/contractor.ts'
import { disclosure } from '../core/conversation/opening.ts'
import type { Lead, LeadReader } from '../core/lead/lead.ts'
import { found } from '../core/refused.ts'

export interface ScriptParts {
  readonly contractors: Pick<ContractorStore, 'get'>
  readonly leads: LeadReader
  readonly detailOf: (lead: Lead) => LeadDetail
  readonly scripts: ScriptWriter
  readonly scriptStore: ScriptStore & ScriptReads
}

/** What a script rests on is seen from so many leads. */
const LEADS_FOR_A_SCRIPT = 500

/** What the agent says, as a person has it written, edits it and looks at it. */
export function scriptApp({ contractors, leads, detailOf, scripts, scriptStore }: ScriptParts) {
  const profileOf = (id: string) => found(contractors.get(id), 'contractor', id).profile
  const lead = (id: string) => detailOf(found(leads.get(id), 'lead', id))
  const script = (id: string) => found(scripts.get(id), 'script', id)
  return {
    list: scriptStore.list,
    get: script,
    write(input: {
      contractor_id: string
      name: string
      lead_ids: readonly string[]
      guidance?: string | undefined
    }) {
      const about = input.lead_ids.slice(0, LEADS_FOR_A_SCRIPT).map(lead)
      return scripts.write(profileOf(input.contractor_id), input.name, about, input.guidance ?? null)
    },
    save: (name: string, edited: Script) => scripts.save(name, edited),
    async previewOpening(input: { script_id: string; lead_id: string; contractor_id: string }) {
      const profile = profileOf(input.contractor_id)
      const { script_id } = script(input.script_id)
      const opening = await scripts.openingToCome(profile, script_id, lead(input.lead_id))
      return {
        disclosure: disclosure({
          agentName: profile.agent_name,
          legalName: profile.legal_name,
          recording: profile.recording,
        }),
        personal: opening.text,
        facts: [...opening.factIds],
      }
    },
  }
}
