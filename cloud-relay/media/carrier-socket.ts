/** One carrier connection: Telnyx JSON on one side, link frames on the other. */
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { AudioCounts } from '../relay-metrics.ts'
import { type CarrierFrame, readCarrierFrame } from './carrier-frames.ts'
import { type CarrierPlayback, carrierPlayback } from './carrier-playback.ts'
import { heardAudio } from './heard-audio.ts'

const MAX_FRAMES_PER_SECOND = 200
const START_DEADLINE_MS = 180_000
const ASK_AFTER_SILENT_MS = 3_000
const DEAD_AFTER_SILENT_MS = 6_000

export interface CarrierListener {
  started(start: { callControlId: string; encoding: string; sampleRateHz: number }): void
  /** A whole link frame, numbered with its offset in milliseconds. */
  audio(frame: Buffer, offsetMs: number): void
  markReturned(name: string): void
  digitPressed(digit: string): void
  stopped(reason: string): void
}

export interface CarrierSocket extends CarrierPlayback {
  close(reason: string): void
  /** Called every second: a socket that is open but dead is closed. */
  check(): void
}

export interface CarrierSocketParts {
  socket: WebSocket
  streamId: number
  clock: Clock
  counts: AudioCounts
  listener: CarrierListener
}

export function carrierSocket({
  socket,
  streamId,
  clock,
  counts,
  listener,
}: CarrierSocketParts): CarrierSocket {
  const openedAtMs = clock.monotonicMs()
  let status: 'waiting-for-start' | 'pcmu' | 'pcma' | 'stopped' = 'waiting-for-start'
  let heardAtMs = openedAtMs
  let second = { startedAtMs: openedAtMs, frames: 0 }
  const heard = heardAudio({ streamId, clock, counts, audio: listener.audio })

  function stop(reason: string) {
    if (status === 'stopped') return
    heard.end()
    status = 'stopped'
    listener.stopped(reason)
    socket.close(1000)
  }

  function isTooFast(nowMs: number): boolean {
    if (nowMs - second.startedAtMs >= 1_000) second = { startedAtMs: nowMs, frames: 0 }
    second.frames += 1
    return second.frames > MAX_FRAMES_PER_SECOND
  }

  function receive(data: RawData, isBinary: boolean) {
    const nowMs = clock.monotonicMs()
    heardAtMs = nowMs
    if (status === 'stopped') return
    if (isTooFast(nowMs)) {
      counts.inboundDropped.tooMany += 1
      return
    }
    const frame = !isBinary && Buffer.isBuffer(data) ? readCarrierFrame(data) : undefined
    if (frame) perform(frame, nowMs)
    else counts.inboundDropped.malformed += 1
  }

  function perform(frame: CarrierFrame, nowMs: number) {
    switch (frame.event) {
      case 'media':
        if (status === 'pcmu' || status === 'pcma') heard.hear(frame.chunk, frame.payload, status, nowMs)
        return
      case 'start':
        return start(frame)
      case 'mark':
        return listener.markReturned(frame.name)
      case 'digit':
        return listener.digitPressed(frame.digit)
      case 'stop':
        return stop('carrier-stopped')
      case 'error':
      case 'other':
        return
      default:
        frame satisfies never
    }
  }

  function start({ callControlId, encoding, sampleRateHz }: Extract<CarrierFrame, { event: 'start' }>) {
    if (status !== 'waiting-for-start') return
    if (sampleRateHz !== 8_000 || (encoding !== 'PCMU' && encoding !== 'PCMA'))
      return stop('unsupported-codec')
    status = encoding === 'PCMU' ? 'pcmu' : 'pcma'
    listener.started({ callControlId, encoding, sampleRateHz })
  }

  socket.on('message', receive)
  socket.on('pong', () => {
    heardAtMs = clock.monotonicMs()
  })
  socket.on('error', () => stop('carrier-socket-failed'))
  socket.on('close', () => stop('carrier-closed'))

  return {
    ...carrierPlayback(socket, counts),
    close: stop,
    check() {
      const nowMs = clock.monotonicMs()
      if (status === 'waiting-for-start') {
        if (nowMs - openedAtMs > START_DEADLINE_MS) stop('carrier-never-started')
        return
      }
      const silentMs = nowMs - heardAtMs
      if (silentMs > DEAD_AFTER_SILENT_MS) {
        stop('carrier-silent')
        socket.terminate()
      } else if (silentMs > ASK_AFTER_SILENT_MS && socket.readyState === socket.OPEN) socket.ping()
    },
  }
}
