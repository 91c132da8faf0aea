import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { FRAME_BYTES, FRAME_MS } from '../../../../src-main/core/audio/pcmu.ts'
import { playbackQueue } from '../../../../src-main/practice/telnyx/playback-queue.ts'
import type { Line, Switchboard } from '../line.ts'
import type { PreciseTimer } from '../precise-timer.ts'
import { readBase64Stamp, stampFrame } from '../stamped-audio.ts'

/** What the way from the phone to the relay does to a frame: late by so many milliseconds, or lost. */
export type Impairment = (number: number) => number | 'lost'

/** One answered phone on its media socket: 20 ms in, 20 ms out, marks when they have been played. */
export interface Phone {
  /** When the `start` message went out. */
  readonly startedMs: number
  /** False once either side has hung up. */
  readonly isUp: boolean
  /** Speaks from the next frame on for so long; resolves with its last loud frame, rejects when the call ends. */
  speak(durationMs: number): Promise<Spoke>
  /** When each of the latest frames was written to the socket, by number; a lost one is missing. */
  readonly sentMs: Map<number, number>
  readonly isPlaying: boolean
  /** Whether the frame of that number was loud. */
  isSpeaking(number: number): boolean
  hangUp(): void
}

export interface Spoke {
  readonly firstNumber: number
  readonly firstMs: number
  readonly lastNumber: number
  readonly lastMs: number
}

export interface PhoneParts {
  readonly line: Line
  readonly callControlId: string
  readonly clientState: string | null
  readonly url: string
  readonly authToken: string | null
  /** Spreads the frames of many phones over the 20 ms. */
  readonly phaseMs: number
  readonly impairment: Impairment | null
  readonly closed: () => void
}

/** The other side hung up while the homeowner was to speak. */
export class CallOver extends Error {
  constructor() {
    super('the call is over')
  }
}

interface Speech {
  framesLeft: number
  spoke: Partial<Spoke>
  readonly done: (spoke: Spoke) => void
  readonly cut: () => void
}

const REMEMBERED_FRAMES = 500

