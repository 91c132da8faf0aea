import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { listener } from '../ears/listener.ts'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import { toPcmu } from './audio-encoding.ts'
import {
  endTurn,
  type FluxEvent,
  type FluxSettings,
  type FluxWord,
  hearFlux,
  noTurns,
  transcriptOf,
} from './flux-turns.ts'

/** One `/v2/listen` socket. */

const STEP_BYTES = 160

export function serveFlux(
  socket: WebSocket,
  query: URLSearchParams,
  utterances: HeardUtterances,
  faults: Faults,
): void {
  const sender = faultySender(socket, faults, 'deepgram')
  const requestId = randomUUID()
  const decode = toPcmu(query.get('encoding'), Number(query.get('sample_rate')))
  const multilingual = query.get('model') === 'flux-general-multi'
  const ears = listener(utterances)
  let settings: FluxSettings = {
    eotThreshold: Number(query.get('eot_threshold') ?? 0.7),
    eagerEotThreshold: query.has('eager_eot_threshold') ? Number(query.get('eager_eot_threshold')) : null,
    eotTimeoutMs: Number(query.get('eot_timeout_ms') ?? 5_000),
  }
  let keyterms = query.getAll('keyterm')
  let turns = noTurns
  let sequenceId = 0

  const send = (message: object): void =>
    sender.send({ ...message, request_id: requestId, sequence_id: sequenceId++ })

  function sendEvents(events: readonly FluxEvent[]): void {
    for (const event of events) send({ type: 'TurnInfo', ...turnInfo(event, multilingual) })
  }

  function hear(audio: Uint8Array): void {
    const pcmu = decode(audio)
    for (let at = 0; at < pcmu.length; at += STEP_BYTES) {
      const heard = ears.hear(pcmu.subarray(at, at + STEP_BYTES))
      const [next, ...events] = hearFlux(turns, heard, ears.heardMs, settings)
      turns = next
      sendEvents(events)
    }
  }

  function fail(code: string, description: string): void {
    send({ type: 'Error', code, description })
    socket.close()
  }

  function obey(message: ClientMessage | null): void {
    switch (message?.type) {
      case 'CloseStream':
        socket.close()
        return
      case 'ForceEndTurn': {
        if (turns.status === 'no-turn') return
        const [next, ...events] = endTurn(turns, ears.heardMs, 1, 'manual')
        turns = next
        sendEvents(events)
        return
      }
      case 'Configure': {
        const configured = configure(settings, message)
        if (!configured) {
          send({ type: 'ConfigureFailure' })
          return
        }
        settings = configured
        keyterms = message.keyterms ?? keyterms
        send({ type: 'ConfigureSuccess', thresholds: thresholds(settings), keyterms })
        return
      }
      default:
        fail('UNPARSABLE_CLIENT_MESSAGE', 'The message could not be understood.')
    }
  }

  send({ type: 'Connected' })
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) hear(data)
    else obey(jsonMessage<ClientMessage>(data.toString()))
  })
}

interface ClientMessage {
  readonly type?: unknown
  readonly thresholds?: { eot_threshold?: number; eager_eot_threshold?: number; eot_timeout_ms?: number }
  readonly keyterms?: string[]
}

function configure(settings: FluxSettings, { thresholds: wanted }: ClientMessage): FluxSettings | null {
  const next: FluxSettings = {
    eotThreshold: wanted?.eot_threshold ?? settings.eotThreshold,
    eagerEotThreshold: wanted?.eager_eot_threshold ?? settings.eagerEotThreshold,
    eotTimeoutMs: wanted?.eot_timeout_ms ?? settings.eotTimeoutMs,
  }
  return wrongThreshold(next) === null ? next : null
}

/** The name of the first setting out of its range. */
export function wrongThreshold(settings: FluxSettings): string | null {
  if (!(settings.eotThreshold >= 0.5 && settings.eotThreshold <= 1)) return 'eot_threshold'
  const eager = settings.eagerEotThreshold
  if (eager !== null && !(eager >= 0.3 && eager <= 0.9)) return 'eager_eot_threshold'
  if (!(settings.eotTimeoutMs >= 500 && settings.eotTimeoutMs <= 60_000)) return 'eot_timeout_ms'
  return null
}

const thresholds = (settings: FluxSettings): object => ({
  eot_threshold: settings.eotThreshold,
  ...(settings.eagerEotThreshold !== null && { eager_eot_threshold: settings.eagerEotThreshold }),
  eot_timeout_ms: settings.eotTimeoutMs,
})

const turnInfo = (event: FluxEvent, multilingual: boolean): object => ({
  event: event.event,
  turn_index: event.turnIndex,
  audio_window_start: seconds(event.windowStartMs),
  audio_window_end: seconds(event.windowEndMs),
  transcript: transcriptOf(event.words),
  words: event.words.map((word) => ({
    word: word.word,
    confidence: confidenceOf(word),
    start: seconds(word.startMs),
    end: seconds(word.endMs),
  })),
  end_of_turn_confidence: event.confidence,
  ...(event.trigger && { trigger: event.trigger }),
  ...(multilingual && { languages: [languageOf(transcriptOf(event.words))] }),
})

export const seconds = (ms: number): number => Math.round(ms) / 1_000

/** Steady for a given word, so that repeated updates do not flicker. */
export const confidenceOf = (word: FluxWord): number =>
  0.9 + ((word.startMs * 7 + word.word.length * 31) % 97) / 1_000

const languageOf = (transcript: string): string =>
  /[¿¡ñáéíóú]|\b(sí|gracias|está|por|casa|perdón|hola|bueno)\b/i.test(transcript) ? 'es' : 'en'
