import { createHash, randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { type Heard, listener } from '../ears/listener.ts'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import { toPcmu } from './audio-encoding.ts'
import { confidenceOf, seconds } from './flux-session.ts'
import { type FluxWord, transcriptOf } from './flux-turns.ts'

/** One `/v1/listen` socket (Nova): interim and final results, endpointing, keep-alive rules. */

const STEP_BYTES = 160
const INTERIM_EVERY_MS = 1_000
const IDLE_LIMIT_MS = 10_000
const LONGEST_SEGMENT_MS = 5_000

export function serveListenV1(
  socket: WebSocket,
  query: URLSearchParams,
  utterances: HeardUtterances,
  faults: Faults,
): void {
  const sender = faultySender(socket, faults, 'deepgram')
  const requestId = randomUUID()
  const decode = toPcmu(query.get('encoding'), Number(query.get('sample_rate')))
  const interim = query.get('interim_results') === 'true'
  const punctuated = ['smart_format', 'punctuate'].some((name) => query.get(name) === 'true')
  const endpointingMs = query.get('endpointing') === 'false' ? null : Number(query.get('endpointing') ?? 10)
  const utteranceEndMs = query.has('utterance_end_ms') ? Number(query.get('utterance_end_ms')) : null
  const ears = listener(utterances)
  const digest = createHash('sha256')
  let words: FluxWord[] = []
  let segmentStartMs = 0
  let lastInterimMs = 0
  let lastWordEndMs: number | null = null
  let utteranceOpen = false
  let voiceUntilMs = 0
  let idle = setTimeout(goIdle, IDLE_LIMIT_MS)

  function goIdle(): void {
    socket.close(
      1011,
      'NET-0001: Deepgram did not receive audio data or a text message within the timeout window.',
    )
  }

  function keepAlive(): void {
    clearTimeout(idle)
    idle = setTimeout(goIdle, IDLE_LIMIT_MS)
  }

  function hear(pcmu: Uint8Array): void {
    for (let at = 0; at < pcmu.length; at += STEP_BYTES) {
      for (const event of ears.hear(pcmu.subarray(at, at + STEP_BYTES))) note(event)
      settle(ears.heardMs)
    }
  }

  function note(event: Heard): void {
    if (event.type === 'sound-started' && query.get('vad_events') === 'true') {
      sender.send({ type: 'SpeechStarted', channel: [0, 1], timestamp: seconds(event.atMs) })
    }
    if (event.type === 'word-started') voiceUntilMs = event.endMs
    if (event.type !== 'word') return
    words.push(event)
    lastWordEndMs = event.endMs
    utteranceOpen = true
  }

  function settle(nowMs: number): void {
    const quietMs = lastWordEndMs === null ? 0 : nowMs - Math.max(lastWordEndMs, voiceUntilMs)
    if (words.length > 0 && endpointingMs !== null && quietMs >= Math.max(endpointingMs, 20))
      result(nowMs, 'pause')
    else if (words.length > 0 && nowMs - segmentStartMs >= LONGEST_SEGMENT_MS) result(nowMs, 'long segment')
    else if (interim && words.length > 0 && nowMs - lastInterimMs >= INTERIM_EVERY_MS)
      result(nowMs, 'interim')
    if (utteranceEndMs !== null && interim && utteranceOpen && quietMs >= utteranceEndMs) {
      utteranceOpen = false
      sender.send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: seconds(lastWordEndMs ?? 0) })
    }
  }

  function result(nowMs: number, why: 'interim' | 'long segment' | 'pause' | 'finalize'): void {
    const isFinal = why !== 'interim'
    const transcript = punctuated ? transcriptOf(words) : bare(transcriptOf(words))
    sender.send({
      type: 'Results',
      channel_index: [0, 1],
      duration: seconds(nowMs - segmentStartMs),
      start: seconds(segmentStartMs),
      is_final: isFinal,
      speech_final: why === 'pause' || why === 'finalize',
      from_finalize: why === 'finalize',
      channel: {
        alternatives: [
          {
            transcript,
            confidence: words.length > 0 ? 0.98 : 0,
            words: words.map((word) => ({
              word: bare(word.word),
              start: seconds(word.startMs),
              end: seconds(word.endMs),
              confidence: confidenceOf(word),
              ...(punctuated && { punctuated_word: word.word }),
            })),
          },
        ],
      },
      metadata: {
        request_id: requestId,
        model_uuid: '96a295ec-6336-43d5-b1cb-1e48b5e6d9a4',
        model_info: { name: 'general-nova-3', version: '2026-01-01.0', arch: 'nova-3' },
      },
    })
    lastInterimMs = nowMs
    if (!isFinal) return
    words = []
    segmentStartMs = nowMs
  }

  function obey(type: unknown): void {
    keepAlive()
    if (type === 'Finalize') result(ears.heardMs, 'finalize')
    if (type !== 'CloseStream') return
    if (words.length > 0) result(ears.heardMs, 'pause')
    sender.send({
      type: 'Metadata',
      transaction_key: 'deprecated',
      request_id: requestId,
      sha256: digest.digest('hex'),
      created: new Date().toISOString(),
      duration: seconds(ears.heardMs),
      channels: 1,
    })
    socket.close(1000)
  }

  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return obey(jsonMessage<{ type?: unknown }>(data.toString())?.type)
    if (data.length === 0) return obey('CloseStream')
    keepAlive()
    digest.update(data)
    hear(decode(data))
  })
  socket.on('close', () => clearTimeout(idle))
}

const bare = (text: string): string => text.toLowerCase().replace(/[.,?!¿¡;:]/g, '')
