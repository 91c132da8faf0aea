import { z } from 'zod'
import { pcmuDurationMs } from '../../core/audio/pcmu.ts'
import type { TranscriberEngine } from '../../core/call/speech/fallback-transcriber.ts'
import type { TranscriberListener, TranscriberOptions } from '../../core/call/speech/transcriber.ts'
import { DerivedTurns } from '../../core/turn-taking/derived-turns.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { UseListener } from '../../core/wallet/vendor-cost.ts'
import { openVendorSocket, type VendorSocket } from '../wire/vendor-socket.ts'
import { jsonOrNull } from './json-or-null.ts'

export interface ScribeSettings {
  readonly apiKey: string
  readonly baseUrl: string
}

const MODEL = 'scribe_v2_realtime'
/** Shortest that the vendor takes without cutting people off; a pause ends a segment, not yet a turn. */
const SEGMENT_ENDS_AFTER_S = 0.4
/** Limits of the vendor (SDK types of `wrapper/realtime/scribe`). */
const MAX_KEYTERMS = 50
const LONGEST_KEYTERM = 20
/** JSON and base64 around every 20 ms would be more wrapping than sound. */
const CHUNK_BYTES = 640
const SESSION_START_TIMEOUT_MS = 5_000

const Message = z.object({
  message_type: z.string(),
  text: z.string().optional(),
  error: z.string().optional(),
})

/** ElevenLabs Scribe in real time: partial and committed transcripts, from which turns are derived. */
export function scribeTranscriber(settings: ScribeSettings): TranscriberEngine {
  return {
    name: 'ElevenLabs Scribe',
    open: (options, listener, signal, used) => openSession(settings, options, listener, signal, used),
    // A stream without audio costs nothing.
    async probe(signal) {
      const session = await openSession(settings, { language: 'en', keyterms: [] }, NOBODY, signal)
      session.close()
    },
  }
}

async function openSession(
  settings: ScribeSettings,
  options: TranscriberOptions,
  listener: TranscriberListener,
  signal: AbortSignal,
  used?: UseListener,
) {
  const turns = new DerivedTurns(listener)
  const unsent: Uint8Array[] = []
  let unsentBytes = 0
  let over = false
  const started = Promise.withResolvers<void>()
  const lose = (reason: string) => {
    started.reject(new VendorFailure('elevenlabs', 'unavailable', reason))
    if (over) return
    over = true
    socket.close()
    listener.recognitionLost(reason)
  }
  const socket: VendorSocket = await openVendorSocket(
    {
      vendor: 'ElevenLabs',
      url: urlFor(settings, options),
      headers: { 'xi-api-key': settings.apiKey },
      signal,
    },
    {
      message: (data) => {
        const message = Message.safeParse(jsonOrNull(data.toString('utf8')))
        if (!message.success) return lose('ElevenLabs sent garbage')
        if (message.data.message_type === 'session_started') started.resolve()
        else if (!over) tellScribe(message.data, turns, lose)
      },
      lost: lose,
    },
  )
  await sessionStarts(started.promise, socket, signal)
  return {
    sendAudio(pcmu: Uint8Array) {
      if (over) return
      turns.heard(pcmu)
      unsent.push(pcmu)
      unsentBytes += pcmu.length
      if (unsentBytes < CHUNK_BYTES) return
      used?.('scribe', pcmuDurationMs(unsentBytes))
      unsentBytes = 0
      socket.send(audioChunk(Buffer.concat(unsent.splice(0))))
    },
    close() {
      over = true
      socket.close()
    },
  }
}

/** A wrong key or an empty account is told in the first message, on a socket that was accepted. */
async function sessionStarts(
  started: Promise<void>,
  socket: VendorSocket,
  signal: AbortSignal,
): Promise<void> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(SESSION_START_TIMEOUT_MS)])
  const late = new Promise<never>((_, reject) => {
    const stop = () => reject(new VendorFailure('elevenlabs', 'timed_out', 'ElevenLabs began no session'))
    if (either.aborted) stop()
    else either.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([started, late])
  } catch (error) {
    socket.close()
    throw error
  }
}

function urlFor({ baseUrl }: ScribeSettings, { language, keyterms }: TranscriberOptions): string {
  const url = new URL('/v1/speech-to-text/realtime', baseUrl.replace(/^http/, 'ws'))
  const query: [string, string][] = [
    ['model_id', MODEL],
    ['audio_format', 'ulaw_8000'],
    ['commit_strategy', 'vad'],
    ['vad_silence_threshold_secs', String(SEGMENT_ENDS_AFTER_S)],
    ...(language === 'auto' ? [] : [['language_code', language] satisfies [string, string]]),
    ...keyterms
      .filter((term) => term.length <= LONGEST_KEYTERM)
      .slice(0, MAX_KEYTERMS)
      .map((term): [string, string] => ['keyterms', term]),
  ]
  url.search = new URLSearchParams(query).toString()
  return url.href
}

const audioChunk = (pcmu: Buffer): string =>
  JSON.stringify({
    message_type: 'input_audio_chunk',
    audio_base_64: pcmu.toString('base64'),
    commit: false,
    sample_rate: 8_000,
  })

/** What one message means for the turn. A throttled commit costs nothing; any other error ends the session. */
function tellScribe(
  { message_type: type, text = '', error }: z.infer<typeof Message>,
  turns: DerivedTurns,
  lose: (reason: string) => void,
): void {
  if (type === 'partial_transcript') return turns.interim(text)
  if (type === 'committed_transcript') {
    turns.final(text)
    return turns.paused()
  }
  if (error !== undefined && type !== 'commit_throttled') lose(`ElevenLabs: ${type} ${error}`)
}

const NOBODY: TranscriberListener = {
  turnStarted: () => {},
  turnUpdated: () => {},
  turnMayBeDone: () => {},
  turnResumed: () => {},
  turnDone: () => {},
  recognitionPaused: () => {},
  recognitionBack: () => {},
  recogniserChanged: () => {},
  recognitionLost: () => {},
}
