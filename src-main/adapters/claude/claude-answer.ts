import type Anthropic from '@anthropic-ai/sdk'
import type { ModelUsage, ReplyPart } from '../../core/conversation/language-model.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

type StreamEvent = Anthropic.RawMessageStreamEvent

/** What one streamed answer has told so far. */
export interface Answer {
  usage: ModelUsage
  /** Letters that were written, of words and of tools' inputs. */
  letters: number
  stop: string | null
  complete: boolean
  tool: { toolId: string; name: string; json: string } | null
}

/** The parts of an answer as they come; `alive` is called for each event. Throws VendorFailure for one that broke off. */
export async function* readAnswer(
  stream: AsyncIterable<StreamEvent>,
  answer: Answer,
  alive: () => void,
  signal: AbortSignal,
): AsyncGenerator<ReplyPart> {
  for await (const event of stream) {
    alive()
    const part = read(event, answer)
    if (part) yield part
  }
  if (signal.aborted) return
  // The SDK ends quietly when the server closes early; only message_stop proves a whole answer.
  if (!answer.complete) throw new VendorFailure('anthropic', 'garbled', "Claude's answer broke off")
  yield { type: 'stopped', reason: reasonOf(answer.stop), usage: answer.usage }
}

export const newAnswer = (): Answer => ({
  usage: { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  letters: 0,
  stop: null,
  complete: false,
  tool: null,
})

export const usageOf = (usage: Anthropic.Usage): ModelUsage => ({
  inputTokens: usage.input_tokens,
  cachedTokens: usage.cache_read_input_tokens ?? 0,
  cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
  outputTokens: usage.output_tokens,
})

const LETTERS_PER_TOKEN = 3.6

/** An answer that was given up tells no count of what it wrote: that is taken from its letters. */
export const usedUpBy = ({ usage, letters }: Answer): ModelUsage => ({
  ...usage,
  outputTokens: usage.outputTokens || Math.ceil(letters / LETTERS_PER_TOKEN),
})

function read(event: StreamEvent, answer: Answer): ReplyPart | null {
  switch (event.type) {
    case 'message_start':
      answer.usage = { ...usageOf(event.message.usage), outputTokens: 0 }
      return null
    case 'content_block_start':
      if (event.content_block.type === 'tool_use') {
        answer.tool = { toolId: event.content_block.id, name: event.content_block.name, json: '' }
      }
      return null
    case 'content_block_delta':
      if (event.delta.type === 'text_delta') {
        answer.letters += event.delta.text.length
        return { type: 'text', text: event.delta.text }
      }
      if (event.delta.type === 'input_json_delta' && answer.tool) {
        answer.letters += event.delta.partial_json.length
        answer.tool.json += event.delta.partial_json
      }
      return null
    case 'content_block_stop':
      return finishedTool(answer)
    case 'message_delta':
      answer.stop = event.delta.stop_reason
      answer.usage = { ...answer.usage, outputTokens: event.usage.output_tokens }
      return null
    case 'message_stop':
      answer.complete = true
      return null
    default:
      // The vendor adds event types; what we do not know tells us nothing.
      return null
  }
}

function finishedTool(answer: Answer): ReplyPart | null {
  if (!answer.tool) return null
  const { toolId, name, json } = answer.tool
  answer.tool = null
  const input = parseInput(json)
  return input === undefined ? null : { type: 'tool', toolId, name, input }
}

/** A tool input cut off by max_tokens is not JSON and must not run. */
function parseInput(json: string): unknown {
  try {
    return json === '' ? {} : JSON.parse(json)
  } catch {
    return undefined
  }
}

function reasonOf(stop: string | null): Extract<ReplyPart, { type: 'stopped' }>['reason'] {
  if (stop === 'tool_use') return 'tools'
  if (stop === 'refusal') return 'refused'
  return stop === 'max_tokens' ? 'too_long' : 'finished'
}
