/** What the phone is to hear: audio while the carrier keeps up, and marks that vouch for nothing it has not got. */
import type { WebSocket } from 'ws'
import type { AudioCounts } from '../relay-metrics.ts'
import { CLEAR_TEXT, markText, mediaText } from './carrier-frames.ts'

/** About one and a half seconds of audio as JSON: more would make a `clear` wait. */
const BEHIND_BYTES = 16_384

export interface CarrierPlayback {
  /** Dropped and counted when the socket is closed or the carrier reads too slowly. */
  sendAudio(pcmu: Buffer): void
  /** Audio that came too late to be spoken: the mark behind it is not sent. */
  dropLateAudio(): void
  /** The carrier returns it once all audio before it was played. Not sent when some of that was dropped. */
  sendMark(name: string): void
  /** The carrier forgets what it has not played yet and returns its marks at once. */
  clear(): void
}

export function carrierPlayback(
  socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send'>,
  counts: AudioCounts,
): CarrierPlayback {
  let audioWasDropped = false
  const isOpen = () => socket.readyState === socket.OPEN
  return {
    sendAudio(pcmu) {
      if (!isOpen() || socket.bufferedAmount > BEHIND_BYTES) {
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
      const vouchesForNothing = audioWasDropped
      audioWasDropped = false
      if (!vouchesForNothing && isOpen()) socket.send(markText(name))
    },
    clear() {
      audioWasDropped = false
      if (isOpen()) socket.send(CLEAR_TEXT)
    },
  }
}
