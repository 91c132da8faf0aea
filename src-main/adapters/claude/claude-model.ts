import Anthropic from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { z } from 'zod'
import { CallOutcome, Interest } from '../../../src-preload/contract/calls.ts'
import { Script } from '../../../src-preload/contract/campaigns.ts'
import type { ModelEngine } from '../../core/conversation/fallback-model.ts'
import type {
  ModelMessage,
  ModelUsage,
  ReplyPart,
  ReplyRequest,
} from '../../core/conversation/language-model.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { UseListener } from '../../core/wallet/vendor-cost.ts'
import { keptAliveFetch } from '../wire/kept-alive-fetch.ts'
import { newAnswer, readAnswer, usageOf, usedUpBy } from './claude-answer.ts'

export interface ClaudeSettings {
  readonly apiKey: string
  readonly baseUrl: string
  readonly family: ClaudeFamily
}

/** Two models of one vendor, so that one can stand in for the other. */
export type ClaudeFamily = 'haiku' | 'sonnet'

/** Model choice and request settings: protocols/anthropic.md sections 0 and 4.3. Sonnet cannot do without thinking. */
const LIVE = {
  haiku: { name: 'Claude Haiku', model: 'claude-haiku-5-5', thinking: { type: 'disabled' } },
  sonnet: { name: 'Claude Sonnet', model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } },
} as const
/** What takes its time is written by the larger one, and by the other when that fails. */
const WRITING = { haiku: 'sonnet', sonnet: 'haiku' } as const
const LIVE_MAX_TOKENS = 300
const LIVE_HEADERS_TIMEOUT_MS = 4_000
/** The SDK's timeout covers response headers only; a stream that stalls later is ours to notice. */
const STALL_MS = 4_000
const WRITING_MAX_TOKENS = 16_000
const WRITING_TIMEOUT_MS = 120_000

const Openings = z.object({
  openings: z.array(z.object({ lead_id: z.string(), text: z.string(), fact_ids: z.array(z.string()) })),
})
const Summary = z.object({
  summary: z.string(),
  interest: Interest,
  outcome: CallOutcome,
  next_steps: z.array(z.string()),
})

/** Claude as the agent's mind: streamed turns with tools live, structured output for scripts and summaries. */
export function claudeModel(settings: ClaudeSettings): ModelEngine {
  const { family } = settings
  const client = new Anthropic({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl,
    maxRetries: 0,
    timeout: LIVE_HEADERS_TIMEOUT_MS,
    logLevel: 'off',
    fetch: keptAliveFetch(),
  })

  async function write<T extends z.ZodType>(
    schema: T,
    prompt: string,
    signal: AbortSignal,
    used?: UseListener,
  ): Promise<z.infer<T>> {
    try {
      const answer = await client.messages.parse(
        {
          model: LIVE[WRITING[family]].model,
          max_tokens: WRITING_MAX_TOKENS,
          output_config: { effort: 'medium', format: zodOutputFormat(schema) },
          messages: [{ role: 'user', content: prompt }],
        },
        { signal, timeout: WRITING_TIMEOUT_MS, maxRetries: 1 },
      )
      tellUse(WRITING[family], usageOf(answer.usage), used)
      // The wire schema cannot carry every rule (lengths, counts), so the whole answer is parsed again.
      return schema.parse(answer.parsed_output)
    } catch (error) {
      throw failure(error)
    }
  }

  const fillCache = async (request: ReplyRequest, signal: AbortSignal, used?: UseListener) => {
    const { usage } = await client.messages.create(
      {
        ...liveParams(family, { ...request, messages: [{ role: 'user', text: 'warm-up' }] }),
        max_tokens: 0,
        stream: false,
      },
      { signal },
    )
    tellUse(family, usageOf(usage), used)
  }

  return {
    name: LIVE[family].name,
    // A prompt of two words that is only read and never answered.
    probe: (signal) => fillCache({ system: 'Answer briefly.', tools: [], messages: [] }, signal),
    async warmUp(request, signal, used) {
      try {
        await fillCache(request, signal, used)
      } catch {
        // A cold start only costs time; the first real request reports what is wrong.
      }
    },
    reply: (request, signal, used) => streamReply(client, family, request, signal, used),
    writeScript: (prompt, signal) => write(Script, prompt, signal),
    async writeOpenings(prompt, signal) {
      const { openings } = await write(Openings, prompt, signal)
      return openings.map(({ lead_id, text, fact_ids }) => ({ leadId: lead_id, text, factIds: fact_ids }))
    },
    async summarise(prompt, signal, used) {
      const { next_steps, ...rest } = await write(Summary, prompt, signal, used)
      return { ...rest, nextSteps: next_steps }
    },
  }
}

