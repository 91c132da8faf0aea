import type { CutBy } from '../../../../src-preload/contract/calls.ts'
import type { TurnEvent } from '../../turn-taking/turn.ts'
import type { EndedEvent } from '../phone-line.ts'

/** Who made the agent fall silent, by the event that did; null when no person did (the time ran out, a vendor is gone). */
export function whoCut(event: TurnEvent): CutBy | null {
  switch (event.type) {
    case 'operator-spoke':
    case 'operator-hung-up':
    case 'desk-took-over':
    case 'desk-muted-agent':
      return 'desk'
    case 'voice-began':
    case 'homeowner-started':
    case 'homeowner-words':
    case 'homeowner-may-be-done':
    case 'homeowner-done':
    case 'homeowner-opted-out':
      return 'homeowner'
    case 'woke':
      return event.name === 'barge-in-gate' ? 'homeowner' : null
    default:
      return null
  }
}

/** Who ended the call, and with it the sentence that was being said. */
export function whoEnded(canceledByPerson: boolean, { endedBy }: EndedEvent): CutBy | null {
  if (canceledByPerson) return 'desk'
  return endedBy === 'homeowner' ? 'homeowner' : null
}
