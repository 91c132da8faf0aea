import { type DeepgramClient, DeepgramError } from '@deepgram/sdk'
import { pcmuDurationMs } from '../../core/audio/pcmu.ts'
import { EstimatedTiming } from '../../core/call/speech/estimated-timing.ts'
import type { VoiceEngine } from '../../core/call/speech/fallback-voice.ts'
import { evenChars } from '../../core/call/speech/heard.ts'
import type { RenderCache } from '../../core/call/speech/render-cache.ts'
import type { RenderedLine, VoiceListener, VoiceSession } from '../../core/call/speech/voice.ts'
import { spokenLanguage } from '../../core/conversation/language.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { UseListener } from '../../core/wallet/vendor-cost.ts'
import { RenderedLines } from '../wire/rendered-lines.ts'
import { type DeepgramSettings, deepgramClient } from './deepgram-client.ts'

export interface AuraSettings extends DeepgramSettings {
  /** The model of the voice, e.g. `aura-2-thalia-en`; asked for every line. */
  readonly voiceId: () => string
  readonly cache: RenderCache
  /** A line was rendered and could not be kept: it will be paid for again. */
  readonly onCacheFailure: (error: unknown) => void
}

/** Aura's voices speak one language each. */
const SPANISH_VOICE = 'aura-2-selena-es'
const RENDER_TIMEOUT_S = 5
const SPEAK_TIMEOUT_S = 5

/**
 * Deepgram Aura: one request per sentence, streamed. Its socket would allow 20 sentences a minute only (a `Flush`
 * each), and requests end exactly where their sentence does. It tells no timing: characters are estimated, later
 * rather than earlier, so that nothing counts as heard that was not.
 */
export function auraVoice(settings: AuraSettings): VoiceEngine {
  const client = deepgramClient(settings)
  const keyOf = (model: string, text: string) => `${model}|mulaw|8000|${text}`
  const lines = new RenderedLines({ ...settings, late: renderedLate })
  return {
    name: 'Deepgram Aura',
    async open(listener, signal, used) {
      await assertReachable(client, signal)
      return new AuraSession(client, settings.voiceId, listener, used)
    },
    render(text, signal, used) {
      const model = modelFor(text, settings.voiceId())
      return lines.get(keyOf(model, text), signal, () => {
        used?.('aura', text.length)
        return render(client, model, text)
      })
    },
    cached: (text) => settings.cache.read(keyOf(modelFor(text, settings.voiceId()), text)),
    async probe(signal) {
      for await (const sound of speak(client, settings.voiceId(), 'Hi.', signal)) if (sound.length > 0) return
      throw new VendorFailure('deepgram', 'garbled', 'Deepgram sent no audio')
    },
  }
}

/** Requests have no handshake of their own, so the key and the way to the vendor are tried before the phone rings. */
async function assertReachable(client: DeepgramClient, signal: AbortSignal): Promise<void> {
  try {
    const { projects } = await client.manage.v1.projects.list({
      abortSignal: signal,
      timeoutInSeconds: SPEAK_TIMEOUT_S,
      maxRetries: 0,
    })
    if (!Array.isArray(projects)) throw new Error('its answer is garbage')
  } catch (error) {
    throw new VendorFailure(
      'deepgram',
      'unavailable',
      `Deepgram cannot be reached: ${reasonOf(error)}`,
      error,
    )
  }
}

class AuraSession implements VoiceSession {
  readonly #client: DeepgramClient
  readonly #voiceId: () => string
  readonly #listener: VoiceListener
  readonly #used: UseListener | undefined
  readonly #contexts = new Map<string, { queue: Promise<void>; readonly abort: AbortController }>()
  #closed = false

  constructor(client: DeepgramClient, voiceId: () => string, listener: VoiceListener, used?: UseListener) {
    this.#client = client
    this.#voiceId = voiceId
    this.#listener = listener
    this.#used = used
  }

