import { z } from 'zod'
import type { TranscriberEngine } from '../../core/call/speech/fallback-transcriber.ts'
import type { TranscriberOptions } from '../../core/call/speech/transcriber.ts'
import { DerivedTurns } from '../../core/turn-taking/derived-turns.ts'
import {
  type DeepgramSettings,
  deepgramClient,
  faultWords,
  openListening,
  probeListening,
  telephone,
} from './deepgram-client.ts'

/** Settings from protocols/deepgram.md section 2.1: endpointing for dialogue, and the shortest utterance end. */
const ENDPOINTING_MS = 300
const UTTERANCE_END_MS = 1_000
/** The socket is closed after 10 s without audio or a word from us (section 2.5). */
const KEEP_ALIVE_MS = 4_000

const Results = z.object({
  type: z.literal('Results'),
  is_final: z.boolean().default(false),
  speech_final: z.boolean().default(false),
  channel: z.object({ alternatives: z.array(z.object({ transcript: z.string().default('') })) }),
})
const Sign = z.object({ type: z.enum(['SpeechStarted', 'UtteranceEnd']) })

/** Deepgram Nova (`/v1/listen`): transcripts and pauses, from which turns are derived. */
export function novaTranscriber(settings: DeepgramSettings): TranscriberEngine {
  const client = deepgramClient(settings)
  const connect = (options: TranscriberOptions, signal: AbortSignal) =>
    client.listen.v1.connect({ ...telephone(options, signal), ...query(options) })
  return {
    name: 'Deepgram Nova',
    async open(options, listener, signal, used) {
      const item = options.language === 'auto' ? 'nova_multilingual' : 'nova'
      const turns = new DerivedTurns(listener)
      const connection = await connect(options, signal)
      const stop = () => clearInterval(keepAlive)
      const session = await openListening(
        connection,
        (message, lose) => tellNova(message, turns, lose),
        (reason) => {
          stop()
          listener.recognitionLost(reason)
        },
        (ms) => used?.(item, ms),
      )
      const keepAlive = setInterval(() => {
        if (connection.readyState === 1) connection.sendKeepAlive({ type: 'KeepAlive' })
      }, KEEP_ALIVE_MS)
      return {
        sendAudio(pcmu) {
          turns.heard(pcmu)
          session.sendAudio(pcmu)
        },
        close() {
          stop()
          session.close()
        },
      }
    },
    probe: async (signal) => probeListening(await connect({ language: 'en', keyterms: [] }, signal)),
  }
}

function query({ language }: TranscriberOptions) {
  return {
    model: 'nova-3' as const,
    language: language === 'auto' ? 'multi' : language,
    interim_results: 'true' as const,
    endpointing: ENDPOINTING_MS,
    utterance_end_ms: String(UTTERANCE_END_MS),
    vad_events: 'true' as const,
    punctuate: 'true' as const,
    mip_opt_out: 'true' as const,
  }
}

/** What one message means for the turn. `speech_final` and `UtteranceEnd`: protocols/deepgram.md section 2.4. */
function tellNova(message: unknown, turns: DerivedTurns, lose: (reason: string) => void): void {
  const fault = faultWords(message)
  if (fault) return lose(fault)
  const sign = Sign.safeParse(message)
  if (sign.success) return sign.data.type === 'SpeechStarted' ? turns.speechBegan() : turns.ended()
  const results = Results.safeParse(message)
  if (!results.success) return
  const text = results.data.channel.alternatives[0]?.transcript ?? ''
  if (!results.data.is_final) return turns.interim(text)
  turns.final(text)
  if (results.data.speech_final) turns.paused()
}
