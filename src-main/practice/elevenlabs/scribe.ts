import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { type Heard, listener } from '../ears/listener.ts'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'

/** `/v1/speech-to-text/realtime` (Scribe): the second recogniser. Hears only PCMU. */

type HeardWord = Extract<Heard, { type: 'word' }>

interface AudioChunk {
  readonly message_type?: string
  readonly audio_base_64?: string
  readonly commit?: boolean
}

const STEP_BYTES = 160
const PARTIAL_EVERY_MS = 400

export function serveScribe(
  socket: WebSocket,
  query: URLSearchParams,
  utterances: HeardUtterances,
  faults: Faults,
): void {
  const sender = faultySender(socket, faults, 'elevenlabs')
  const ears = listener(utterances)
  const byVoice = query.get('commit_strategy') === 'vad'
  const quietMs = Number(query.get('vad_silence_threshold_secs') ?? 1.5) * 1_000
  const withTimes = query.get('include_timestamps') === 'true'
  let words: HeardWord[] = []
  let voiceUntilMs = 0
  let lastPartialMs = 0
  let partialWords = 0

  sender.send({
    message_type: 'session_started',
    session_id: randomUUID(),
    config: {
      sample_rate: 8_000,
      audio_format: query.get('audio_format'),
      language_code: query.get('language_code'),
      commit_strategy: query.get('commit_strategy') ?? 'manual',
      vad_silence_threshold_secs: quietMs / 1_000,
      model_id: query.get('model_id'),
      include_timestamps: withTimes,
      keyterms: query.getAll('keyterms'),
    },
  })

  function hear(pcmu: Uint8Array): void {
    for (let at = 0; at < pcmu.length; at += STEP_BYTES) {
      for (const event of ears.hear(pcmu.subarray(at, at + STEP_BYTES))) note(event)
      if (words.length > partialWords && ears.heardMs - lastPartialMs >= PARTIAL_EVERY_MS) tellPartial()
      if (byVoice && words.length > 0 && ears.heardMs - voiceUntilMs >= quietMs) commit()
    }
  }

  function note(event: Heard): void {
    if (event.type === 'word') words.push(event)
    if (event.type === 'word' || event.type === 'word-started')
      voiceUntilMs = Math.max(voiceUntilMs, event.endMs)
  }

  function tellPartial(): void {
    lastPartialMs = ears.heardMs
    partialWords = words.length
    sender.send({ message_type: 'partial_transcript', text: textOf(words) })
  }

  function commit(): void {
    const text = textOf(words)
    sender.send({ message_type: 'committed_transcript', text })
    if (withTimes) {
      sender.send({
        message_type: 'committed_transcript_with_timestamps',
        text,
        language_code: 'en',
        words: timed(words),
      })
    }
    words = []
    partialWords = 0
  }

  socket.on('message', (data) => {
    const chunk = jsonMessage<AudioChunk>(data.toString())
    if (chunk?.message_type !== 'input_audio_chunk') {
      sender.send({ message_type: 'input_error', error: 'Expected an input_audio_chunk message' })
      return
    }
    hear(Buffer.from(chunk.audio_base_64 ?? '', 'base64'))
    if (chunk.commit) commit()
  })
}

const textOf = (words: readonly HeardWord[]): string => words.map(({ word }) => word).join(' ')

const timed = (words: readonly HeardWord[]): object[] =>
  words.map((word) => ({
    text: word.word,
    start: word.startMs / 1_000,
    end: word.endMs / 1_000,
    type: 'word',
  }))
