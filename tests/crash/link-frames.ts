/** Frames of the link in bytes that a desktop wrote to its socket. */
import { type Frame, readFrames } from '../../cloud-relay/wire/frame.ts'

/** What a WebSocket client sends: one binary message whole, masked (RFC 6455, section 5.2). */
const WHOLE_BINARY = 0x82
const MASKED = 0x80
const LENGTH_IN_TWO_BYTES = 126
const LENGTH_IN_EIGHT_BYTES = 127
const MASK_BYTES = 4

/** None for anything else: an answer over HTTP, the handshake, a message cut in two. */
export function linkFramesIn(bytes: Buffer): readonly Frame[] {
  const frames: Frame[] = []
  let at = 0
  while (bytes.length - at >= 2 && bytes[at] === WHOLE_BINARY) {
    const second = bytes[at + 1] ?? 0
    let length = second & ~MASKED
    if (second < MASKED || length === LENGTH_IN_EIGHT_BYTES) break
    at += 2
    if (length === LENGTH_IN_TWO_BYTES) {
      length = bytes.readUInt16BE(at)
      at += 2
    }
    const mask = bytes.subarray(at, at + MASK_BYTES)
    at += MASK_BYTES
    const message = Buffer.from(bytes.subarray(at, at + length))
    if (message.length < length) break
    at += length
    message.forEach((byte, index) => {
      message[index] = byte ^ (mask[index % MASK_BYTES] ?? 0)
    })
    readFrames(message, (frame) => frames.push(frame))
  }
  return frames
}
