import { z } from 'zod'
import type { Language } from './language.ts'
import type { ToolDefinition } from './language-model.ts'

/** The agent's whole reach into the world: nine typed, idempotent tools. None moves money, dials or reads settings. */
export const toolInputs = {
  find_inspection_slots: z.object({ day_preference: z.string().max(100).optional() }),
  book_inspection: z.object({ slot_id: z.string().max(100), homeowner_words: z.string().max(500) }),
  reschedule_inspection: z.object({ slot_id: z.string().max(100), homeowner_words: z.string().max(500) }),
  cancel_inspection: z.object({ homeowner_words: z.string().max(500) }),
  schedule_callback: z.object({ when_words: z.string().max(200), reason: z.string().max(300).optional() }),
  mark_not_interested: z.object({ reason: z.string().max(300) }),
  add_to_do_not_call: z.object({ homeowner_words: z.string().max(500) }),
  leave_note: z.object({ text: z.string().max(500) }),
  end_call: z.object({
    reason: z.enum([
      'booked',
      'callback',
      'not_interested',
      'do_not_call',
      'wrong_number',
      'voicemail',
      'hostile',
      'other',
    ]),
  }),
} as const

export type ToolName = keyof typeof toolInputs
export const isToolName = (name: string): name is ToolName => Object.hasOwn(toolInputs, name)

const descriptions: Record<ToolName, string> = {
  find_inspection_slots:
    'Find free inspection times. Call before offering any time; offer only times it returned.',
  book_inspection:
    'Book one offered time, only after the homeowner has heard it and agreed. Quote their words.',
  reschedule_inspection:
    'Move the booked inspection to an offered time, only after the homeowner has heard it and agreed. Quote their words.',
  cancel_inspection:
    'Cancel the booked inspection, only after you asked whether to cancel it, naming its day and time, and they said yes.',
  schedule_callback: 'The homeowner wants to be called another time. Give their own words for when.',
  mark_not_interested: 'The homeowner does not want an inspection.',
  add_to_do_not_call: 'The homeowner does not want any more calls. Use at the slightest sign.',
  leave_note: 'Keep something the office should know: gate code, dog, leak, best time.',
  end_call: 'End the call after your goodbye has been spoken.',
}

export const tools: readonly ToolDefinition[] = (Object.keys(toolInputs) as ToolName[]).map((name) => ({
  name,
  description: descriptions[name],
  inputSchema: withoutMeta(z.toJSONSchema(toolInputs[name])),
}))

function withoutMeta({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema
}

/** What a tool did: words for the model, and words for the transcript. */
export interface ToolOutcome {
  readonly content: string
  readonly isError: boolean
  /** For the call page, e.g. "Booked Tuesday at 10". Null when nothing happened. */
  readonly action: string | null
}

export const done = (content: string, action: string | null): ToolOutcome => ({
  content,
  isError: false,
  action,
})
export const failed = (content: string): ToolOutcome => ({ content, isError: true, action: null })

/** The tools as one call sees them. Never throws for what the model got wrong: it answers with an error for it. */
export interface CallTools {
  /** `heard` tells whether any line that the homeowner heard in full satisfies the test. */
  run(
    name: string,
    input: unknown,
    heard: (isThere: (line: string) => boolean) => boolean,
    language: Language,
  ): Promise<ToolOutcome>
}
