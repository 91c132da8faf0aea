import type { ContractorProfile } from '../../../src-preload/contract/account.ts'
import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { Script } from '../../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'

import type { FollowUpTalk } from './follow-up-talk.ts'
import { withoutMarks } from './history.ts'

/** The prompt templates in resources/prompts; `{{name}}` marks what is filled in. */
export interface PromptTemplates {
  readonly agent: string
  readonly script: string
  readonly openings: string
  readonly summary: string
}

/** What the agent may say about a lead, each fact with the id that openings and claims must point at. */
export interface SpokenFact {
  readonly factId: string
  readonly text: string
}

/** Only imported rows become facts; a neighborhood claim needs its three jobs (design section 7). */
export function factsOf(lead: LeadDetail): SpokenFact[] {
  const facts: SpokenFact[] = lead.roof_findings.map((finding) => ({
    factId: `roof:${finding.code}`,
    text: finding.text,
  }))
  if (lead.neighborhood.may_be_spoken && lead.neighborhood.claim) {
    facts.push({ factId: 'neighborhood', text: lead.neighborhood.claim })
  }
  return facts
}

const contractorFacts = (profile: ContractorProfile) => ({
  display_name: profile.display_name,
  legal_name: profile.legal_name,
  agent_name: profile.agent_name,
  callback_number: profile.callback_number,
  services: profile.services,
})

/** Stable within a campaign: nothing of the lead and no clock, so that the prompt cache holds (anthropic.md section 3.1). */
export function agentSystemPrompt(
  templates: PromptTemplates,
  profile: ContractorProfile,
  script: Script,
): string {
  return fill(templates.agent, {
    agent_name: profile.agent_name,
    legal_name: profile.legal_name,
    contractor: JSON.stringify(contractorFacts(profile)),
    script: JSON.stringify(script),
  })
}

/** The first thing the model reads in a call: whom it talks to, the time there, the inspection that stands, what is followed up on, and what has been said by code. */
export function callBrief(
  lead: LeadDetail,
  spokenNow: string,
  inspection: string | null,
  followUp: FollowUpTalk | null,
): string {
  const facts = {
    name: lead.name,
    address: [lead.address.street, lead.address.city, lead.address.state].filter(Boolean).join(', '),
    local_time: spokenNow,
    facts: factsOf(lead).map(({ factId, text }) => ({ fact_id: factId, text })),
    notes: lead.notes,
    ...(inspection && { booked_inspection: inspection }),
    ...(followUp && { follow_up: { why: followUp.reason, last_call: followUp.lastCall } }),
  }
  return `<lead_facts>${JSON.stringify(facts)}</lead_facts>\nThe call is connected. The fixed opening is spoken by the phone system and appears below as far as it was heard.`
}

/** A hint from the person at the desk, as the model reads it. */
export const officeNote = (text: string): string => `<office_note>${withoutMarks(text)}</office_note>`

/** What the model reads when the desk hands the call back to it. */
export const handBackNote = (brief: string): string =>
  officeNote(
    [
      'A colleague from the office has spoken with the homeowner; their words appear above as far as they were understood. Go on from there, and keep what they promised.',
      brief,
    ]
      .filter(Boolean)
      .join(' Their note to you: '),
  )

/** The words of the person at the desk among the agent's own, so that the model can tell them apart. */
export const saidByColleague = (text: string): string => `(A colleague from the office said:) ${text}`

export function scriptPrompt(
  templates: PromptTemplates,
  profile: ContractorProfile,
  campaign: { name: string; leads: number; commonFacts: readonly string[]; guidance: string | null },
): string {
  return fill(templates.script, {
    contractor: JSON.stringify(contractorFacts(profile)),
    campaign: JSON.stringify({
      name: campaign.name,
      leads: campaign.leads,
      common_facts: campaign.commonFacts,
      guidance: campaign.guidance,
    }),
  })
}

export function openingsPrompt(
  templates: PromptTemplates,
  profile: ContractorProfile,
  leads: readonly LeadDetail[],
): string {
  return fill(templates.openings, {
    contractor: JSON.stringify(contractorFacts(profile)),
    leads: JSON.stringify(
      leads.map((lead) => ({
        lead_id: lead.lead_id,
        name: lead.name,
        street: lead.address.street,
        facts: factsOf(lead).map(({ factId, text }) => ({ fact_id: factId, text })),
      })),
    ),
  })
}

export function summaryPrompt(
  templates: PromptTemplates,
  turns: readonly TurnView[],
  knownOutcome: string,
): string {
  const transcript = turns
    .map((turn) => `${turn.speaker === 'agent' ? 'Agent' : 'Homeowner'}: ${turn.heard_text}`)
    .join('\n')
  return fill(templates.summary, { transcript, known_outcome: knownOutcome })
}

/** Throws when a template asks for something nobody fills in: a prompt must never go out with a hole. */
function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new Error(`The prompt template asks for {{${name}}}, which is not known here`)
    return value
  })
}
