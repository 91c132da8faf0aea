import type { VoiceListener, VoiceSession } from '../../src-main/core/call/speech/voice.ts'
import { type Clock, pause } from '../../src-main/core/clock.ts'
import type {
  LanguageModel,
  ReplyPart,
  ReplyRequest,
} from '../../src-main/core/conversation/language-model.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { think } from '../../src-main/practice/anthropic/think.ts'
import type { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'

/** What can go wrong with a vendor in one call, from the seed. */
export interface Faults {
  /** Every nth request to the model fails in this way; 0 never. */
  readonly modelEvery: number
  readonly model: 'refuse' | 'stall' | 'cut' | 'slow'
  readonly voiceEvery: number
  readonly voice: 'stall' | 'slow'
}

export const NO_FAULTS: Faults = { modelEvery: 0, model: 'refuse', voiceEvery: 0, voice: 'slow' }

/** The rule-based Claude of the practice world, with its delays on the virtual clock. */
export function simulatedModel(clock: Clock, faults: Faults): LanguageModel & { requests: number } {
  const model = {
    requests: 0,
    warmUp: async () => {},
    reply: (request: ReplyRequest, signal: AbortSignal) =>
      streamReply(request, signal, clock, faults, ++model.requests),
    writeScript: () => Promise.reject(new VendorFailure('anthropic', 'unavailable', 'not in this scenario')),
    writeOpenings: () => Promise.resolve([]),
    summarise: () => Promise.reject(new VendorFailure('anthropic', 'unavailable', 'not in this scenario')),
  }
  return model
}

async function* streamReply(
  request: ReplyRequest,
  signal: AbortSignal,
  clock: Clock,
  faults: Faults,
  nth: number,
): AsyncGenerator<ReplyPart> {
  const faulty = faults.modelEvery > 0 && nth % faults.modelEvery === 0
  const fault = faulty ? faults.model : null
  if (fault === 'refuse') throw new VendorFailure('anthropic', 'unavailable', 'overloaded')
  await pause(clock, fault === 'slow' ? 5_000 : 320, signal)
  const thought = think(wire(request))
  const words = thought.say.match(/\S+\s*/g) ?? []
  for (const [i, word] of words.entries()) {
    if (signal.aborted) return
    if (fault === 'cut' && i === 3) throw new VendorFailure('anthropic', 'garbled', 'broke off')
    if (fault === 'stall' && i === 3) {
      await pause(clock, 4_000, signal)
      if (!signal.aborted) throw new VendorFailure('anthropic', 'timed_out', 'stopped answering')
      return
    }
    yield { type: 'text', text: word }
    await pause(clock, 15, signal)
  }
  if (signal.aborted) return
  const usage = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }
  if (thought.tool)
    yield { type: 'tool', toolId: thought.toolId, name: thought.tool.name, input: thought.tool.input }
  yield { type: 'stopped', reason: thought.tool ? 'tools' : 'finished', usage }
}

/** The request as it would stand on the wire. */
export function wire({ system, tools, messages }: ReplyRequest): Parameters<typeof think>[0] {
  const last = messages.at(-1)
  if (last?.role === 'assistant')
    throw new VendorFailure('anthropic', 'refused', 'the last message must not be the assistant')
  return {
    model: 'claude-haiku-5-5',
    max_tokens: 300,
    system,
    tools: tools.map(({ name }) => ({ name })),
    messages: messages.map((message) => {
      if (message.role === 'assistant') {
        return {
          role: 'assistant' as const,
          content: message.blocks.map((block) =>
            block.type === 'text'
              ? { type: 'text' as const, text: block.text }
              : { type: 'tool_use' as const, id: block.toolId, name: block.name, input: block.input },
          ),
        }
      }
      if ('text' in message) return { role: 'user' as const, content: message.text }
      return {
        role: 'user' as const,
        content: message.toolAnswers.map(({ toolId, content, isError }) => ({
          type: 'tool_result' as const,
          tool_use_id: toolId,
          content,
          is_error: isError,
        })),
      }
    }),
  }
}

/** A voice that answers 90 ms after it is asked, context by context. */
export function simulatedVoice(
  clock: Clock,
  lines: SpokenLines,
  listener: VoiceListener,
  faults: Faults,
): VoiceSession {
  const cancelled = new Set<string>()
  const readyAtMs = new Map<string, number>()
  let asked = 0
  const later = (contextId: string, delayMs: number, tell: () => void) => {
    const atMs = Math.max(clock.monotonicMs() + delayMs, readyAtMs.get(contextId) ?? 0)
    readyAtMs.set(contextId, atMs)
    clock.wakeAfter(atMs - clock.monotonicMs(), () => {
      if (!cancelled.has(contextId)) tell()
    })
  }
  return {
    say(contextId, text) {
      asked++
      const faulty = faults.voiceEvery > 0 && asked % faults.voiceEvery === 0
      if (faulty && faults.voice === 'stall') return
      const { pcmu, chars } = lines.speak(`${text} `)
      later(contextId, faulty ? 2_500 : 90, () => listener.voiceArrived(contextId, pcmu, chars))
    },
    finish: (contextId) => later(contextId, 20, () => listener.contextEnded(contextId)),
    cancel: (contextId) => void cancelled.add(contextId),
    close: () => {},
  }
}
