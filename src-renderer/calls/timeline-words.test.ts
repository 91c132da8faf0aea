import { describe, expect, it } from 'vitest'
import type { CallTimeline } from '../../src-preload/contract/calls.ts'
import { timelineSummary, troubleAdvice, troubleText } from './timeline-words.ts'
import type { WaterfallRow } from './waterfall.ts'

const quiet: CallTimeline = {
  turns: [],
  tokens: { read: 0, cached: 0, cache_written: 0, written: 0 },
  early_replies: { used: 0, wasted: 0 },
  interruptions: { true: 0, resumed: 0 },
  troubles: [],
}
const row = (totalMs: number | null): WaterfallRow => ({ turnId: 'a', early: false, bars: [], totalMs })

describe('a call in one line', () => {
  it('says what happened in it', () => {
    const busy: CallTimeline = {
      ...quiet,
      tokens: { read: 1_000, cached: 9_000, cache_written: 0, written: 200 },
      early_replies: { used: 3, wasted: 1 },
      interruptions: { true: 1, resumed: 2 },
    }
    expect(timelineSummary(busy, [row(412.4), row(null), row(655)])).toEqual([
      'Typically 534 ms from their last sound to the agent’s first',
      '3 of 4 early replies used',
      '1 interruption',
      '2 false interruptions',
      '90% of what the model read came from its cache',
    ])
  })

  it('says nothing of what did not happen', () => {
    expect(timelineSummary(quiet, [row(null)])).toEqual([])
  })
})

describe('what went wrong in a call', () => {
  it('is told without the words of a service', () => {
    const lost = { what: 'vendor-gone', detail: 'deepgram closed: 1011 NET-0001' } as const
    expect(troubleText(lost)).toBe('A service could not be reached again')
    expect(troubleText({ what: 'line-broke', detail: '640 ms' })).toMatch(/\(640 ms\)$/)
  })

  it('comes with what to do about it, once', () => {
    const advice = troubleAdvice([{ what: 'voice-lost' }, { what: 'voice-changed' }, { what: 'line-broke' }])
    expect(advice).toHaveLength(2)
    expect(advice[0]).toContain('check their keys in Settings')
    expect(troubleAdvice([{ what: 'foreign-stream' }])).toEqual([])
  })
})
