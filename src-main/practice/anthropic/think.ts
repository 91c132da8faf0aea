import { hashText } from '../chance.ts'
import { readConversation } from './live/conversation.ts'
import { decideTurn } from './live/decide.ts'
import type { Turn } from './live/situation.ts'
import { type JsonSchema, type MessagesRequest, promptText } from './messages-request.ts'
import { fillSchema, type Known } from './writing/fill-schema.ts'
import { openingFields } from './writing/openings.ts'
import { scriptFields } from './writing/script.ts'
import { summaryFields } from './writing/summary.ts'

/** What 'Claude' answers. The job is recognised from the request alone. */
export interface Thought extends Turn {
  /** Identifies the tool use; the same request thinks the same. */
  readonly toolId: string
}

const LIVE_TOOLS = ['find_inspection_slots', 'end_call']

export function think(request: MessagesRequest): Thought {
  const toolId = `toolu_${hashText(JSON.stringify(request.messages)).toString(36).padStart(8, '0')}${request.messages.length}`
  const schema = request.output_config?.format?.schema
  if (schema) return { say: JSON.stringify(fillSchema(schema, writerFor(schema, request))), toolId }
  const isLive = LIVE_TOOLS.every((name) => request.tools?.some((tool) => tool.name === name))
  if (isLive) return { ...decideTurn(readConversation(request)), toolId }
  return { say: plainAnswer(request), toolId }
}

function writerFor(schema: JsonSchema, request: MessagesRequest): Known {
  const writers: Known[] = []
  if (has(schema, 'openings')) writers.push(openingFields(request))
  if (has(schema, 'qualification_questions')) writers.push(scriptFields(request))
  if (has(schema, 'next_steps') || has(schema, 'interest')) writers.push(summaryFields(request))
  return (name, field) => {
    for (const writer of writers) {
      const value = writer(name, field)
      if (value !== undefined) return value
    }
    return undefined
  }
}

/** Anywhere in the schema, since a caller may wrap the object it wants. */
const has = (schema: JsonSchema, name: string): boolean => JSON.stringify(schema).includes(`"${name}":`)

const plainAnswer = (request: MessagesRequest): string =>
  /\b(ok|ping|ready|warm)\b/i.test(promptText(request))
    ? 'OK.'
    : 'I am the practice model: I answer calls, write call scripts and summarise calls.'
