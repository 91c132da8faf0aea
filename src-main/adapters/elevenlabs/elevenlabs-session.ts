import { z } from 'zod'
import type { SpokenChar, VoiceListener, VoiceSession } from '../../core/call/speech/voice.ts'
import type { UseListener } from '../../core/wallet/vendor-cost.ts'
import { openVendorSocket } from '../wire/vendor-socket.ts'
import { jsonOrNull } from './json-or-null.ts'

export interface SpeechAccess {
  readonly apiKey: string
  readonly baseUrl: string
  /** Asked for every line and every session, so that another voice speaks from the next call on. */
  readonly voiceId: () => string
}

export const MODEL = 'eleven_flash_v2_5'
export const OUTPUT = 'ulaw_8000'
export const VOICE_SETTINGS = { stability: 0.5, similarity_boost: 0.75, speed: 1 }
/** The server closes an idle socket after its inactivity timeout; 180 s is its maximum. */
const INACTIVITY_TIMEOUT_S = 180
const KEEP_ALIVE_MS = 10_000

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

/** One socket for a call, one context for each reply. Throws VendorFailure when it does not open before the signal fires. */
export async function openSession(
  settings: SpeechAccess,
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

function socketUrl({ baseUrl, voiceId }: SpeechAccess): string {
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
