import { describe, expect, it } from 'vitest'
import { FRAME_BYTES, pcmuDurationMs } from '../../audio/pcmu.ts'
import { InboundAudio } from './inbound-audio.ts'

const frame = () => new Uint8Array(FRAME_BYTES).fill(0x20)
const isSilence = (audio: Uint8Array) => audio.every((byte) => byte === 0xff)
const lengths = (parts: readonly Uint8Array[]) => parts.map((part) => pcmuDurationMs(part.length))

describe('the audio of the homeowner', () => {
  it('passes as it comes while nothing is missing', () => {
    const inbound = new InboundAudio()
    for (let i = 0; i < 50; i++) {
      expect(lengths(inbound.arrived(frame(), i * 20, 5_000 + i * 20))).toEqual([20])
      expect(inbound.missing(5_000 + i * 20 + 19)).toBeNull()
    }
  })

  it('has silence where a packet was lost', () => {
    const inbound = new InboundAudio()
    inbound.arrived(frame(), 0, 0)
    const parts = inbound.arrived(frame(), 80, 80)
    expect(lengths(parts)).toEqual([60, 20])
    expect(isSilence(parts[0]!)).toBe(true)
  })

  it('keeps flowing while nothing comes, frame by frame, and does not fill the same gap twice', () => {
    const inbound = new InboundAudio()
    inbound.arrived(frame(), 0, 0)
    let filledMs = 0
    for (let nowMs = 20; nowMs <= 1_000; nowMs += 20)
      filledMs += pcmuDurationMs(inbound.missing(nowMs)?.length ?? 0)
    expect(filledMs).toBe(1_000)
    // The stream goes on at its 1,100th millisecond: 1,080 were lost, 1,000 of them are filled.
    expect(lengths(inbound.arrived(frame(), 1_100, 1_100))).toEqual([80, 20])
  })

  it('follows the silence when it was only late', () => {
    const inbound = new InboundAudio()
    inbound.arrived(frame(), 0, 0)
    for (let nowMs = 20; nowMs <= 800; nowMs += 20) inbound.missing(nowMs)
    expect(lengths(inbound.arrived(frame(), 20, 810))).toEqual([20])
  })

  it('is not broken up by silence when the program stood still and the packets were only waiting', () => {
    const inbound = new InboundAudio()
    inbound.arrived(frame(), 0, 0)
    expect(inbound.missing(900)).toBeNull()
    expect(lengths(inbound.arrived(frame(), 20, 901))).toEqual([20])
  })

  it('makes up for ten seconds at most, and starts anew with a stream that does', () => {
    const inbound = new InboundAudio()
    inbound.arrived(frame(), 0, 0)
    expect(lengths(inbound.arrived(frame(), 3_600_000, 40))).toEqual([10_000, 20])
    expect(lengths(inbound.arrived(frame(), 0, 60))).toEqual([20])
  })

  it('is silent before the first packet', () => {
    expect(new InboundAudio().missing(60_000)).toBeNull()
  })
})
