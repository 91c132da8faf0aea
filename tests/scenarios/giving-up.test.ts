import { describe, expect, it } from 'vitest'
import { FaultyEngines } from './faulty-engines.ts'
import { say, scriptedCall } from './scripted-call.ts'

/** reliability.md C5: from the homeowner's last word to the end of the call, the goodbye included. */
const GIVEN_UP_WITHIN_MS = 10_000
const GOODBYE = 'Sorry, I have a technical problem. Please call our office number. Goodbye.'
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1)

describe('when no model answers any more', () => {
  it.each(
    (['refuse', 'stall', 'cut'] as const).flatMap((fault) => SEEDS.map((seed) => [fault, seed] as const)),
  )(
    'the homeowner who only waits is told so, and the call is over within ten seconds: %s, seed %i',
    async (fault, seed) => {
      let stop = () => {}
      const scene = scriptedCall([], {}, 0, (clock, lines) => {
        const engines = new FaultyEngines(clock, lines, seed)
        engines.breaks({ vendor: 'model', fault, scope: 'all' })
        stop = () => engines.stop()
        return engines.model
      })
      await scene.clock.run(4_000)
      await say(scene, 'what do you do')
      const askedAtMs = scene.clock.monotonicMs()
      await scene.clock.run(60_000, () => scene.hangUps.length > 0)
      stop()
      expect(scene.hangUps).toEqual(['trouble'])
      expect(scene.phone.heard.replaceAll(/\s+/g, ' ')).toContain(GOODBYE)
      expect(scene.clock.monotonicMs() - askedAtMs).toBeLessThanOrEqual(GIVEN_UP_WITHIN_MS)
    },
  )
})
