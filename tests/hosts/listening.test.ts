import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percentile } from '../benchmarks/live/figures.ts'
import { type ListenDelays, listenIn } from '../benchmarks/live/listener.ts'
import { pinDriver } from '../benchmarks/live/machine.ts'
import { openStage, type Stage } from '../benchmarks/live/stage.ts'
import { hearOpening, playTurn, quickReply } from '../benchmarks/live/talk.ts'

const TURNS = 3
const TURN = {
  words: 'My neighbor had his roof done last year and he likes it.',
  speechMs: 1_500,
  endOfTurnMs: 260,
}
/** At the median: a machine that is shared with other work stalls for longer now and then. `npm run bench -- listen-delay` tells the rest. */
const MOST_BEHIND_MS = 300
/** Every turn has 75 frames of the homeowner's voice and at least 20 of the agent's. */
const LEAST_FRAMES = { homeowner: 75 * TURNS, agent: 20 * TURNS }

let stage: Stage
beforeAll(async () => {
  // The listener lives in this process: what others do on the machine must not count as its delay.
  pinDriver()
  stage = await openStage({ maxConcurrentCalls: 1 })
})
afterAll(() => stage?.close())

describe('whoever listens in', () => {
  it('hears both sides of the call less than 300 ms after the phone', async () => {
    const [line] = await stage.callHomeowners(1, quickReply({ firstTokenMs: 100, firstAudioMs: 60 }))
    if (!line) throw new Error('nobody was called')
    await hearOpening(stage, line)
    const listening = await listenIn(stage, line)
    for (let i = 0; i < TURNS; i++) expect(await playTurn(stage, line, TURN)).not.toBeNull()
    await listening.stop()
    await stage.hangUp([line])
    for (const side of ['homeowner', 'agent'] as const) {
      const { playedMs }: ListenDelays = listening[side]
      expect(playedMs.length, side).toBeGreaterThan(LEAST_FRAMES[side])
      // Nobody hears anything before it was said.
      expect(Math.min(...playedMs), side).toBeGreaterThan(0)
      expect(percentile(playedMs, 0.5), side).toBeLessThan(MOST_BEHIND_MS)
    }
  })
})
