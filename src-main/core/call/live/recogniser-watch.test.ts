import { describe, expect, it } from 'vitest'
import { RecogniserWatch } from './recogniser-watch.ts'

/** When the watch notices something and how much of a voice it is, looking every 20 ms. */
function noticed(events: (watch: RecogniserWatch, nowMs: number) => void, untilMs = 6_000) {
  const watch = new RecogniserWatch()
  const all: [atMs: number, voicedMs: number][] = []
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 20) {
    events(watch, nowMs)
    const voicedMs = watch.unheardMs(nowMs)
    if (voicedMs !== null) all.push([nowMs, voicedMs])
  }
  return all
}

describe('the watch over the recogniser', () => {
  it('notices a short answer of which nothing was told', () => {
    const found = noticed((watch, nowMs) => {
      if (nowMs === 1_060) watch.voice({ voice: 'began', sinceMs: 1_000 })
      if (nowMs === 1_500) watch.voice({ voice: 'ended', sinceMs: 1_400 })
    })
    expect(found).toEqual([[2_100, 400]])
  })

  it('notices a voice that goes on and on unheard, again and again, and counts it as no more than one voice', () => {
    const found = noticed((watch, nowMs) => {
      if (nowMs === 1_060) watch.voice({ voice: 'began', sinceMs: 1_000 })
    }, 4_500)
    expect(found).toEqual([
      [2_500, 1_500],
      [4_000, 500],
    ])
  })

  it('notices a recogniser that falls silent in the middle of a sentence', () => {
    const found = noticed((watch, nowMs) => {
      if (nowMs === 1_060) watch.voice({ voice: 'began', sinceMs: 1_000 })
      if (nowMs === 1_300 || nowMs === 1_600) watch.told(nowMs, 'yes')
    }, 3_500)
    expect(found).toEqual([[3_100, 1_500]])
  })

  it('notices an answer of which only the beginning was told, and no word', () => {
    const found = noticed((watch, nowMs) => {
      if (nowMs === 1_060) watch.voice({ voice: 'began', sinceMs: 1_000 })
      if (nowMs === 1_200) watch.told(nowMs, '')
      if (nowMs === 1_900) watch.voice({ voice: 'ended', sinceMs: 1_800 })
    })
    expect(found).toEqual([[2_500, 800]])
  })

  it('has nothing to say of a voice that was understood, or of a click', () => {
    expect(
      noticed((watch, nowMs) => {
        if (nowMs === 1_060) watch.voice({ voice: 'began', sinceMs: 1_000 })
        if (nowMs === 1_300) watch.told(nowMs, 'yes')
        if (nowMs === 1_500) watch.voice({ voice: 'ended', sinceMs: 1_400 })
        if (nowMs === 1_700) watch.told(nowMs, 'yes')
        if (nowMs === 3_060) watch.voice({ voice: 'began', sinceMs: 3_000 })
        if (nowMs === 3_160) watch.voice({ voice: 'ended', sinceMs: 3_100 })
      }),
    ).toEqual([])
  })
})
