import { describe, expect, it } from 'vitest'
import type { TurnTimingView } from '../../src-preload/contract/calls.ts'
import { cachedShare, median, scaleOf, waterfallRow } from './waterfall.ts'

const timing = (changes: Partial<TurnTimingView> = {}): TurnTimingView => ({
  turn_id: 'call:reply-1',
  speculative: false,
  voice_ended_ms: 10_000,
  final_words_ms: 10_240,
  started_ms: 10_250,
  committed_ms: 10_250,
  first_token_ms: 10_560,
  first_text_ms: 10_600,
  first_audio_ms: 10_690,
  first_frame_ms: 10_695,
  first_mark_ms: 10_900,
  ...changes,
})

const lengths = (changes: Partial<TurnTimingView>) =>
  Object.fromEntries(
    waterfallRow(timing(changes)).bars.map(({ stage, fromMs, toMs }) => [stage, toMs - fromMs]),
  )

describe('where the time before an answer went', () => {
  it('is laid out stage after stage, and the stages are the whole', () => {
    const { bars, totalMs } = waterfallRow(timing())
    expect(bars).toEqual([
      { stage: 'decide', fromMs: 0, toMs: 250 },
      { stage: 'model', fromMs: 250, toMs: 560 },
      { stage: 'clause', fromMs: 560, toMs: 600 },
      { stage: 'voice', fromMs: 600, toMs: 690 },
      { stage: 'send', fromMs: 690, toMs: 695 },
    ])
    expect(totalMs).toBe(695)
    expect(bars.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(totalMs)
  })

  it('goes on beside the homeowner’s turn where the reply was begun early, and shows what was held', () => {
    const early = {
      speculative: true,
      started_ms: 10_080,
      first_token_ms: 10_160,
      first_text_ms: 10_170,
      first_audio_ms: 10_230,
      first_frame_ms: 10_254,
    }
    expect(waterfallRow(timing(early))).toMatchObject({ early: true, totalMs: 254 })
    expect(lengths(early)).toEqual({ decide: 250, model: 80, clause: 10, voice: 60, held: 20, send: 4 })
  })

  it('holds nothing of an early reply that was ready after the turn was over', () => {
    const early = { speculative: true, started_ms: 10_150, first_audio_ms: 10_690 }
    expect(lengths(early)).not.toHaveProperty('held')
    expect(lengths(early).send).toBe(5)
  })

  it('may have begun before the voice had surely ended', () => {
    expect(waterfallRow(timing({ speculative: true, started_ms: 9_900 })).bars[1]?.fromMs).toBe(-100)
  })

  it('has no total where nothing was said before, and begins with the request', () => {
    const { bars, totalMs } = waterfallRow(timing({ voice_ended_ms: null, committed_ms: null }))
    expect(totalMs).toBeNull()
    expect(bars[0]).toEqual({ stage: 'model', fromMs: 0, toMs: 310 })
  })

  it('leaves out what was not reached or is out of order', () => {
    expect(lengths({ first_text_ms: null })).toEqual({ decide: 250, model: 310, send: 5 })
    expect(lengths({ first_token_ms: 10_100 })).not.toHaveProperty('model')
    expect(waterfallRow(timing({ first_frame_ms: 9_000 })).totalMs).toBeNull()
  })
})

describe('the scale of a call', () => {
  it('is one for all replies and ends on whole steps', () => {
    const rows = [timing(), timing({ first_frame_ms: 11_420 })].map(waterfallRow)
    expect(scaleOf(rows)).toEqual({
      fromMs: 0,
      toMs: 1_500,
      ticksMs: [0, 250, 500, 750, 1_000, 1_250, 1_500],
    })
  })

  it('reaches back to what was begun before the voice ended', () => {
    const { fromMs, ticksMs } = scaleOf([waterfallRow(timing({ speculative: true, started_ms: 9_900 }))])
    expect(fromMs).toBe(-200)
    expect(ticksMs).toContain(0)
  })

  it('has a length even when there is nothing to draw', () => {
    expect(scaleOf([])).toEqual({ fromMs: 0, toMs: 50, ticksMs: [0, 50] })
  })
})

describe('the figures of a call', () => {
  it('have the middle reply as the typical one', () => {
    expect(median([900, 100, 400])).toBe(400)
    expect(median([400, 100, 900, 200])).toBe(300)
    expect(median([])).toBeNull()
  })

  it('tell how much of what the model read was cached', () => {
    expect(cachedShare({ read: 100, cached: 850, cache_written: 50, written: 9_999 })).toBe(0.85)
    expect(cachedShare({ read: 0, cached: 0, cache_written: 0, written: 0 })).toBeNull()
  })
})
