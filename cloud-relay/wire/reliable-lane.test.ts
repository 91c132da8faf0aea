import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reliableLane } from './reliable-lane.ts'

describe('the reliable lane', () => {
  it('delivers everything once and in order, wherever the socket is cut', () => {
    const step = fc.constantFrom('send', 'lose', 'cut', 'confirm')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sender = reliableLane()
        const receiver = reliableLane()
        const got: number[] = []
        let pushed = 0
        let connected = true
        const deliver = (frame: Buffer) => {
          if (receiver.accept(frame.readUInt32BE(0))) got.push(frame.readUInt32BE(0))
        }
        const reconnect = () => {
          connected = true
          // The peer may have told what it has a moment before it got more.
          for (const frame of sender.resumeFrom(Math.max(0, receiver.received() - 2))) deliver(frame)
        }
        for (const next of steps) {
          if (next === 'cut') reconnect()
          else if (next === 'confirm') sender.confirm(receiver.received())
          else {
            const frame = sender.push((position) => {
              const bytes = Buffer.alloc(4)
              bytes.writeUInt32BE(position)
              return bytes
            })
            pushed += 1
            // What is lost takes everything after it along: that is how a cut socket loses.
            if (next === 'lose') connected = false
            if (connected) deliver(frame)
          }
        }
        reconnect()
        expect(got).toEqual(Array.from({ length: pushed }, (_, index) => index + 1))
      }),
    )
  })
})
