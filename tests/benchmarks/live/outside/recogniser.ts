import { randomUUID } from 'node:crypto'
import { WebSocketServer } from 'ws'
import type { FluxEventName } from '../../../../src-main/practice/deepgram/flux-turns.ts'
import type { Switchboard } from '../line.ts'
import type { PreciseTimer } from '../precise-timer.ts'
import { serialIn } from '../spoken-serial.ts'
import { readStamp } from '../stamped-audio.ts'
import { type Loopback, openLoopback } from './loopback.ts'

/** One Flux session. It says what it is told to say, when it is told. */
export interface Ears {
  say(event: FluxEventName, transcript: string): void
}

/** Deepgram Flux (`/v2/listen`): tells the line which frames of the homeowner arrived and when. */
export async function startRecogniser(timer: PreciseTimer, switchboard: Switchboard): Promise<Loopback> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  return openLoopback(
    (_, response) => void response.writeHead(404).end(),
    (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => {
        const { searchParams } = new URL(request.url ?? '/', 'http://deepgram')
        const line = switchboard.line(serialIn(searchParams.getAll('keyterm').join(' ')))
        if (!line) return opened.close(1008, 'no such line')
        const requestId = randomUUID()
        let sequence = 0
        let turnIndex = 0
        const send = (message: object) =>
          opened.send(JSON.stringify({ ...message, request_id: requestId, sequence_id: sequence++ }))
        send({ type: 'Connected' })
        line.ears = {
          say(event, transcript) {
            if (opened.readyState !== opened.OPEN) return
            send({ type: 'TurnInfo', event, turn_index: turnIndex, ...contentOf(transcript, event) })
            if (event === 'EndOfTurn') turnIndex++
          },
        }
        opened.on('message', (data: Buffer, isBinary) => {
          const atMs = timer.nowMs()
          const stamp = isBinary ? readStamp(data) : null
          if (stamp?.source === 'homeowner') line.onHeard?.(stamp.number, atMs)
        })
      }),
  )
}

function contentOf(transcript: string, event: FluxEventName): object {
  const words = transcript.split(' ').filter((word) => word !== '')
  return {
    audio_window_start: 0,
    audio_window_end: words.length * 0.25,
    transcript,
    words: words.map((word, i) => ({ word, confidence: 0.95, start: i * 0.25, end: (i + 1) * 0.25 })),
    end_of_turn_confidence: event === 'EndOfTurn' ? 0.9 : 0.4,
    ...(event === 'EndOfTurn' && { trigger: 'model' }),
  }
}
