import type { TurnView } from '../../../src-preload/contract/calls.ts'

/** The one order of a call's lines, live and on record: as they began, whichever of them was finished first. */
export const inSpokenOrder = (turns: Iterable<TurnView>): TurnView[] =>
  [...turns].sort((a, b) => a.started_at_ms - b.started_at_ms)

/** Puts a turn in its place among those told before; one that was told already is replaced. */
export function placeTurn(turns: TurnView[], turn: TurnView): void {
  const others = turns.filter(({ turn_id }) => turn_id !== turn.turn_id)
  turns.splice(0, turns.length, ...inSpokenOrder([...others, turn]))
}