export function answerPhone(
  parts: PhoneParts,
  timer: PreciseTimer,
  switchboard: Switchboard,
): Promise<Phone> {
  const { line } = parts
  const socket = new WebSocket(parts.url, {
    headers: parts.authToken ? { 'x-telnyx-streaming-auth-token': parts.authToken } : {},
    perMessageDeflate: false,
    handshakeTimeout: 5_000,
  })
  const streamId = randomUUID()
  const playback = playbackQueue()
  const sentMs = new Map<number, number>()
  let sequence = 0
  let number = 0
  let playing = false
  let [loudFrom, loudTo] = [Number.POSITIVE_INFINITY, -1]
  let startedMs = 0
  let isUp = true
  let speech: Speech | null = null
  const unspoken = new Set<Speech>()
  let cancelBeat = (): void => {}

  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const echo = (names: readonly string[]) => {
    for (const name of names)
      send({ event: 'mark', stream_id: streamId, sequence_number: String(++sequence), mark: { name } })
  }

  function beat(dueMs: number): void {
    cancelBeat = timer.at(dueMs + FRAME_MS, () => beat(dueMs + FRAME_MS))
    listen(dueMs)
    const { frame, marks, playing: audible } = playback.nextFrame()
    playing = audible
    if (audible) line.onPlayed?.(frame, timer.nowMs())
    if (marks.length > 0) echo(marks)
  }

  function listen(dueMs: number): void {
    const current = number++
    const voiced = speech !== null && speech.framesLeft > 0
    const frame = new Uint8Array(FRAME_BYTES)
    stampFrame(frame, voiced, { source: 'homeowner', serial: line.serial, number: current })
    const message = mediaMessage(streamId, ++sequence, current, frame)
    const delayMs = parts.impairment?.(current) ?? 0
    const spokenNow = voiced ? speech : null
    const write = () => {
      const atMs = timer.nowMs()
      sentMs.set(current, atMs)
      sentMs.delete(current - REMEMBERED_FRAMES)
      if (spokenNow) noteSpoken(spokenNow, current, atMs)
      if (socket.readyState === socket.OPEN) socket.send(message)
    }
    if (speech && voiced && --speech.framesLeft === 0) speech = null
    if (delayMs === 'lost') return
    if (delayMs === 0) write()
    else timer.at(dueMs + delayMs, write)
  }

  function noteSpoken(spoken: Speech, current: number, atMs: number): void {
    spoken.spoke = {
      ...spoken.spoke,
      firstNumber: spoken.spoke.firstNumber ?? current,
      firstMs: spoken.spoke.firstMs ?? atMs,
      lastNumber: current,
      lastMs: atMs,
    }
    if (spoken.framesLeft > 0) return
    unspoken.delete(spoken)
    spoken.done(spoken.spoke as Spoke)
  }

  socket.on('message', (data) => {
    const atMs = timer.nowMs()
    const message = JSON.parse(String(data)) as RelayMessage
    if (message.event === 'media') return hear(message.media.payload, atMs)
    if (message.event === 'mark') return playback.addMark(message.mark.name)
    line.onClear?.(atMs)
    echo(playback.clear())
  })

  function over(): void {
    isUp = false
    cancelBeat()
    for (const cut of unspoken) cut.cut()
    unspoken.clear()
  }

  function hear(payload: string, atMs: number): void {
    playback.addAudio(Buffer.from(payload, 'base64'))
    const stamp = readBase64Stamp(payload)
    if (stamp?.source === 'fixed-line') return line.onFixedFrame?.(stamp.serial, stamp.number, atMs)
    const reply = stamp?.source === 'reply' ? switchboard.replies.get(stamp.serial) : undefined
    if (!stamp || !reply) return
    reply.heardMs ??= atMs
    reply.framesHeard++
    line.onFrame?.(reply, stamp.number, atMs)
  }

  const phone: Phone = {
    get startedMs() {
      return startedMs
    },
    sentMs,
    get isUp() {
      return isUp
    },
    isSpeaking: (asked) => asked >= loudFrom && asked <= loudTo,
    get isPlaying() {
      return playing
    },
    speak: (durationMs) =>
      new Promise((resolve, reject) => {
        if (!isUp) return reject(new CallOver())
        const frames = Math.round(durationMs / FRAME_MS)
        speech = { framesLeft: frames, spoke: {}, done: resolve, cut: () => reject(new CallOver()) }
        unspoken.add(speech)
        loudFrom = number
        loudTo = number + frames - 1
      }),
    hangUp() {
      over()
      send({ event: 'stop', sequence_number: String(++sequence), stream_id: streamId, stop: {} })
      socket.close()
    },
  }
  socket.on('close', () => {
    over()
    parts.closed()
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      send({ event: 'connected', version: '1.0.0' })
      startedMs = timer.nowMs()
      send(startMessage(streamId, ++sequence, parts))
      beat(Math.ceil(startedMs / FRAME_MS) * FRAME_MS + parts.phaseMs)
      resolve(phone)
    })
  })
}

type RelayMessage =
  | { readonly event: 'media'; readonly media: { readonly payload: string } }
  | { readonly event: 'mark'; readonly mark: { readonly name: string } }
  | { readonly event: 'clear' }

const mediaMessage = (streamId: string, sequence: number, number: number, frame: Uint8Array): string =>
  `{"event":"media","sequence_number":"${sequence}","stream_id":"${streamId}","media":{"track":"inbound","chunk":"${
    number + 1
  }","timestamp":"${number * FRAME_MS}","payload":"${Buffer.from(frame).toString('base64')}"}}`

const startMessage = (streamId: string, sequence: number, parts: PhoneParts): object => ({
  event: 'start',
  sequence_number: String(sequence),
  stream_id: streamId,
  start: {
    call_control_id: parts.callControlId,
    client_state: parts.clientState,
    media_format: { encoding: 'PCMU', sample_rate: 8_000, channels: 1 },
  },
})
