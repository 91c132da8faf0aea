import { dice, hashText } from '../chance.ts'
import type { MessagesRequest } from './messages-request.ts'
import type { Thought } from './think.ts'
import { tokensIn, type Usage } from './usage.ts'

/** The answer as server-sent events, at the pace of a fast model. */

export interface Paced {
  readonly afterMs: number
  readonly event: string
  readonly data: object
}

export interface Pace {
  readonly firstTokenMs: number
  readonly perTokenMs: number
}

export function paceOf(request: MessagesRequest): Pace {
  const random = dice(hashText(JSON.stringify(request.messages)))
  const live = request.tools !== undefined
  return { firstTokenMs: live ? 250 + random() * 200 : 400 + random() * 300, perTokenMs: live ? 15 : 3 }
}

const MESSAGE_DEFAULTS = {
  container: null,
  diagnostics: null,
  stop_sequence: null,
  stop_details: null,
} as const
const USAGE_DEFAULTS = {
  server_tool_use: null,
  service_tier: 'standard',
  speed: 'standard',
  inference_geo: 'us',
} as const

export function completeMessage(
  request: MessagesRequest,
  thought: Thought,
  usage: Usage,
  messageId: string,
): object {
  const limited = limit(request, thought)
  return {
    id: messageId,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [
      ...(limited.text ? [{ type: 'text', text: limited.text, citations: null }] : []),
      ...(limited.tool
        ? [
            {
              type: 'tool_use',
              id: thought.toolId,
              name: limited.tool.name,
              input: limited.tool.input,
              caller: { type: 'direct' },
            },
          ]
        : []),
    ],
    ...MESSAGE_DEFAULTS,
    stop_reason: limited.stopReason,
    usage: { ...fullUsage(usage), output_tokens: limited.outputTokens },
  }
}

export function* messageEvents(
  request: MessagesRequest,
  thought: Thought,
  usage: Usage,
  messageId: string,
): Generator<Paced> {
  const pace = paceOf(request)
  const limited = limit(request, thought)
  const message = {
    id: messageId,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [],
    ...MESSAGE_DEFAULTS,
    stop_reason: null,
    usage: { ...fullUsage(usage), output_tokens: 1 },
  }
  yield { afterMs: pace.firstTokenMs, event: 'message_start', data: { type: 'message_start', message } }
  let index = 0
  if (limited.text) {
    yield start(index, { type: 'text', text: '', citations: null })
    yield { afterMs: 0, event: 'ping', data: { type: 'ping' } }
    for (const piece of pieces(limited.text)) {
      yield delta(index, { type: 'text_delta', text: piece }, tokensIn(piece) * pace.perTokenMs)
    }
    yield stop(index)
    index += 1
  }
  if (limited.tool) {
    yield start(index, {
      type: 'tool_use',
      id: thought.toolId,
      name: limited.tool.name,
      input: {},
      caller: { type: 'direct' },
    })
    if (index === 0) yield { afterMs: 0, event: 'ping', data: { type: 'ping' } }
    for (const partial of fragments(JSON.stringify(limited.tool.input))) {
      yield delta(
        index,
        { type: 'input_json_delta', partial_json: partial },
        tokensIn(partial) * pace.perTokenMs,
      )
    }
    yield stop(index)
  }
  yield {
    afterMs: 5,
    event: 'message_delta',
    data: {
      type: 'message_delta',
      delta: { stop_reason: limited.stopReason, stop_sequence: null, stop_details: null, container: null },
      usage: {
        ...usage,
        output_tokens: limited.outputTokens,
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: null,
      },
    },
  }
  yield { afterMs: 0, event: 'message_stop', data: { type: 'message_stop' } }
}

function limit(
  request: MessagesRequest,
  thought: Thought,
): { text: string; tool: Thought['tool'] | null; stopReason: string; outputTokens: number } {
  if (request.max_tokens === 0) return { text: '', tool: null, stopReason: 'max_tokens', outputTokens: 0 }
  const words = thought.say.split(/(?<=\s)/)
  const kept: string[] = []
  let tokens = 0
  for (const word of words) {
    tokens += tokensIn(word)
    if (tokens > request.max_tokens)
      return {
        text: kept.join('').trim(),
        tool: null,
        stopReason: 'max_tokens',
        outputTokens: request.max_tokens,
      }
    kept.push(word)
  }
  const tool = thought.tool ?? null
  const toolTokens = tool ? tokensIn(JSON.stringify(tool.input)) + 12 : 0
  return {
    text: thought.say,
    tool,
    stopReason: tool ? 'tool_use' : 'end_turn',
    outputTokens: tokens + toolTokens,
  }
}

/** One to eight words at a time, in no steady rhythm. */
function* pieces(text: string): Generator<string> {
  const random = dice(hashText(text))
  const words = text.split(/(?<=\s)/)
  for (let at = 0; at < words.length; ) {
    const count = at === 0 ? 1 : 1 + Math.floor(random() * (text.length > 600 ? 8 : 4))
    yield words.slice(at, at + count).join('')
    at += count
  }
}

/** Tool input comes in awkward pieces, the first of them empty. */
function* fragments(json: string): Generator<string> {
  yield ''
  for (let at = 0; at < json.length; at += 9) yield json.slice(at, at + 9)
}

const start = (index: number, contentBlock: object): Paced => ({
  afterMs: 0,
  event: 'content_block_start',
  data: { type: 'content_block_start', index, content_block: contentBlock },
})

const delta = (index: number, change: object, afterMs: number): Paced => ({
  afterMs,
  event: 'content_block_delta',
  data: { type: 'content_block_delta', index, delta: change },
})

const stop = (index: number): Paced => ({
  afterMs: 0,
  event: 'content_block_stop',
  data: { type: 'content_block_stop', index },
})

const fullUsage = (usage: Usage): object => ({
  ...usage,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cache_creation_input_tokens,
    ephemeral_1h_input_tokens: 0,
  },
  output_tokens_details: null,
  ...USAGE_DEFAULTS,
})
