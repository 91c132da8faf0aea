import { expect, it } from 'vitest'
import { sampleLead } from '../../../tests/doubles/sample-leads.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { emptyProfile } from '../contractor.ts'
import type { LanguageModel, PersonalOpening } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import type { ScriptStore } from './campaign-record.ts'
import { ScriptWriter } from './script-writer.ts'

const NOW_MS = Date.UTC(2026, 10, 24, 16)
const [first, second] = [sampleLead(1, NOW_MS), sampleLead(2, NOW_MS)]
const leads = new Map([first, second].map((lead) => [lead.lead_id as string, lead]))
const detailOf = (leadId: string) => leads.get(leadId) as typeof first

/** A writer whose model never writes the same words twice, and for whom it wrote. */
function writer() {
  const kept = new Map<string, PersonalOpening>()
  const asked: string[][] = []
  const scripts = new ScriptWriter({
    log: () => {},
    store: {
      opening: (_: string, leadId: string) => kept.get(leadId) ?? null,
      saveOpenings: (_: string, openings: PersonalOpening[]) => {
        for (const opening of openings) kept.set(opening.leadId, opening)
      },
    } as unknown as ScriptStore,
    model: {
      writeOpenings: async (prompt: string) => {
        const named = [...leads.keys()].filter((leadId) => prompt.includes(leadId))
        asked.push(named)
        return named.map((leadId) => ({
          leadId,
          text: `I'm calling about the roof of yours, request ${asked.length}. Is now a good time?`,
          factIds: [],
        }))
      },
    } as unknown as LanguageModel,
    templates: { openings: '{{leads}}' } as unknown as PromptTemplates,
    clock: new VirtualClock(),
    activity: { append: () => {} } as never,
  })
  return { scripts, asked, kept }
}

it('begins a call with the opening that a person looked at before the launch', async () => {
  const { scripts, asked } = writer()
  const looked = await scripts.openingToCome(emptyProfile, 'script_1', first)
  await scripts.writeOpenings(emptyProfile, 'script_1', [first.lead_id, second.lead_id], detailOf)
  expect(scripts.opening('script_1', first)).toEqual(looked)
  expect(asked).toEqual([[first.lead_id], [second.lead_id]])
})

it('writes an opening again that names a fact the lead does not have any more', async () => {
  const { scripts, kept } = writer()
  const looked = await scripts.openingToCome(emptyProfile, 'script_1', first)
  kept.set(first.lead_id, { ...looked, factIds: ['roof:gone'] })
  await scripts.writeOpenings(emptyProfile, 'script_1', [first.lead_id], detailOf)
  expect(scripts.opening('script_1', first).factIds).toEqual([])
})
