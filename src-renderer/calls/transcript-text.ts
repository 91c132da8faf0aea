import type { CallDetail, TurnView } from '../../src-preload/contract/calls.ts'
import { formatDuration } from '../ui/format.ts'
import { byTime } from './by-time.ts'
import { actWords } from './desk-act-words.ts'
import { splitSpoken } from './heard-words.ts'

/** A transcript to keep or send: only heard words count as said, the others are marked. */
export function transcriptText(
  call: Pick<CallDetail, 'lead_name' | 'phone' | 'turns' | 'desk_acts' | 'summary'>,
): string {
  const lines = byTime(call).map(({ atMs, turn, act }) => {
    const line = act ? `(${actWords(act)})` : `${whoSaid(turn, call.lead_name)}: ${wordsOf(turn)}`
    return `[${formatDuration(atMs / 1000)}] ${line}`
  })
  return [`Call with ${call.lead_name}, ${call.phone}`, call.summary ?? '', '', ...lines, ''].join('\n')
}

function whoSaid({ speaker, said_by }: TurnView, homeowner: string): string {
  if (speaker === 'homeowner') return homeowner
  return said_by === 'desk' ? 'Desk' : 'Agent'
}

function wordsOf(turn: TurnView): string {
  if (turn.speaker === 'homeowner') return turn.text
  const { heard, sent, unsent } = splitSpoken(turn)
  const cut = turn.cut_by ? `, cut off by the ${turn.cut_by}` : ''
  return [heard, sent && `[not heard${cut}: ${sent}]`, unsent && `[never said${sent ? '' : cut}: ${unsent}]`]
    .filter(Boolean)
    .join(' ')
}