  say(contextId: string, text: string): void {
    const context = this.#context(contextId)
    const { signal } = context.abort
    this.#used?.('aura', text.length)
    // The request leaves at once; its sound waits for the sentence before.
    const sound = speak(this.#client, modelFor(text, this.#voiceId()), text, signal)
    const first = sound.next()
    first.catch(() => {})
    context.queue = context.queue.then(() => this.#tell(contextId, text, first, sound, signal))
  }

  finish(contextId: string): void {
    const context = this.#context(contextId)
    context.queue = context.queue.then(() => {
      if (context.abort.signal.aborted) return
      this.#contexts.delete(contextId)
      this.#listener.contextEnded(contextId)
    })
  }

  cancel(contextId: string): void {
    this.#contexts.get(contextId)?.abort.abort()
    this.#contexts.delete(contextId)
  }

  close(): void {
    this.#closed = true
    for (const { abort } of this.#contexts.values()) abort.abort()
    this.#contexts.clear()
  }

  #context(contextId: string) {
    let context = this.#contexts.get(contextId)
    if (!context) {
      context = { queue: Promise.resolve(), abort: new AbortController() }
      this.#contexts.set(contextId, context)
    }
    return context
  }

  async #tell(
    contextId: string,
    text: string,
    first: Promise<IteratorResult<Uint8Array>>,
    rest: AsyncGenerator<Uint8Array>,
    signal: AbortSignal,
  ): Promise<void> {
    const timing = new EstimatedTiming(`${text} `)
    try {
      for (let next = await first; !next.done; next = await rest.next()) {
        if (signal.aborted) return
        const pcmu = next.value
        this.#listener.voiceArrived(contextId, pcmu, timing.take(pcmuDurationMs(pcmu.length)))
      }
      if (!signal.aborted) this.#listener.voiceArrived(contextId, new Uint8Array(0), timing.rest())
    } catch (error) {
      if (!signal.aborted && !this.#closed) this.#lose(reasonOf(error))
    }
  }

  #lose(reason: string): void {
    this.close()
    this.#listener.voiceLost(reason)
  }
}

/** The sound of one sentence as it comes. Throws VendorFailure; ends quietly when the signal fires. */
async function* speak(
  client: DeepgramClient,
  model: string,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    const answer = await client.speak.v1.audio.generate(
      { text, model, encoding: 'mulaw', sample_rate: 8_000, container: 'none', mip_opt_out: true },
      { abortSignal: signal, timeoutInSeconds: SPEAK_TIMEOUT_S, maxRetries: 0 },
    )
    for await (const chunk of answer.stream() ?? []) {
      bytes += chunk.length
      yield chunk
    }
  } catch (error) {
    if (signal.aborted) return
    throw new VendorFailure('deepgram', 'unavailable', `Deepgram does not speak: ${reasonOf(error)}`, error)
  }
  if (bytes === 0 && !signal.aborted) throw new VendorFailure('deepgram', 'garbled', 'Deepgram sent no audio')
}

async function render(client: DeepgramClient, model: string, text: string): Promise<RenderedLine> {
  const chunks: Uint8Array[] = []
  const tooLate = AbortSignal.timeout(RENDER_TIMEOUT_S * 1_000)
  for await (const chunk of speak(client, model, text, tooLate)) chunks.push(chunk)
  if (tooLate.aborted) throw renderedLate()
  const pcmu = new Uint8Array(Buffer.concat(chunks))
  return { pcmu, chars: evenChars(text, pcmuDurationMs(pcmu.length)) }
}

const renderedLate = () =>
  new VendorFailure('deepgram', 'timed_out', 'Deepgram did not render a line in time')

const modelFor = (text: string, voiceId: string): string =>
  isSpanish(text) && voiceId.endsWith('-en') ? SPANISH_VOICE : voiceId

/** Short lines tell their language by their letters alone. */
const isSpanish = (text: string): boolean =>
  /[¿¡ñáéíóú]|^un momento/i.test(text) || spokenLanguage(text) === 'es'

/** The SDK puts the whole answer into its message; the status says enough. */
function reasonOf(error: unknown): string {
  if (error instanceof DeepgramError && error.statusCode !== undefined) return `status ${error.statusCode}`
  return messageOf(error)
}
