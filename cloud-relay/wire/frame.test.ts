import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, type FrameType, readFrames, WireFailure } from './frame.ts'

const anyFrame = fc.record({
  type: fc.integer({ min: 1, max: 10 }) as fc.Arbitrary<FrameType>,
  streamId: fc.nat(0xffff_ffff),
  number: fc.maxSafeNat(),
  body: fc.uint8Array({ maxLength: 300 }),
})

describe('frames', () => {
  it('come out of a message as they went in, however many it carries', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), (frames) => {
        const message = Buffer.concat(
          frames.map(({ type, streamId, number, body }) => encodeFrame(type, streamId, number, body)),
        )
        const read: unknown[] = []
        readFrames(message, ({ type, streamId, number, body }) =>
          read.push({ type, streamId, number, body: new Uint8Array(body) }),
        )
        expect(read).toEqual(frames)
      }),
    )
  })

  it('are refused when they are cut short, of another version, or noise', () => {
    const frame = encodeFrame(1, 2, 3, Buffer.from('body'))
    for (let length = 1; length < frame.length; length++) {
      expect(() => readFrames(frame.subarray(0, length), () => {})).toThrow(WireFailure)
    }
    expect(() => readFrames(Buffer.concat([Buffer.from([9]), frame.subarray(1)]), () => {})).toThrow(
      'unsupported-version',
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        try {
          readFrames(Buffer.from(noise), () => {})
        } catch (cause) {
          expect(cause).toBeInstanceOf(WireFailure)
        }
      }),
    )
  })
})
