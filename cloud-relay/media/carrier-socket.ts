/** One carrier connection: Telnyx JSON on one side, link frames on the other. */
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { AudioCounts } from '../relay-metrics.ts'
import { FRAME_HEADER_BYTES, FrameType, frameWithRoom, MAX_BODY_BYTES } from '../wire/frame.ts'
import { type CarrierFrame, CLEAR_TEXT, markText, mediaText, readCarrierFrame } from './carrier-frames.ts'
import { alawToMulaw } from './companding.ts'
import { REORDER_WINDOW_MS, reorder } from './reorder.ts'

const PCMU_BYTES_PER_MS = 8
/** About one and a half seconds of audio as JSON: more would make a `clear` wait. */
const BEHIND_BYTES = 16_384
const MAX_FRAMES_PER_SECOND = 200
const START_DEADLINE_MS = 180_000
const ASK_AFTER_SILENT_MS = 3_000
const DEAD_AFTER_SILENT_MS = 6_000
/** A larger jump is a new numbering rather than a loss. */
const MAX_LOST_IN_A_ROW = 50
/** Where a link frame keeps the lower half of its number. */
const NUMBER_LOW_AT = 12

export interface CarrierListener {
  started(start: { callControlId: string; encoding: string; sampleRateHz: number }): void
  /** A whole link frame, numbered with its offset in milliseconds. */
  audio(frame: Buffer, offsetMs: number, durationMs: number): void
  markReturned(name: string): void
  digitPressed(digit: string): void
  stopped(reason: string): void
}

export interface CarrierSocket {
  sendAudio(pcmu: Buffer): void
  dropLateAudio(): void
  sendMark(name: string): void
  clear(): void
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
  let offsetMs = 0
  let audioWasDropped = false

  const inOrder = reorder<Buffer>({
    deliver(frame, durationMs, lostBefore) {
      // Time goes on while audio is lost, so that later audio keeps its place in the call.
      offsetMs += Math.min(lostBefore, MAX_LOST_IN_A_ROW) * durationMs
      frame.writeUInt32BE(Math.round(offsetMs) >>> 0, NUMBER_LOW_AT)
      counts.inboundFrames += 1
      listener.audio(frame, Math.round(offsetMs), durationMs)
      offsetMs += durationMs
    },
    droppedLate: () => {
      counts.inboundDropped.late += 1
    },
    droppedDuplicate: () => {
      counts.inboundDropped.duplicate += 1
    },
  })

  function stop(reason: string) {
    if (status === 'stopped') return
    inOrder.release()
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
        return hear(frame.chunk, frame.payload, nowMs)
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

  function hear(chunk: number | undefined, payload: string, nowMs: number) {
    if (status !== 'pcmu' && status !== 'pcma') return
    const bytes = decodedBytes(payload)
    if (bytes === 0 || bytes > MAX_BODY_BYTES) {
      counts.inboundDropped.malformed += 1
      return
    }
    const frame = frameWithRoom(FrameType.audio, streamId, 0, bytes)
    if (frame.write(payload, FRAME_HEADER_BYTES, 'base64') !== bytes) {
      counts.inboundDropped.malformed += 1
      return
    }
    if (status === 'pcma') {
      const audio = frame.subarray(FRAME_HEADER_BYTES)
      alawToMulaw(audio, audio)
    }
    inOrder.push(chunk, bytes / PCMU_BYTES_PER_MS, frame, nowMs)
    if (inOrder.waitingSinceMs() === nowMs) setTimeout(releaseIfStillWaiting, REORDER_WINDOW_MS)
  }

  function releaseIfStillWaiting() {
    const sinceMs = inOrder.waitingSinceMs()
    if (sinceMs === undefined || status === 'stopped') return
    const leftMs = sinceMs + REORDER_WINDOW_MS - clock.monotonicMs()
    if (leftMs > 1) setTimeout(releaseIfStillWaiting, leftMs)
    else inOrder.release()
  }

  socket.on('message', receive)
  socket.on('pong', () => {
    heardAtMs = clock.monotonicMs()
  })
  socket.on('error', () => stop('carrier-socket-failed'))
  socket.on('close', () => stop('carrier-closed'))

  return {
    sendAudio(pcmu) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount > BEHIND_BYTES) {
        counts.outboundDropped.carrierBehind += 1
        audioWasDropped = true
        return
      }
      counts.outboundFrames += 1
      socket.send(mediaText(pcmu))
    },
    dropLateAudio() {
      counts.outboundDropped.late += 1
      audioWasDropped = true
    },
    sendMark(name) {
      // A mark vouches for the audio before it.
      const vouchesForNothing = audioWasDropped
      audioWasDropped = false
      if (!vouchesForNothing && socket.readyState === socket.OPEN) socket.send(markText(name))
    },
    clear() {
      audioWasDropped = false
      if (socket.readyState === socket.OPEN) socket.send(CLEAR_TEXT)
    },
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

function decodedBytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.floor(((base64.length - padding) * 3) / 4)
}
