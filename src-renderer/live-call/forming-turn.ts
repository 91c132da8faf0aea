import type { LiveCallView, TurnView } from '../../src-preload/contract/calls.ts'

type FormingTurn = Pick<
  TurnView,
  'speaker' | 'text' | 'sent_text' | 'heard_text' | 'interrupted' | 'cut_by' | 'said_by' | 'actions'
>

interface TranscriptLine {
  readonly key: string
  readonly turn: FormingTurn
  readonly forming: boolean
}

/** All lines of a talk by when each began, those of this moment among them: none moves when it is finished. */
export function transcriptLines(
  { turns, partial }: Pick<LiveCallView, 'turns' | 'partial'>,
  linesOfTheDesk: string[],
): TranscriptLine[] {
  // A line that goes on after a pause is one line, where it began: what is on record of it is not shown besides.
  const goesOn = turns.find(({ turn_id }) => turn_id === partial.agent?.turn_id)
  const lines = turns
    .filter((turn) => turn !== goesOn)
    .map((turn) => ({
      key: turn.turn_id,
      turn: turn as FormingTurn,
      forming: false,
      beganAtMs: turn.started_at_ms,
    }))
  for (const speaker of ['homeowner', 'agent'] as const) {
    const words = partial[speaker]
    if (!words) continue
    const turn = formingTurn(speaker, words.text, linesOfTheDesk)
    const beganAtMs = speaker === 'agent' && goesOn ? goesOn.started_at_ms : words.began_at_ms
    lines.push({ key: `forming-${speaker}`, turn, forming: true, beganAtMs })
  }
  return lines.sort((a, b) => a.beganAtMs - b.beganAtMs)
}

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
