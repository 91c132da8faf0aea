import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import { isOptOut } from '../../conversation/opt-out.ts'

/** How a hosted engine writes down the key that the opening offers; in our own loop the carrier tells of keys. */
const KEY_NINE = /keypad entry:\s*9\b/i

/**
 * Reads a whole transcript once more for a request to stop calling (compliance.md section 3, rule f): each turn of
 * the homeowner, and neighbouring turns together, since a pause may have cut the request in two.
 */
export function requestToStop(turns: readonly TurnView[]): string | null {
  let before: string | null = null
  for (const turn of turns) {
    if (turn.speaker === 'agent') {
      // A line that was heard to its end stands between two turns; one that was talked over does not.
      if (turn.heard_text !== '' && !turn.interrupted) before = null
      continue
    }
    if (KEY_NINE.test(turn.text)) return 'pressed 9'
    if (isOptOut(turn.text)) return turn.text
    const together = before === null ? turn.text : `${before} ${turn.text}`
    if (isOptOut(together)) return together
    before = turn.text
  }
  return null
}
