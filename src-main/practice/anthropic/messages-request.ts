/** The Messages request as far as this world reads it, and what the API refuses. */

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'tool_result'
      readonly tool_use_id: string
      readonly content?: unknown
      readonly is_error?: boolean
    }

export interface Message {
  readonly role: 'user' | 'assistant' | 'system'
  readonly content: string | readonly Block[]
}

export interface MessagesRequest {
  readonly model: string
  readonly max_tokens: number
  readonly messages: readonly Message[]
  readonly system?:
    | string
    | readonly { readonly type: 'text'; readonly text: string; readonly cache_control?: unknown }[]
  readonly stream?: boolean
  readonly tools?: readonly { readonly name: string; readonly cache_control?: unknown }[]
  readonly tool_choice?: { readonly type: string }
  readonly thinking?: { readonly type: string }
  readonly cache_control?: unknown
  readonly output_config?: {
    readonly effort?: string
    readonly format?: { readonly type: string; readonly schema: JsonSchema }
  }
}

export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly description?: string
  readonly format?: string
  readonly minItems?: number
}

export interface Refusal {
  readonly status: 400 | 401 | 404
  readonly type: 'invalid_request_error' | 'authentication_error' | 'not_found_error'
  readonly message: string
}

export const MODELS = [
  'claude-haiku-5-5',
  'claude-sonnet-5-5',
  'claude-opus-5-5',
  'claude-fable-5-2',
  'claude-fable-5-1',
  'claude-fable-5',
  'claude-sonnet-5',
  'claude-opus-5',
  'claude-opus-4-8',
  'claude-sonnet-4-6',
  'claude-haiku-4-5',
  'claude-haiku-4-5-20251001',
] as const

const REMOVED = ['temperature', 'top_p', 'top_k', 'output_format']

/** Why the API would answer with an error, or null. */
export function refusalOf(body: unknown): Refusal | null {
  if (typeof body !== 'object' || body === null) return invalid('The body is not a JSON object.')
  const request = body as Partial<MessagesRequest>
  if (typeof request.model !== 'string') return invalid('model: Field required')
  if (!MODELS.some((model) => model === request.model)) {
    return { status: 404, type: 'not_found_error', message: `model: ${request.model}` }
  }
  if (typeof request.max_tokens !== 'number') return invalid('max_tokens: Field required')
  const removed = REMOVED.find((name) => name in body)
  if (removed) return invalid(`${removed}: Extra inputs are not permitted`)
  return (
    wrongMessages(request.messages) ??
    wrongThinking(request as MessagesRequest) ??
    wrongForModel(request as MessagesRequest)
  )
}

function wrongMessages(messages: readonly Message[] | undefined): Refusal | null {
  if (!Array.isArray(messages) || messages.length === 0)
    return invalid('messages: at least one message is required')
  const list = messages as readonly Message[]
  if (list[0]?.role !== 'user') return invalid('messages: first message must use the "user" role')
  if (list.at(-1)?.role === 'assistant') {
    return invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    )
  }
  for (const [i, message] of list.entries()) {
    if (blocksOf(message).some((block) => block.type === 'text' && block.text === '')) {
      return invalid('messages: text content blocks must be non-empty')
    }
    const wanted = blocksOf(message).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
    const next = list[i + 1]
    const given = next
      ? blocksOf(next).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))
      : []
    const unanswered = wanted.find((id) => !given.includes(id))
    if (unanswered) {
      return invalid(
        `messages.${i + 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered}`,
      )
    }
    const previous = list[i - 1]
    const asked = previous
      ? blocksOf(previous).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
      : []
    const stray = blocksOf(message).find(
      (block) => block.type === 'tool_result' && !asked.includes(block.tool_use_id),
    )
    if (stray) return invalid(`messages.${i}: unexpected \`tool_use_id\` found in \`tool_result\` blocks`)
  }
  return null
}

function wrongThinking(request: MessagesRequest): Refusal | null {
  const is55 = request.model.endsWith('-5-5')
  if (request.thinking?.type === 'enabled' && is55)
    return invalid('thinking.type.enabled is not supported for this model')
  if (request.thinking?.type !== 'disabled') return null
  if (/sonnet-5-5|opus-5-5/.test(request.model))
    return invalid('thinking.type.disabled is not supported for this model')
  return ['xhigh', 'max'].includes(request.output_config?.effort ?? '')
    ? invalid('thinking.type.disabled is not supported with this effort')
    : null
}

function wrongForModel(request: MessagesRequest): Refusal | null {
  const forced = request.tool_choice?.type === 'any' || request.tool_choice?.type === 'tool'
  if (forced && /sonnet-5-5|opus-5-5/.test(request.model))
    return invalid('tool_choice: forced tool use is not supported for this model')
  if (request.max_tokens < 0) return invalid('max_tokens: must be at least 0')
  if (request.max_tokens > 0) return null
  if (request.stream) return invalid('max_tokens: 0 is not supported with stream')
  if (request.output_config?.format || forced)
    return invalid('max_tokens: 0 is not supported with this request')
  return null
}

export const invalid = (message: string): Refusal => ({ status: 400, type: 'invalid_request_error', message })

export const blocksOf = (message: Message): readonly Block[] =>
  typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content

export function systemText(request: MessagesRequest): string {
  if (request.system === undefined) return ''
  return typeof request.system === 'string'
    ? request.system
    : request.system.map((block) => block.text).join('\n')
}

export const promptText = (request: MessagesRequest): string =>
  [
    systemText(request),
    ...request.messages.flatMap(blocksOf).map((block) => (block.type === 'text' ? block.text : '')),
  ].join('\n')

/** The JSON between `<name>` and `</name>`, or null. */
export function taggedJson<T>(text: string, name: string): T | null {
  const inside = tagged(text, name)
  if (inside === null) return null
  try {
    return JSON.parse(inside) as T
  } catch {
    return null
  }
}

export function tagged(text: string, name: string): string | null {
  const found = new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`).exec(text)
  return found?.[1]?.trim() ?? null
}
