import { describe, expect, it } from 'vitest'
import { HEARTBEAT_TICK_MS, heartbeat } from './heartbeat.ts'

/** What each tick says from now on, with nothing heard. */
function ticks(beat: ReturnType<typeof heartbeat>, fromMs: number, untilMs: number, live: boolean) {
  const said: string[] = []
  for (let nowMs = fromMs + HEARTBEAT_TICK_MS; nowMs <= untilMs; nowMs += HEARTBEAT_TICK_MS) {
    const next = beat.tick(nowMs, live)
    if (next !== 'nothing') said.push(`${next} ${nowMs}`)
  }
  return said
}

describe('the heartbeat', () => {
  it('pings twice a second during a call, and gives up after three unanswered', () => {
    const said = ticks(heartbeat(0), 0, 2_000, true)
    expect(said.slice(0, 3)).toEqual(['ping 500', 'ping 1000', 'ping 1500'])
    expect(said[3]).toBe('dead 1750')
  })

  it('pings every fifteen seconds otherwise', () => {
    const beat = heartbeat(0)
    expect(ticks(beat, 0, 30_000, false)).toEqual(['ping 15000', 'ping 30000'])
  })

  it('does not hold the quiet before a call against the peer', () => {
    const beat = heartbeat(0)
    ticks(beat, 0, 10_000, false)
    expect(beat.tick(10_250, true)).not.toBe('dead')
    expect(ticks(beat, 10_250, 11_000, true)).not.toContain('dead 10500')
  })

  it('does not blame the peer for our own stall', () => {
    const beat = heartbeat(0)
    ticks(beat, 0, 1_000, true)
    beat.heard(1_000)
    expect(beat.tick(5_000, true)).toBe('ping')
  })
})
