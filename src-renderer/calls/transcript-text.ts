import type { CallDetail } from '../../src-preload/contract/calls.ts'
import { formatDuration } from '../ui/format.ts'
import { splitHeard } from './heard-words.ts'

/** A transcript to keep or send: only heard words count as said, the others are marked. */
export function transcriptText(call: Pick<CallDetail, 'lead_name' | 'phone' | 'turns' | 'summary'>): string {
  const lines = call.turns.map((turn) => {
    const who = turn.speaker === 'agent' ? 'Agent' : call.lead_name
    const { heard, unheard } = splitHeard(turn.text, turn.heard_text)
    const cut = turn.speaker === 'agent' && unheard ? ` [not heard: ${unheard}]` : ''
    return `[${formatDuration(turn.started_at_ms / 1000)}] ${who}: ${turn.speaker === 'agent' ? heard : turn.text}${cut}`
  })
  return [`Call with ${call.lead_name}, ${call.phone}`, call.summary ?? '', '', ...lines, ''].join('\n')
}
