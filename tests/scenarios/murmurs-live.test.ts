import { expect, it } from 'vitest'
import type { LiveCallState } from '../../src-main/core/call/live/live-call-parts.ts'
import { characterById } from '../../src-main/practice/homeowners/directory.ts'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import { plainVendors, simulateCallWith } from './simulated-call.ts'

// The Live screen showed "Uh-huh" over the opening as an interruption, struck the opening through and showed it again
// below; the record afterwards rightly had one unbroken line.
it('shows a line that a murmur silenced as one that goes on, until it is on record whole', async () => {
  const goingOn = new Set<string>()
  const cutSinceMs = new Map<string, number>()
  const shownAsCut = new Set<string>()
  let goesOnAtTheEnd: string | null | undefined
  const watch = (nowMs: number, { partialAgent }: LiveCallState, onRecord: ReadonlyMap<string, TurnView>) => {
    goesOnAtTheEnd = partialAgent?.turn_id
    for (const { turn_id, interrupted } of onRecord.values()) {
      const goesOn = partialAgent?.turn_id === turn_id
      if (interrupted && goesOn) goingOn.add(turn_id)
      if (!interrupted || goesOn) cutSinceMs.delete(turn_id)
      else if (!cutSinceMs.has(turn_id)) cutSinceMs.set(turn_id, nowMs)
      if (nowMs - (cutSinceMs.get(turn_id) ?? nowMs) > SEEN_AFTER_MS) shownAsCut.add(turn_id)
    }
  }
  const { turns } = await simulateCallWith(characterById('says-mm-hm'), 3, (clock, lines) => ({
    ...plainVendors(clock, lines),
    shows: (state, onRecord) => watch(clock.monotonicMs(), state, onRecord),
  }))
  const whole = turns.filter(({ turn_id, interrupted }) => goingOn.has(turn_id) && !interrupted)
  expect(whole.length).toBeGreaterThan(0)
  expect(whole.filter(({ turn_id }) => shownAsCut.has(turn_id))).toEqual([])
  const cut = turns.filter(({ interrupted, cut_by }) => interrupted && cut_by === 'homeowner')
  // A line that waits for its rest when they hang up was never cut before their eyes.
  const seen = cut.filter(({ turn_id }) => turn_id !== goesOnAtTheEnd)
  expect(seen.filter(({ turn_id }) => !shownAsCut.has(turn_id))).toEqual([])
})

/** The record follows the sound by a few frames. */
const SEEN_AFTER_MS = 100
