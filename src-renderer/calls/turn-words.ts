import type { TurnView } from '../../src-preload/contract/calls.ts'

/**
 * Who a reader should take a turn to be from. The person at the desk may have typed it, in the agent's voice, or spoken it
 * themselves: it is theirs either way.
 */
export function whoSpoke({ speaker, said_by }: Pick<TurnView, 'speaker' | 'said_by'>): string {
  if (speaker === 'homeowner') return 'Homeowner'
  return said_by === 'desk' ? 'You, from the desk' : 'Agent'
}

/** Why a turn ends early, in words; null where it was said to its end. */
export function howCut({ interrupted, cut_by }: Pick<TurnView, 'interrupted' | 'cut_by'>): string | null {
  switch (cut_by) {
    case 'homeowner':
      return 'Interrupted by the homeowner'
    case 'desk':
      return 'Cut off by you'
    case null:
      return interrupted ? 'Cut short' : null
  }
}