async function* streamReply(
  client: Anthropic,
  family: ClaudeFamily,
  request: ReplyRequest,
  signal: AbortSignal,
  used?: UseListener,
): AsyncGenerator<ReplyPart> {
  const stalled = new AbortController()
  let timer = setTimeout(() => stalled.abort(), STALL_MS + LIVE_HEADERS_TIMEOUT_MS)
  const alive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => stalled.abort(), STALL_MS)
  }
  const answer = newAnswer()
  try {
    const stream = await client.messages.create(
      { ...liveParams(family, request), stream: true },
      { signal: AbortSignal.any([signal, stalled.signal]) },
    )
    yield* readAnswer(stream, answer, alive, signal)
  } catch (error) {
    if (signal.aborted) return
    // What the SDK says of a request that we gave up ourselves tells nothing.
    if (stalled.signal.aborted) throw new VendorFailure('anthropic', 'timed_out', 'Claude stopped answering')
    throw failure(error)
  } finally {
    clearTimeout(timer)
    tellUse(family, usedUpBy(answer), used)
  }
}

function tellUse(family: ClaudeFamily, usage: ModelUsage, used?: UseListener): void {
  const tokens = [
    ['read', usage.inputTokens],
    ['cached', usage.cachedTokens],
    ['cache_written', usage.cacheWriteTokens],
    ['written', usage.outputTokens],
  ] as const
  for (const [how, count] of tokens) if (count > 0) used?.(`${family}_${how}`, count)
}

function liveParams(family: ClaudeFamily, { system, tools, messages }: ReplyRequest) {
  const { model, thinking } = LIVE[family]
  return {
    model,
    max_tokens: LIVE_MAX_TOKENS,
    thinking,
    output_config: { effort: 'low' as const },
    system: [{ type: 'text' as const, text: system, cache_control: { type: 'ephemeral' as const } }],
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: { type: 'object' as const, ...inputSchema },
    })),
    tool_choice: { type: 'auto' as const, disable_parallel_tool_use: true },
    messages: messages.map(wireMessage),
  }
}

function wireMessage(message: ModelMessage): Anthropic.MessageParam {
  if (message.role === 'assistant') {
    return {
      role: 'assistant',
      content: message.blocks.map((block) =>
        block.type === 'text'
          ? { type: 'text' as const, text: block.text }
          : { type: 'tool_use' as const, id: block.toolId, name: block.name, input: block.input },
      ),
    }
  }
  if ('text' in message) return { role: 'user', content: message.text }
  return {
    role: 'user',
    content: message.toolAnswers.map(({ toolId, content, isError }) => ({
      type: 'tool_result' as const,
      tool_use_id: toolId,
      content,
      is_error: isError,
    })),
  }
}

function failure(error: unknown): VendorFailure {
  if (error instanceof VendorFailure) return error
  const say = (code: VendorFailure['code'], message: string) =>
    new VendorFailure('anthropic', code, message, error)
  if (error instanceof Anthropic.APIConnectionTimeoutError)
    return say('timed_out', 'Claude did not answer in time')
  if (error instanceof Anthropic.RateLimitError) return say('rate_limited', 'Claude is rate limited')
  if (error instanceof Anthropic.APIConnectionError) return say('unavailable', 'Claude cannot be reached')
  if (error instanceof Anthropic.APIError) {
    const refused = error.status !== undefined && error.status >= 400 && error.status < 500
    return say(
      refused ? 'refused' : 'unavailable',
      `Claude answered ${error.status ?? 'with an error'}: ${error.type ?? 'unknown'}`,
    )
  }
  if (error instanceof z.ZodError) return say('garbled', "Claude's answer does not have the agreed shape")
  return say('unavailable', `Claude: ${messageOf(error)}`)
}
