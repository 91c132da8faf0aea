import { performance } from 'node:perf_hooks'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { simulateCall } from '../scenarios/simulated-call.ts'
import type { Report } from './report.ts'

const SEEDS = 20

/** How much faster than life the live loop plays whole calls on the virtual clock. */
export async function wholeCall(): Promise<Report> {
  const people = CHARACTERS.filter(
    (character) => character.kind === 'person' && character.pickUp.how === 'answers',
  )
  let talkMs = 0
  let calls = 0
  const startedMs = performance.now()
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const character of people) {
      talkMs += (await simulateCall(character, seed)).durationMs
      calls++
    }
  }
  const tookMs = performance.now() - startedMs
  return {
    benchmark: 'whole-call',
    figures: {
      calls,
      talk_minutes: talkMs / 60_000,
      ms_per_three_minute_call: (tookMs / talkMs) * 180_000,
      times_real_time: talkMs / tookMs,
    },
    aims: { ms_per_three_minute_call: 1_000 },
    method: `${calls} calls with ${people.length} homeowners, ${SEEDS} seeds each, through the real reducer, playout and tools; vendors simulated in process on a virtual clock.`,
  }
}
