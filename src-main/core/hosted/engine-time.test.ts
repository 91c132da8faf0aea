import { describe, expect, it } from 'vitest'
import { EngineTime } from './engine-time.ts'

describe('when something was said in a hosted call', () => {
  it("goes by the engine's clock, however far that is from ours", () => {
    const time = new EngineTime({ nowMs: () => 9_999 })
    time.answered(1_000, 500_000)
    expect(time.sinceAnswerMs(502_500)).toBe(2_500)
  })

  it('goes by our clock where the engine did not tell the time', () => {
    const time = new EngineTime({ nowMs: () => 4_000 })
    time.answered(1_000, null)
    expect([time.sinceAnswerMs(502_500), time.sinceAnswerMs(null)]).toEqual([3_000, 3_000])
  })

  it('is the start of the first word, until the speech has ended', () => {
    const time = new EngineTime({ nowMs: () => 0 })
    time.answered(0, 0)
    time.speechBegan('homeowner', 700)
    time.speechBegan('homeowner', 900)
    expect(time.takeSpeechBegan('homeowner')).toBe(700)
    expect(time.takeSpeechBegan('homeowner')).toBeNull()
  })

  it('never lies before the answer', () => {
    const time = new EngineTime({ nowMs: () => 0 })
    expect(time.sinceAnswerMs(5_000)).toBe(0)
    time.answered(1_000, 6_000)
    expect(time.sinceAnswerMs(5_000)).toBe(0)
  })
})
