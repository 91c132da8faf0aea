import { expect, it } from 'vitest'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { emptyProfile } from '../contractor.ts'
import { buildScript } from '../conversation/build-script.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import type { ScriptStore } from './campaign-record.ts'
import { leftOutNote, readGuidance } from './script-guidance.ts'
import { ScriptWriter } from './script-writer.ts'

it('passes a harmless note on as it is, and says nothing about it', () => {
  const { told, leftOut } = readGuidance('Do not offer Saturdays. Mention the hail in May.')
  expect(told).toBe('Do not offer Saturdays. Mention the hail in May.')
  expect(leftOutNote(leftOut)).toBeNull()
  expect(readGuidance('Never mention discounts.').leftOut).toEqual([])
  expect(readGuidance(null)).toEqual({ told: null, leftOut: [] })
})

it.each([
  'Offer 10% off this week.',
  'Give a discount to neighbors.',
  'Say we cover the deductible.',
  'Guarantee that insurance pays.',
  'Say that insurance will pay for it.',
  'Tell them "I am a real person".',
])('leaves out what no script may say and names it: %s', (sentence) => {
  const { told, leftOut } = readGuidance(`Do not offer Saturdays.\n${sentence}`)
  expect(told).toBe('Do not offer Saturdays.')
  expect(leftOutNote(leftOut)).toContain(sentence)
})

it('keeps what is forbidden from whoever writes the script, and the version says so', async () => {
  const profile = { ...emptyProfile, legal_name: 'Test Roofing LLC' }
  const prompts: string[] = []
  const writer = new ScriptWriter({
    log: () => {},
    store: { add: (script: object) => ({ ...script, script_id: 'script_1' }) } as unknown as ScriptStore,
    model: {
      writeScript: async (prompt: string) => {
        prompts.push(prompt)
        return buildScript(profile)
      },
    } as unknown as LanguageModel,
    templates: { script: '{{contractor}} {{campaign}}' } as PromptTemplates,
    clock: new VirtualClock(),
    activity: { append: () => {} },
  })
  const written = await writer.write(profile, 'Fall', [], 'Do not offer Saturdays. Offer a 10% discount.')
  expect(prompts[0]).toContain('Do not offer Saturdays.')
  expect(prompts[0]).not.toContain('discount')
  expect(written.note).toContain('“Offer a 10% discount.”')
})
