import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { z } from 'zod'
import { pcmuDurationMs } from '../../core/audio/pcmu.ts'
import type { VoiceEngine } from '../../core/call/fallback-voice.ts'
import { evenChars } from '../../core/call/heard.ts'
import type { RenderCache } from '../../core/call/render-cache.ts'
import type { RenderedLine, SpokenChar, VoiceListener, VoiceSession } from '../../core/call/voice.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { UseListener } from '../../core/wallet/vendor-cost.ts'
import { RenderedLines } from '../wire/rendered-lines.ts'
import { unlessLate } from '../wire/shared-work.ts'
import { openVendorSocket } from '../wire/vendor-socket.ts'
import { jsonOrNull } from './json-or-null.ts'

export interface ElevenLabsSettings {
  readonly apiKey: string
  readonly baseUrl: string
  /** Asked for every line and every session, so that another voice speaks from the next call on. */
  readonly voiceId: () => string
  readonly cache: RenderCache
  /** A line was rendered and could not be kept: it will be paid for again. */
  readonly onCacheFailure: (error: unknown) => void
  /** How long the audio of a line may pause before it counts as lost. */
  readonly renderStallMs?: number
}

const MODEL = 'eleven_flash_v2_5'
const OUTPUT = 'ulaw_8000'
/** The smallest plans allow four requests at once, and live replies come first. */
const MAX_RENDERS_AT_ONCE = 2
const RENDER_TIMEOUT_S = 4
/** The SDK's timeout covers response headers only; a body that stops later is ours to notice. */
const RENDER_STALL_MS = 3_000
/** The server closes an idle socket after its inactivity timeout; 180 s is its maximum. */
const INACTIVITY_TIMEOUT_S = 180
const KEEP_ALIVE_MS = 10_000
const VOICE_SETTINGS = { stability: 0.5, similarity_boost: 0.75, speed: 1 }

const Alignment = z
  .object({
    chars: z.array(z.string()).default([]),
    charStartTimesMs: z.array(z.number()).default([]),
    charDurationsMs: z.array(z.number()).optional(),
    charsDurationsMs: z.array(z.number()).optional(),
  })
  .nullish()
const Message = z.object({
  audio: z.string().nullish(),
  contextId: z.string().nullish(),
  context_id: z.string().nullish(),
  isFinal: z.boolean().nullish(),
  is_final: z.boolean().nullish(),
  alignment: Alignment,
  error: z.string().nullish(),
  message: z.string().nullish(),
})

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

async function openSession(
  settings: ElevenLabsSettings,
  listener: VoiceListener,
  signal: AbortSignal,
  used?: UseListener,
): Promise<VoiceSession> {
  const open = new Set<string>()
  const unwanted = new Set<string>()
  let closing = false
  const lose = (reason: string) => {
    if (closing) return
    closing = true
    clearInterval(keepAlive)
    socket.close()
    listener.voiceLost(reason)
  }
  const tell = (data: Buffer) => {
    const parsed = Message.safeParse(jsonOrNull(data.toString('utf8')))
    if (closing) return
    if (!parsed.success) return lose('ElevenLabs sent garbage')
    const { audio, alignment, error } = parsed.data
    if (error) return lose(`ElevenLabs: ${error}`)
    const contextId = parsed.data.contextId ?? parsed.data.context_id
    if (!contextId || unwanted.has(contextId)) return
    if (audio) listener.voiceArrived(contextId, Buffer.from(audio, 'base64'), spokenChars(alignment))
    if (parsed.data.isFinal || parsed.data.is_final) {
      open.delete(contextId)
      listener.contextEnded(contextId)
    }
  }
  const socket = await openVendorSocket(
    {
      vendor: 'ElevenLabs',
      url: socketUrl(settings),
      headers: { 'xi-api-key': settings.apiKey },
      signal,
    },
    { message: tell, lost: lose },
  )
  const send = (message: Record<string, unknown>) => socket.send(JSON.stringify(message))
  const keepAlive = setInterval(() => send({ text: '' }), KEEP_ALIVE_MS)
  return {
    say(contextId, text) {
      if (!open.has(contextId)) {
        open.add(contextId)
        send({ text: ' ', context_id: contextId, voice_settings: VOICE_SETTINGS })
      }
      const words = `${text} `
      used?.('flash', words.length)
      send({ text: words, context_id: contextId })
    },
    finish(contextId) {
      send({ context_id: contextId, flush: true })
      send({ context_id: contextId, close_context: true })
    },
    cancel(contextId) {
      unwanted.add(contextId)
      if (open.delete(contextId)) send({ context_id: contextId, close_context: true })
    },
    close() {
      closing = true
      clearInterval(keepAlive)
      socket.close()
    },
  }
}

function socketUrl({ baseUrl, voiceId }: ElevenLabsSettings): string {
  const url = new URL(
    `/v1/text-to-speech/${encodeURIComponent(voiceId())}/multi-stream-input`,
    baseUrl.replace(/^http/, 'ws'),
  )
  url.search = new URLSearchParams({
    model_id: MODEL,
    output_format: OUTPUT,
    auto_mode: 'true',
    sync_alignment: 'true',
    inactivity_timeout: String(INACTIVITY_TIMEOUT_S),
  }).toString()
  return url.href
}

function spokenChars(alignment: z.infer<typeof Alignment>): SpokenChar[] {
  if (!alignment) return []
  const durations = alignment.charDurationsMs ?? alignment.charsDurationsMs ?? []
  return alignment.chars.map((char, i) => {
    const startMs = alignment.charStartTimesMs[i] ?? 0
    return { char, startMs, endMs: startMs + (durations[i] ?? 0) }
  })
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
