import { z } from 'zod'
import type { TranscriberEngine } from '../../core/call/speech/fallback-transcriber.ts'
import type { TranscriberOptions, TurnListener } from '../../core/call/speech/transcriber.ts'
import {
  type DeepgramSettings,
  deepgramClient,
  faultWords,
  openListening,
  probeListening,
  telephone,
} from './deepgram-client.ts'

/** Thresholds from protocols/deepgram.md sections 3.1 and 3.5. */
const EOT_THRESHOLD = 0.7
const EAGER_EOT_THRESHOLD = 0.5
const EOT_TIMEOUT_MS = 5_000

const TurnInfo = z.object({
  type: z.literal('TurnInfo'),
  event: z.string(),
  transcript: z.string().default(''),
})

/** Deepgram Flux (`/v2/listen`): phone PCMU goes straight in, turn events come out. */
export function fluxTranscriber(settings: DeepgramSettings): TranscriberEngine {
  const client = deepgramClient(settings)
  const connect = (options: TranscriberOptions, signal: AbortSignal) =>
    client.listen.v2.connect({ ...telephone(options, signal), ...query(options) })
  return {
    name: 'Deepgram Flux',
    async open(options, listener, signal, used) {
      const item = options.language === 'en' ? 'flux' : 'flux_multilingual'
      return openListening(
        await connect(options, signal),
        (message, lose) => tell(message, listener, lose),
        (reason) => listener.recognitionLost(reason),
        (ms) => used?.(item, ms),
      )
    },
    probe: async (signal) => probeListening(await connect({ language: 'en', keyterms: [] }, signal)),
  }
}

function query({ language }: TranscriberOptions) {
  const multilingual = language !== 'en'
  return {
    model: multilingual ? ('flux-general-multi' as const) : ('flux-general-en' as const),
    eot_threshold: EOT_THRESHOLD,
    eager_eot_threshold: EAGER_EOT_THRESHOLD,
    eot_timeout_ms: EOT_TIMEOUT_MS,
    mip_opt_out: true,
    ...(multilingual && { language_hint: language === 'es' ? ['es', 'en'] : ['en', 'es'] }),
  }
}

function tell(message: unknown, listener: TurnListener, lose: (reason: string) => void): void {
  const info = TurnInfo.safeParse(message)
  if (!info.success) {
    const fault = faultWords(message)
    if (fault) lose(fault)
    return
  }
  const { event, transcript } = info.data
  switch (event) {
    case 'StartOfTurn':
      listener.turnStarted()
      if (transcript !== '') listener.turnUpdated(transcript)
      return
    case 'Update':
      if (transcript !== '') listener.turnUpdated(transcript)
      return
    case 'EagerEndOfTurn':
      return listener.turnMayBeDone(transcript)
    case 'TurnResumed':
      return listener.turnResumed()
    case 'EndOfTurn':
      return listener.turnDone(transcript)
  }
}
