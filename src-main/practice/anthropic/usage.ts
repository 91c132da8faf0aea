import { hashText } from '../chance.ts'
import { blocksOf, type Message, type MessagesRequest, systemText } from './messages-request.ts'

/** Token counts and a prompt cache that behaves like the real one: prefix by prefix, for five minutes. */
export interface Usage {
  readonly input_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
}

export interface PromptCache {
  charge(request: MessagesRequest, nowMs: number): Usage
}

const SMALLEST_CACHED_TOKENS = 512
const KEPT_MS = 5 * 60_000

export const tokensIn = (text: string): number => Math.ceil(text.length / 3.6)

export function promptCache(): PromptCache {
  const keptUntilMs = new Map<number, number>()

  return {
    charge(request, nowMs) {
      const total = tokensIn(JSON.stringify([request.tools ?? [], systemText(request), request.messages]))
      const marked = markedPrefixes(request)
      const longEnough = marked.filter((prefix) => tokensIn(prefix) >= SMALLEST_CACHED_TOKENS)
      const known = longEnough.filter((prefix) => (keptUntilMs.get(hashText(prefix)) ?? 0) > nowMs)
      const readTokens = tokensIn(known.at(-1) ?? '')
      const writtenTokens = Math.max(0, tokensIn(longEnough.at(-1) ?? '') - readTokens)
      for (const prefix of longEnough) keptUntilMs.set(hashText(prefix), nowMs + KEPT_MS)
      return {
        input_tokens: Math.max(1, total - readTokens - writtenTokens),
        cache_creation_input_tokens: writtenTokens,
        cache_read_input_tokens: readTokens,
      }
    },
  }
}

/** Everything up to each cache mark, shortest first: tools, then system, then the history. */
function markedPrefixes(request: MessagesRequest): string[] {
  const prefixes: string[] = []
  let prefix = request.model + JSON.stringify(request.tools ?? [])
  if (request.tools?.some((tool) => tool.cache_control)) prefixes.push(prefix)
  prefix += systemText(request)
  const marked = Array.isArray(request.system) && request.system.some((block) => block.cache_control)
  if (marked) prefixes.push(prefix)
  for (const [i, message] of request.messages.entries()) {
    prefix += JSON.stringify([message.role, blocksOf(message)])
    const isLast = i === request.messages.length - 1
    if (hasMark(message) || (request.cache_control && isLast)) prefixes.push(prefix)
    else if (request.cache_control && message.role === 'assistant') continue
    else if (request.cache_control) prefixes.push(prefix)
  }
  return prefixes
}

const hasMark = (message: Message): boolean =>
  typeof message.content !== 'string' && message.content.some((block) => 'cache_control' in block)
