import { agentTexts, type Conversation, latestWords, toolsUsed } from './conversation.ts'
import { languageOf } from './homeowner-intents.ts'
import { type Language, type PhraseName, phrase } from './phrases.ts'
import { foundSlots, offeredSlots, type Slot } from './slots.ts'

/** One live turn: what to say, and which tool to use after saying it. */
export interface Turn {
  readonly say: string
  readonly tool?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }
}

export const NAMES_DAY = /\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow)\b/i

export interface Situation extends Conversation {
  readonly words: string
  readonly language: Language
  readonly spoken: readonly string[]
  readonly slots: readonly Slot[]
  readonly offered: readonly Slot[]
  say(name: PhraseName, fill?: Readonly<Record<string, string>>): string
}

export function understand(conversation: Conversation): Situation {
  const { happenings, contractor } = conversation
  const spoken = agentTexts(happenings)
  const language = languageOf(
    happenings.flatMap((happening) => (happening.by === 'homeowner' ? [happening.text] : [])),
  )
  const slots = foundSlots(happenings)
  const company = contractor.display_name ?? contractor.legal_name ?? 'our company'
  return {
    ...conversation,
    words: latestWords(happenings),
    language,
    spoken,
    slots,
    offered: offeredSlots(slots, spoken),
    say: (name, fill) => phrase(name, language, spoken, { company, ...fill }),
  }
}

export const isBooked = (situation: Situation): boolean =>
  toolsUsed(situation.happenings, 'book_inspection').some((tool) => !tool.failed)

export function use(
  situation: Situation,
  say: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Turn {
  const words = say.replace(/\s+/g, ' ').trim()
  if (situation.tools.has(name)) return { say: words, tool: { name, input } }
  return { say: words === '' ? situation.say('closing') : words }
}

export function goodbye(
  situation: Situation,
  name: PhraseName,
  reason: string,
  fill: Readonly<Record<string, string>> = {},
): Turn {
  const closing =
    name === 'closing' &&
    situation.language === 'en' &&
    !situation.spoken.includes(situation.script.closing ?? '')
      ? (situation.script.closing ?? null)
      : null
  const words =
    closing && /bye|day|soon/i.test(closing) ? firstSentences(closing, 2) : situation.say(name, fill)
  return use(situation, words, 'end_call', { reason })
}

export const firstSentences = (text: string, count: number): string =>
  (text.match(/[^.?!]+[.?!]+/g) ?? [text]).slice(0, count).join('').trim()

export function firstNameOf({ lead }: Situation): string {
  const name = lead.first_name ?? lead.name
  return typeof name === 'string' ? (name.split(' ')[0] ?? '') : 'the homeowner'
}

export function addressOf({ lead, language }: Situation): string {
  const address = lead.address as Readonly<Record<string, unknown>> | string | undefined
  const street = typeof address === 'string' ? address : (address?.street ?? lead.street)
  return typeof street === 'string' && street !== ''
    ? (street.split(',')[0] ?? street)
    : language === 'es'
      ? 'su casa'
      : 'your home'
}
