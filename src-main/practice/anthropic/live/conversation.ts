import {
  type Block,
  blocksOf,
  type MessagesRequest,
  systemText,
  tagged,
  taggedJson,
} from '../messages-request.ts'

/** What a live-turn request says about the call so far. Nothing else is known here. */

export type Happening =
  | { readonly by: 'homeowner'; readonly text: string }
  | { readonly by: 'agent'; readonly text: string; readonly interrupted: boolean }
  | {
      readonly by: 'tool'
      readonly name: string
      readonly input: unknown
      readonly result: string
      readonly failed: boolean
    }

export interface Conversation {
  readonly script: Script
  readonly contractor: Contractor
  readonly lead: LeadFacts
  readonly happenings: readonly Happening[]
  /** What the office told the agent in the call, oldest first; the homeowner does not hear it. */
  readonly hints: readonly string[]
  readonly tools: ReadonlySet<string>
  /** The question that the last note about the stage asks for; undefined where it says nothing of questions. */
  readonly toAsk: string | null | undefined
  /** It was put to the homeowner before, as far as the note knows. */
  readonly asksOnceMore: boolean
  /** What the note about the stage wants said again, because it was not caught. */
  readonly toRepeat: string | null
}

export interface Script {
  readonly purpose?: string
  readonly qualification_questions?: readonly {
    readonly id?: string
    readonly question: string
    readonly expects?: string
  }[]
  readonly objection_answers?: readonly { readonly objection: string; readonly answer: string }[]
  readonly closing?: string
}

export interface Contractor {
  readonly display_name?: string
  readonly legal_name?: string
  readonly callback_number?: string
}

export type LeadFacts = Readonly<Record<string, unknown>>

const OFFICE_NOTE = /<office_note>([\s\S]*?)<\/office_note>/g
const INTERRUPTED = /\s*—?\s*\[interrupted\]\s*$/

export function readConversation(request: MessagesRequest): Conversation {
  const system = systemText(request)
  const everything = `${system}\n${request.messages
    .flatMap(blocksOf)
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('\n')}`
  const stage = stageNote(request)
  return {
    script: taggedJson<Script>(everything, 'script') ?? {},
    contractor: taggedJson<Contractor>(everything, 'contractor') ?? {},
    lead: taggedJson<LeadFacts>(everything, 'lead_facts') ?? {},
    happenings: readHappenings(request),
    hints: readHints(request),
    tools: new Set(request.tools?.map((tool) => tool.name)),
    toAsk: questionToAsk(stage),
    asksOnceMore: /\bask once more\b/.test(stage),
    toRepeat: /Say all of it again, in the same words: "([\s\S]+)"$/.exec(stage)?.[1] ?? null,
  }
}

const STAGE_NOTE = /<stage name="[^"]*"[^>]*>([\s\S]*?)<\/stage>/g

/** What the last note about the stage wants done; '' where there is none. */
function stageNote(request: MessagesRequest): string {
  const last = request.messages.filter(({ role }) => role === 'user').at(-1)
  const said = last ? blocksOf(last).map((block) => (block.type === 'text' ? block.text : '')) : []
  return [...said.join('\n').matchAll(STAGE_NOTE)].at(-1)?.[1] ?? ''
}

function questionToAsk(note: string): string | null | undefined {
  const question = /\bask(?: once more[^":]*)?: "([^"]+)"/.exec(note)?.[1]
  if (question) return question
  return note.includes('you know enough') ? null : undefined
}

const readHints = (request: MessagesRequest): string[] =>
  request.messages
    .filter(({ role }) => role === 'user')
    .flatMap(blocksOf)
    .flatMap((block) => (block.type === 'text' ? officeNotes(block.text) : []))

export const officeNotes = (text: string): string[] =>
  [...text.matchAll(OFFICE_NOTE)].map(([, hint = '']) => hint.trim())

function readHappenings(request: MessagesRequest): Happening[] {
  const uses = new Map<string, Extract<Block, { type: 'tool_use' }>>()
  return request.messages.flatMap((message): Happening[] =>
    blocksOf(message).flatMap((block): Happening[] => {
      if (block.type === 'tool_use') uses.set(block.id, block)
      if (block.type === 'tool_result') {
        const use = uses.get(block.tool_use_id)
        return use
          ? [
              {
                by: 'tool',
                name: use.name,
                input: use.input,
                result: resultText(block.content),
                failed: block.is_error === true,
              },
            ]
          : []
      }
      if (block.type !== 'text') return []
      if (message.role === 'assistant') {
        return [
          {
            by: 'agent',
            text: block.text.replace(INTERRUPTED, '').trim(),
            interrupted: INTERRUPTED.test(block.text),
          },
        ]
      }
      return spokenByHomeowner(block.text)
    }),
  )
}

/** The first user message carries facts, and may carry the opening that was spoken and the first words. */
function spokenByHomeowner(text: string): Happening[] {
  const opening = tagged(text, 'opening') ?? tagged(text, 'already_spoken')
  const bare = text.replace(/<(\w+)[^>]*>[\s\S]*?<\/\1>/g, '').trim()
  if (!BRIEF.test(text)) return bare ? [{ by: 'homeowner', text: bare.replace(/\s*\n\s*/g, ' ') }] : []
  const quoted =
    opening ??
    /(?:opening|already (?:said|spoke|spoken)|you (?:have )?said)[^"“\n]*["“]([^"”]+)["”]/i.exec(bare)?.[1]
  const words = bare
    .split('\n')
    .map((line) => line.trim())
    .map(
      (line) =>
        /^(?:homeowner|they said|the homeowner (?:said|says))\s*:\s*(.+)$/i.exec(line)?.[1] ??
        (isNote(line) ? '' : line),
    )
    .filter((line) => line !== '')
    .join(' ')
  return [
    ...(quoted ? [{ by: 'agent', text: quoted, interrupted: false } as const] : []),
    ...(words ? [{ by: 'homeowner', text: words } as const] : []),
  ]
}

/** Only the message with the facts has lines that are neither marked nor spoken. */
const BRIEF = /<(?:lead_facts|opening|already_spoken)\b/

/** Notes to the model name things that no homeowner says on the phone. */
const isNote = (line: string): boolean =>
  /opening|disclosure|already|spoken|lead|homeowner|local time|today is|the call|the person|you are|answered/i.test(
    line,
  ) || line.endsWith(':')

function resultText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((block: { text?: unknown }) => (typeof block.text === 'string' ? block.text : ''))
    .join('')
}

/** What the homeowner said since the agent last spoke or acted. */
export function latestWords(happenings: readonly Happening[]): string {
  const words: string[] = []
  for (const happening of [...happenings].reverse()) {
    if (happening.by !== 'homeowner') break
    words.unshift(happening.text)
  }
  return words.join(' ')
}

export const agentTexts = (happenings: readonly Happening[]): string[] =>
  happenings.flatMap((happening) => (happening.by === 'agent' ? [happening.text] : []))

export const toolsUsed = (
  happenings: readonly Happening[],
  name: string,
): Extract<Happening, { by: 'tool' }>[] =>
  happenings.flatMap((happening) => (happening.by === 'tool' && happening.name === name ? [happening] : []))
