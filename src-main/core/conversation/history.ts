import type { AssistantBlock, ModelMessage, ToolAnswer } from './language-model.ts'

export interface ReplyRound {
  readonly blocks: readonly AssistantBlock[]
  readonly toolAnswers: readonly ToolAnswer[]
}

type Entry =
  | { readonly by: 'homeowner'; readonly text: string }
  | { readonly by: 'agent'; readonly lineId: string; readonly rounds: readonly ReplyRound[] }

export const INTERRUPTED = '— [interrupted]'

/**
 * What the model may believe was said: the homeowner's turns, and of the agent's own words only those that
 * were heard. A line that is resumed after a false interruption replaces its own entry.
 */
export class History {
  readonly #entries: Entry[] = []

  homeownerSaid(text: string): void {
    this.#entries.push({ by: 'homeowner', text: withoutMarks(text) })
  }

  /** What the homeowner does not hear: facts at the beginning, and hints of the office during the call. */
  officeNoted(text: string): void {
    this.#entries.push({ by: 'homeowner', text })
  }

  agentSaid(lineId: string, rounds: readonly ReplyRound[]): void {
    const entry: Entry = { by: 'agent', lineId, rounds }
    const at = this.#entries.findIndex((known) => known.by === 'agent' && known.lineId === lineId)
    if (at >= 0) this.#entries[at] = entry
    else if (rounds.length > 0) this.#entries.push(entry)
  }

  /** Vendor-neutral messages, neighbouring turns of the same speaker merged. */
  messages(): ModelMessage[] {
    const merged: ModelMessage[] = []
    for (const entry of this.#entries) {
      if (entry.by === 'homeowner') addUser(merged, entry.text)
      else for (const round of entry.rounds) addRound(merged, round)
    }
    return merged
  }
}

/** Angle brackets mark what code and office say to the model; nobody on the phone may speak in their name. */
export const withoutMarks = (text: string): string => text.replace(/[<>]/g, ' ')

function addUser(messages: ModelMessage[], text: string): void {
  const last = messages.at(-1)
  if (last?.role === 'user' && 'text' in last) {
    messages[messages.length - 1] = { role: 'user', text: `${last.text}\n${text}` }
  } else messages.push({ role: 'user', text })
}

function addRound(messages: ModelMessage[], round: ReplyRound): void {
  const last = messages.at(-1)
  if (last?.role === 'assistant' && last.blocks.every((block) => block.type === 'text')) {
    messages[messages.length - 1] = { role: 'assistant', blocks: [...last.blocks, ...round.blocks] }
  } else if (round.blocks.length > 0) messages.push({ role: 'assistant', blocks: round.blocks })
  // The vendor refuses a tool use without its answer, so they always travel together.
  if (round.toolAnswers.length > 0) messages.push({ role: 'user', toolAnswers: round.toolAnswers })
}

/** How much of one text was heard. */
export interface HeardPart {
  readonly words: string
  readonly full: boolean
}

/**
 * The rounds of a reply with each text cut to what was heard of it; `heard` has the texts in order.
 * A tool use that never got its answer gets one that says so.
 */
export function cutToHeard(
  rounds: readonly ReplyRound[],
  heard: readonly (HeardPart | undefined)[],
): ReplyRound[] {
  let textIndex = 0
  return rounds
    .map(({ blocks, toolAnswers }) => ({
      toolAnswers: [...toolAnswers, ...missingAnswers(blocks, toolAnswers)],
      blocks: blocks.flatMap((block): AssistantBlock[] => {
        if (block.type === 'tool') return [block]
        const part = heard[textIndex++]
        if (part?.full) return [block]
        return part && part.words !== '' ? [{ type: 'text', text: `${part.words} ${INTERRUPTED}` }] : []
      }),
    }))
    .filter((round) => round.blocks.length > 0)
}

const missingAnswers = (blocks: readonly AssistantBlock[], answers: readonly ToolAnswer[]): ToolAnswer[] =>
  blocks.flatMap((block) =>
    block.type === 'tool' && !answers.some(({ toolId }) => toolId === block.toolId)
      ? [{ toolId: block.toolId, content: 'not done: the reply was cut off before it', isError: true }]
      : [],
  )
