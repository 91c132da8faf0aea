import type { TurnView } from '../../src-preload/contract/calls.ts'

type FormingTurn = Pick<
  TurnView,
  'speaker' | 'text' | 'sent_text' | 'heard_text' | 'interrupted' | 'cut_by' | 'said_by' | 'actions'
>

/** Words being recognised or spoken at this moment, as a turn; a line of the desk is theirs from its first word. */
export function formingTurn(
  speaker: TurnView['speaker'],
  words: string,
  linesOfTheDesk: string[],
): FormingTurn {
  const ofTheDesk = linesOfTheDesk.some((line) => line.startsWith(words.trim()))
  return {
    speaker,
    text: words,
    sent_text: words,
    heard_text: words,
    interrupted: false,
    cut_by: null,
    said_by: speaker === 'homeowner' ? null : ofTheDesk ? 'desk' : 'agent',
    actions: [],
  }
}
