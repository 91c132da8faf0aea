import { describe, expect, it } from 'vitest'
import { VoiceActivity, type VoiceChange } from './voice-activity.ts'

const SILENT = -96

/** Plays levels frame by frame, 20 ms each, and keeps what the detector said. */
function listen(levels: readonly number[], agentDbfs = SILENT) {
  const detector = new VoiceActivity()
  const said: (VoiceChange & { atMs: number })[] = []
  levels.forEach((level, i) => {
    const change = detector.frame(level, agentDbfs, (i + 1) * 20)
    if (change) said.push({ ...change, atMs: (i + 1) * 20 })
  })
  return said
}
const frames = (count: number, level: number) => Array.from({ length: count }, () => level)

describe('the voice detector', () => {
  it('tells a voice 60 ms after its onset and its end 100 ms after the last sound, with the true instants', () => {
    expect(listen([...frames(50, -60), ...frames(25, -25), ...frames(20, -60)])).toEqual([
      { voice: 'began', sinceMs: 1_000, atMs: 1_060 },
      { voice: 'ended', sinceMs: 1_500, atMs: 1_600 },
    ])
  })

  it('passes over clicks and the gaps within words', () => {
    const word = [...frames(8, -25), ...frames(4, -60), ...frames(8, -25)]
    expect(listen([...frames(20, -60), -20, -20, ...frames(20, -60)])).toEqual([])
    expect(listen([...frames(20, -60), ...word, ...frames(20, -60)])).toHaveLength(2)
  })

  it('takes a noisy line for quiet, and hears the voice above it', () => {
    const noise = frames(400, -42)
    const voice = listen([...noise, ...frames(20, -20), ...frames(10, -42)])
    expect(voice.map(({ voice }) => voice)).toEqual(['began', 'ended'])
    expect(voice[0]?.sinceMs).toBe(8_000)
  })

  it("does not take the agent's echo for the homeowner, but hears who talks over it", () => {
    expect(listen([...frames(50, -60), ...frames(50, -40)], -20)).toEqual([])
    expect(listen([...frames(50, -60), ...frames(50, -30)], -20)).toHaveLength(1)
  })
})
