/**
 * The link's unit of transport. One WebSocket message carries one frame or several back to back:
 *
 *   0      1     2..3        4..7       8..15   16…
 *   version type  body bytes  stream id  number  body
 *
 * `number` means, by type:
 * - event and ack: the event's sequence number;
 * - audio from the carrier: milliseconds since the stream started;
 * - audio of the desktop: when it was said, in milliseconds of the desktop's own clock;
 * - stream control and clear: position in the reliable lane;
 * - ping and pong: the last reliable position received.
 */
export const WIRE_VERSION = 1
export const FRAME_HEADER_BYTES = 16
export const MAX_BODY_BYTES = 0xffff
/** Long events travel in pieces, so that audio never waits behind one. */
export const EVENT_PIECE_BYTES = 4_096
export const MAX_MESSAGE_BYTES = 1_048_576

export const FrameType = {
  /** JSON: handshake, requests and their answers. */
  control: 1,
  /** JSON: what happened to a stream. Never lost while both processes live. */
  streamControl: 2,
  /** Empty the carrier's playback queue. Shares the reliable lane with stream control. */
  clear: 3,
  /** PCMU, either way. */
  audio: 4,
  /** Desktop to relay, in order with audio: the body is the mark's name. */
  mark: 5,
  eventPiece: 6,
  eventEnd: 7,
  /** Desktop to relay: every event up to `number` is committed. */
  ack: 8,
  ping: 9,
  pong: 10,
} as const
export type FrameType = (typeof FrameType)[keyof typeof FrameType]

export interface Frame {
  readonly type: number
  readonly streamId: number
  readonly number: number
  readonly body: Buffer
}

export class WireFailure extends Error {
  readonly code: 'malformed-frame' | 'unsupported-version'

  constructor(code: WireFailure['code']) {
    super(code)
    this.code = code
  }
}

const EMPTY = Buffer.alloc(0)

export function encodeFrame(
  type: FrameType,
  streamId: number,
  number: number,
  body: Uint8Array = EMPTY,
): Buffer {
  const frame = frameWithRoom(type, streamId, number, body.length)
  frame.set(body, FRAME_HEADER_BYTES)
  return frame
}

/** A frame whose body the caller fills in: spares one copy per audio frame. */
export function frameWithRoom(type: FrameType, streamId: number, number: number, bodyBytes: number): Buffer {
  if (bodyBytes > MAX_BODY_BYTES) throw new WireFailure('malformed-frame')
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + bodyBytes)
  frame[0] = WIRE_VERSION
  frame[1] = type
  frame.writeUInt16BE(bodyBytes, 2)
  frame.writeUInt32BE(streamId, 4)
  frame.writeUInt32BE(Math.floor(number / 0x1_0000_0000), 8)
  frame.writeUInt32BE(number >>> 0, 12)
  return frame
}

/** Calls back once per frame. Bodies are views into `message`, so nothing is copied. */
export function readFrames(message: Buffer, onFrame: (frame: Frame) => void): void {
  let at = 0
  while (at < message.length) {
    if (message.length - at < FRAME_HEADER_BYTES) throw new WireFailure('malformed-frame')
    if (message[at] !== WIRE_VERSION) throw new WireFailure('unsupported-version')
    const end = at + FRAME_HEADER_BYTES + message.readUInt16BE(at + 2)
    if (end > message.length) throw new WireFailure('malformed-frame')
    onFrame({
      type: message[at + 1] ?? 0,
      streamId: message.readUInt32BE(at + 4),
      number: message.readUInt32BE(at + 8) * 0x1_0000_0000 + message.readUInt32BE(at + 12),
      body: message.subarray(at + FRAME_HEADER_BYTES, end),
    })
    at = end
  }
}
