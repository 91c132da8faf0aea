import { describe, expect, it } from 'vitest'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import { turnOf } from '../../tests/fixtures/turn-of.ts'
import { transcriptText } from './transcript-text.ts'

const turn = (changes: Partial<TurnView>) => turnOf({ ended_at_ms: 1_000, said_by: 'agent', ...changes })

describe('a transcript saved as text', () => {
  it('tells the agent’s words from those of the desk, and who cut a sentence off', () => {
    const text = transcriptText({
      lead_name: 'Maria Alvarez',
      phone: '+15125550100',
      summary: null,
      desk_acts: [
        { at_ms: 3_000, action: 'took_over', text: null },
        { at_ms: 5_000, action: 'handed_back', text: 'They want Tuesday.' },
      ],
      turns: [
        turn({
          text: 'We have finished four roofs near you.',
          sent_text: 'We have finished four',
          heard_text: 'We have finished',
          interrupted: true,
          cut_by: 'desk',
        }),
        turn({
          started_at_ms: 4_000,
          said_by: 'desk',
          text: 'This is the office.',
          heard_text: 'This is the office.',
        }),
        turn({
          started_at_ms: 6_000,
          speaker: 'homeowner',
          said_by: null,
          text: 'Oh, hello.',
          heard_text: 'Oh, hello.',
        }),
      ],
    })
    expect(text.split('\n').slice(3, 8)).toEqual([
      '[0:00] Agent: We have finished [not heard, cut off by the desk: four] [never said: roofs near you.]',
      '[0:03] (You took the call over)',
      '[0:04] Desk: This is the office.',
      '[0:05] (You handed the call back: “They want Tuesday.”)',
      '[0:06] Maria Alvarez: Oh, hello.',
    ])
  })
})
