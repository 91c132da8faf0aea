import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { pcmuDurationMs } from '../../core/audio/pcmu.ts'
import type { VoiceEngine } from '../../core/call/speech/fallback-voice.ts'
import { evenChars } from '../../core/call/speech/heard.ts'
import type { RenderCache } from '../../core/call/speech/render-cache.ts'
import type { RenderedLine, SpokenChar } from '../../core/call/speech/voice.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import { RenderedLines } from '../wire/rendered-lines.ts'
import { unlessLate } from '../wire/shared-work.ts'
import { MODEL, OUTPUT, openSession, type SpeechAccess, VOICE_SETTINGS } from './elevenlabs-session.ts'

export interface ElevenLabsSettings extends SpeechAccess {
  readonly cache: RenderCache
  /** A line was rendered and could not be kept: it will be paid for again. */
  readonly onCacheFailure: (error: unknown) => void
  /** How long the audio of a line may pause before it counts as lost. */
  readonly renderStallMs?: number
}

/** The smallest plans allow four requests at once, and live replies come first. */
const MAX_RENDERS_AT_ONCE = 2
const RENDER_TIMEOUT_S = 4
/** The SDK's timeout covers response headers only; a body that stops later is ours to notice. */
const RENDER_STALL_MS = 3_000

/** ElevenLabs over its multi-context socket: one socket per call, one context per reply. */
export function elevenLabsVoice(settings: ElevenLabsSettings): VoiceEngine {
  const client = new ElevenLabsClient({
    apiKey: settings.apiKey,
    baseUrl: settings.baseUrl,
    maxRetries: 0,
  })
  const lines = new RenderedLines({ ...settings, late: renderedLate })
  const inTurn = turnstile(MAX_RENDERS_AT_ONCE)
  const keyOf = (text: string) =>
    `${settings.voiceId()}|${MODEL}|${OUTPUT}|${JSON.stringify(VOICE_SETTINGS)}|${text}`
  return {
    name: 'ElevenLabs',
    cached: (text) => settings.cache.read(keyOf(text)),
    probe: (signal) => probe(settings, signal),
    open: (listener, signal, used) => openSession(settings, listener, signal, used),
    render(text, signal, used) {
      const voiceId = settings.voiceId()
      return lines.get(keyOf(text), signal, () =>
        inTurn(() => {
          used?.('flash', text.length)
          return renderOverHttp(client, voiceId, text, settings.renderStallMs ?? RENDER_STALL_MS)
        }),
      )
    },
  }
}

/** Lets a bounded number of jobs run at once, the others wait their turn. */
function turnstile(places: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = places
  return async (job) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free--
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

const renderedLate = () => new VendorFailure('elevenlabs', 'timed_out', 'The line was not rendered in time')

/** A word is spoken and thrown away: an open socket alone proves nothing. */
async function probe(settings: ElevenLabsSettings, signal: AbortSignal): Promise<void> {
  const spoken = Promise.withResolvers<void>()
  const lost = (reason: string) => spoken.reject(new VendorFailure('elevenlabs', 'unavailable', reason))
  const session = await openSession(
    settings,
    {
      voiceArrived: () => spoken.resolve(),
      contextEnded: () => lost('ElevenLabs sent no audio'),
      contextFailed: (_, reason) => lost(reason),
      voiceChanged: () => {},
      voiceLost: lost,
    },
    signal,
  )
  try {
    session.say('probe', 'Hi.')
    session.finish('probe')
    await unlessLate(spoken.promise, signal, renderedLate)
  } finally {
    session.close()
  }
}

async function renderOverHttp(
  client: ElevenLabsClient,
  voiceId: string,
  text: string,
  stallMs: number,
): Promise<RenderedLine> {
  const audio: Uint8Array[] = []
  const chars: SpokenChar[] = []
  const stalled = new AbortController()
  let watchdog: NodeJS.Timeout | undefined
  const alive = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => stalled.abort(), stallMs)
  }
  try {
    const stream = await client.textToSpeech.streamWithTimestamps(
      voiceId,
      {
        text,
        modelId: MODEL,
        outputFormat: OUTPUT,
        voiceSettings: {
          stability: VOICE_SETTINGS.stability,
          similarityBoost: VOICE_SETTINGS.similarity_boost,
          speed: 1,
        },
      },
      { timeoutInSeconds: RENDER_TIMEOUT_S, abortSignal: stalled.signal },
    )
    alive()
    for await (const chunk of stream) {
      alive()
      if (chunk.audioBase64) audio.push(Buffer.from(chunk.audioBase64, 'base64'))
      const {
        characters = [],
        characterStartTimesSeconds: starts = [],
        characterEndTimesSeconds: ends = [],
      } = chunk.alignment ?? {}
      characters.forEach((char, i) => {
        chars.push({ char, startMs: (starts[i] ?? 0) * 1_000, endMs: (ends[i] ?? 0) * 1_000 })
      })
    }
  } catch (error) {
    if (stalled.signal.aborted)
      throw new VendorFailure('elevenlabs', 'timed_out', 'ElevenLabs stopped in the middle of a line', error)
    throw new VendorFailure(
      'elevenlabs',
      'unavailable',
      `ElevenLabs could not render a line: ${messageOf(error)}`,
      error,
    )
  } finally {
    clearTimeout(watchdog)
  }
  const pcmu = new Uint8Array(Buffer.concat(audio))
  if (pcmu.length === 0) throw new VendorFailure('elevenlabs', 'garbled', 'ElevenLabs sent no audio')
  return { pcmu, chars: chars.length > 0 ? chars : evenChars(text, pcmuDurationMs(pcmu.length)) }
}
