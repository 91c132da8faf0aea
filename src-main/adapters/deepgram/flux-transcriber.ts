import { DeepgramClient } from '@deepgram/sdk'
import { z } from 'zod'
import type { Transcriber, TranscriberListener, TranscriberOptions } from '../../core/call/transcriber.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface DeepgramSettings {
  readonly apiKey: string
  readonly baseUrl: string
}

/** Thresholds from protocols/deepgram.md sections 3.1 and 3.5. */
const EOT_THRESHOLD = 0.7
const EAGER_EOT_THRESHOLD = 0.5
const EOT_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_S = 5
const MAX_KEYTERMS = 40

const TurnInfo = z.object({
  type: z.literal('TurnInfo'),
  event: z.string(),
  transcript: z.string().default(''),
})
const FluxError = z.object({
  type: z.literal('Error'),
  code: z.string().optional(),
  description: z.string().optional(),
})

/**
 * Deepgram Flux (`/v2/listen`): phone PCMU goes straight in, turn events come out.
 * The SDK's own reconnect is off: it would silently open a new, empty session seconds later.
 */
export function fluxTranscriber(settings: DeepgramSettings): Transcriber {
  const client = new DeepgramClient({ apiKey: settings.apiKey, baseUrl: settings.baseUrl })
  return {
    async open(options, listener, signal) {
      const connection = await client.listen.v2.connect({
        ...query(options),
        reconnectAttempts: 0,
        connectionTimeoutInSeconds: CONNECT_TIMEOUT_S,
        abortSignal: signal,
      })
      let closing = false
      let opened = false
      const lose = (reason: string) => {
        if (closing || !opened) return
        closing = true
        listener.recognitionLost(reason)
      }
      connection.on('message', (message) => tell(message, listener, lose))
      connection.on('close', (event) => lose(`Deepgram closed the stream (${event.code})`))
      connection.on('error', (error) => lose(`Deepgram: ${error.message}`))
      connection.connect()
      try {
        await connection.waitForOpen()
      } catch (error) {
        throw new VendorFailure(
          'deepgram',
          'unavailable',
          `Deepgram did not accept the stream: ${messageOf(error)}`,
          error,
        )
      }
      opened = true
      return {
        // Each 20 ms frame goes at once: gathering 80 ms would delay the end-of-turn decision by up to 60 ms.
        sendAudio(pcmu) {
          if (closing || pcmu.length === 0) return
          try {
            connection.sendMedia(pcmu)
          } catch (error) {
            lose(`Deepgram: ${messageOf(error)}`)
          }
        },
        close() {
          if (closing) return
          closing = true
          connection.close()
        },
      }
    },
  }
}

function query({ language, keyterms }: TranscriberOptions) {
  const multilingual = language !== 'en'
  return {
    model: multilingual ? ('flux-general-multi' as const) : ('flux-general-en' as const),
    encoding: 'mulaw' as const,
    sample_rate: 8_000,
    eot_threshold: EOT_THRESHOLD,
    eager_eot_threshold: EAGER_EOT_THRESHOLD,
    eot_timeout_ms: EOT_TIMEOUT_MS,
    keyterm: keyterms.slice(0, MAX_KEYTERMS),
    mip_opt_out: true,
    ...(multilingual && { language_hint: language === 'es' ? ['es', 'en'] : ['en', 'es'] }),
  }
}

function tell(message: unknown, listener: TranscriberListener, lose: (reason: string) => void): void {
  const fault = FluxError.safeParse(message)
  if (fault.success)
    return lose(`Deepgram: ${fault.data.code ?? 'error'} ${fault.data.description ?? ''}`.trim())
  const info = TurnInfo.safeParse(message)
  if (!info.success) return
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
