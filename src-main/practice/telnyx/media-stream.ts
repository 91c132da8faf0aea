import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { FRAME_MS } from '../../core/audio/pcmu.ts'
import type { Faults } from '../faults.ts'
import { faultySender, type MessageSender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import { toPcma } from './pcma.ts'
import { type PlaybackQueue, playbackQueue } from './playback-queue.ts'
import { microseconds } from './sent-event.ts'

/** Telnyx is the client here: it connects to the relay and trades JSON frames of PCMU. */
export interface MediaStream {
  readonly streamId: string
  readonly url: string
  readonly playback: PlaybackQueue
  /** 20 ms from the phone, and what the phone just played. */
  sendAudio(inbound: Uint8Array, outbound: Uint8Array): void
  echoMarks(names: readonly string[]): void
  sendDigit(digit: string): void
  stop(): void
}

export interface StreamSettings {
  readonly url: string
  readonly authToken?: string
  readonly tracks: 'inbound_track' | 'outbound_track' | 'both_tracks'
  /** Without `rtp`, raw audio that is sent is not played. */
  readonly mode: 'mp3' | 'rtp'
  readonly codec: 'PCMU' | 'PCMA'
  readonly frameMs: number
  readonly numericCounters: boolean
  readonly customParameters?: readonly { name: string; value: string }[]
}

export interface StreamCall {
  readonly callControlId: string
  readonly callSessionId: string
  readonly from: string
  readonly to: string
  readonly clientState: string | null
}

export interface StreamHooks {
  started(): void
  failed(reason: string): void
  /** The relay closed the socket, or it broke. */
  dropped(): void
}

const USER_ID = '3e6f995f-85f7-4705-9741-53b116d28237'
const SHORTEST_CHUNK_BYTES = 160
const LONGEST_CHUNK_BYTES = 240_000
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

export function openMediaStream(
  settings: StreamSettings,
  call: StreamCall,
  faults: Faults,
  hooks: StreamHooks,
): MediaStream {
  const streamId = randomUUID()
  const playback = playbackQueue()
  const socket = new WebSocket(settings.url, {
    headers: settings.authToken ? { 'x-telnyx-streaming-auth-token': settings.authToken } : {},
    perMessageDeflate: false,
    handshakeTimeout: 5_000,
  })
  const sender: MessageSender = faultySender(socket, faults, 'telnyx')
  let status: 'connecting' | 'open' | 'closed' = 'connecting'
  let sequence = 0
  let chunk = 0
  let streamedMs = 0
  const waiting: { inbound: Uint8Array; outbound: Uint8Array }[] = []

  const counter = (count: number): string | number => (settings.numericCounters ? count : String(count))
  const nextNumber = (): string | number => counter(++sequence)

  socket.on('open', () => {
    status = 'open'
    const token = settings.authToken && { connected: { 'x-telnyx-streaming-auth-token': settings.authToken } }
    sender.send({ event: 'connected', version: '1.0.0', ...token })
    sender.send({
      event: 'start',
      sequence_number: nextNumber(),
      stream_id: streamId,
      start: {
        user_id: USER_ID,
        call_control_id: call.callControlId,
        call_session_id: call.callSessionId,
        from: call.from,
        to: call.to,
        tags: [],
        client_state: call.clientState,
        ...(settings.customParameters && { custom_parameters: settings.customParameters }),
        media_format: { encoding: settings.codec, sample_rate: 8_000, channels: 1 },
      },
    })
    hooks.started()
  })
  socket.on('message', (data) => receive(data.toString()))
  socket.on('unexpected-response', (request) => {
    request.destroy()
    fail()
  })
  socket.on('error', fail)
  socket.on('close', () => {
    if (status === 'open') hooks.dropped()
    status = 'closed'
  })

  function fail(): void {
    if (status === 'connecting') hooks.failed('connection_failed')
    status = 'closed'
  }

  function complain(code: number, title: string, detail: string): void {
    sender.send({ event: 'error', stream_id: streamId, payload: { code, title, detail } })
  }

  function receive(text: string): void {
    const message = jsonMessage<RelayFrame>(text)
    if (!message) complain(100_003, 'malformed_frame', 'The frame is not a JSON object.')
    else if (message.event === 'media') play(message.media?.payload)
    else if (message.event === 'mark' && typeof message.mark?.name === 'string')
      playback.addMark(message.mark.name)
    else if (message.event === 'clear') echoMarks(playback.clear())
  }

  function play(payload: unknown): void {
    const audio = decodeBase64(payload)
    if (!audio) complain(100_004, 'invalid_media', 'The payload is not valid base64.')
    else if (audio.length < SHORTEST_CHUNK_BYTES || audio.length > LONGEST_CHUNK_BYTES) {
      complain(100_004, 'invalid_media', 'A chunk must hold between 20 milliseconds and 30 seconds of audio.')
    } else if (settings.mode === 'rtp') playback.addAudio(audio)
  }

  function echoMarks(names: readonly string[]): void {
    for (const name of names) {
      sender.send({ event: 'mark', stream_id: streamId, sequence_number: nextNumber(), mark: { name } })
    }
  }

  function sendMedia(track: 'inbound' | 'outbound', frame: Uint8Array): void {
    sender.send({
      event: 'media',
      sequence_number: nextNumber(),
      stream_id: streamId,
      media: {
        track,
        chunk: counter(++chunk),
        timestamp: counter(streamedMs),
        payload: Buffer.from(settings.codec === 'PCMA' ? toPcma(frame) : frame).toString('base64'),
      },
    })
  }

  return {
    streamId,
    url: settings.url,
    playback,
    sendAudio(inbound, outbound) {
      if (status !== 'open') return
      waiting.push({ inbound, outbound })
      if (waiting.length * FRAME_MS < settings.frameMs) return
      const frames = waiting.splice(0)
      if (settings.tracks !== 'outbound_track')
        sendMedia('inbound', Buffer.concat(frames.map((frame) => frame.inbound)))
      if (settings.tracks !== 'inbound_track')
        sendMedia('outbound', Buffer.concat(frames.map((frame) => frame.outbound)))
      streamedMs += frames.length * FRAME_MS
    },
    echoMarks,
    sendDigit(digit) {
      sender.send({
        event: 'dtmf',
        stream_id: streamId,
        sequence_number: nextNumber(),
        occurred_at: microseconds(new Date()),
        dtmf: { digit },
      })
    },
    stop() {
      if (status === 'open') {
        sender.send({
          event: 'stop',
          sequence_number: nextNumber(),
          stream_id: streamId,
          stop: { user_id: USER_ID, call_control_id: call.callControlId },
        })
      }
      status = 'closed'
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
      else socket.close()
    },
  }
}

function decodeBase64(payload: unknown): Buffer | null {
  if (typeof payload !== 'string' || payload.length % 4 !== 0 || !BASE64.test(payload)) return null
  return Buffer.from(payload, 'base64')
}

interface RelayFrame {
  readonly event?: unknown
  readonly media?: { readonly payload?: unknown }
  readonly mark?: { readonly name?: unknown }
}
