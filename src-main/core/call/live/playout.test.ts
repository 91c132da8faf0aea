import { describe, expect, it } from 'vitest'
import { evenChars, heardText, wordStartMs } from '../speech/heard.ts'
import { type HeardLine, Playout } from './playout.ts'

/** A carrier that keeps what it was sent and returns marks when told how much has been played. */
function phone() {
  const wire: string[] = []
  const heard: HeardLine[] = []
  const started: string[] = []
  const playout = new Playout(
    {
      sendAudio: () => wire.push('audio'),
      sendMark: (name) => wire.push(`mark ${name}`),
      clear: () => wire.push('clear'),
      close: () => {},
    },
    { lineStarted: (id) => started.push(id), lineHeard: (line) => heard.push(line), frameSent: () => {} },
  )
  const run = (fromMs: number, toMs: number) => {
    for (let ms = fromMs; ms <= toMs; ms += 20) playout.tick(ms)
  }
  return { playout, wire, heard, started, run, marks: () => wire.filter((item) => item.startsWith('mark')) }
}
const line = (ms: number) => new Uint8Array(ms * 8).fill(0x55)
const TEXT = 'You are all set for Tuesday at ten in the morning.'

describe('playout', () => {
  it('never runs more than its lead ahead of the ear', () => {
    const p = phone()
    p.playout.add('a', line(2_000), evenChars(TEXT, 2_000))
    p.run(0, 0)
    expect(p.wire.filter((item) => item === 'audio')).toHaveLength(8)
    p.run(20, 500)
    expect(p.wire.filter((item) => item === 'audio').length).toBeLessThanOrEqual((500 + 160) / 20 + 1)
  })

  it.each([0, 1, 7, 13, 19])(
    'sends one frame at each beat and none between them once its lead is full, however uneven the beats (phase %i ms)',
    (phaseMs) => {
      const p = phone()
      const sent = (send: () => void) => {
        const before = p.wire.length
        send()
        return p.wire.slice(before).filter((item) => item === 'audio').length
      }
      p.playout.add('a', line(200), [])
      p.playout.fill(0)
      for (let beat = 0; beat < 200; beat++) {
        const atMs = phaseMs + beat * 20 + (beat % 3) * 1.5
        expect(sent(() => p.playout.tick(atMs))).toBe(1)
        p.playout.add('a', line(25), [])
        expect(sent(() => p.playout.fill(atMs + 17))).toBe(0)
      }
    },
  )

  it('fills its lead again at once after beats were lost', () => {
    const p = phone()
    const audio = () => p.wire.filter((item) => item === 'audio').length
    p.playout.add('a', line(2_000), [])
    p.run(0, 200)
    const before = audio()
    p.run(300, 300)
    expect(audio() - before).toBe(5)
    p.run(320, 320)
    expect(audio() - before).toBe(6)
  })

  it.each([2, 3, 5])(
    'sends what %i beats missed in a standstill at once, and keeps the moments of all that follow',
    (missed) => {
      const p = phone()
      const audio = () => p.wire.filter((item) => item === 'audio').length
      p.playout.add('a', line(4_000), [])
      p.playout.fill(7)
      p.run(20, 1_000)
      const before = audio()
      p.playout.tick(1_000 + missed * 20 + 3, missed)
      expect(audio() - before).toBe(missed)
      for (let beat = missed + 1; beat < 100; beat++) {
        p.playout.tick(1_000 + beat * 20)
        expect(audio() - before).toBe(beat)
      }
    },
  )

  it('counts a line as heard when its last mark comes back', () => {
    const p = phone()
    p.playout.add('a', line(400), evenChars('Hello there', 400))
    p.playout.finish('a')
    p.run(0, 400)
    expect(p.heard).toHaveLength(0)
    p.playout.markReturned('g0|400|a')
    expect(p.heard).toMatchObject([{ lineId: 'a', heardText: 'Hello there', interrupted: false }])
  })

  it('does not wait for ever for a mark that got lost', () => {
    const p = phone()
    p.playout.add('a', line(400), evenChars('Hello there', 400))
    p.playout.finish('a')
    p.run(0, 1_100)
    expect(p.heard).toHaveLength(1)
  })

  it('puts clear on the wire before it computes what was heard', () => {
    const p = phone()
    p.playout.add('a', line(3_000), evenChars(TEXT, 3_000))
    p.run(0, 1_500)
    const before = p.wire.length
    const [cut] = p.playout.stop(1_500)
    expect(p.wire.slice(before)).toEqual(['clear'])
    expect(TEXT.startsWith(cut?.heardText ?? 'x')).toBe(true)
    expect(cut?.heardText.split(' ').length).toBeGreaterThan(3)
  })

  it('does not believe a mark that was returned by clear', () => {
    const p = phone()
    p.playout.add('a', line(400), evenChars('Hello there', 400))
    p.playout.finish('a')
    p.run(0, 200)
    p.playout.stop(200)
    p.playout.markReturned('g0|400|a')
    expect(p.heard).toHaveLength(0)
  })

  it('does not believe it for the same line either, once that goes on', () => {
    const p = phone()
    p.playout.add('a', line(400), evenChars('Hello there', 400))
    p.playout.finish('a')
    p.run(0, 300)
    p.playout.stop(300)
    p.playout.resume('a')
    p.run(320, 700)
    p.playout.markReturned('g0|400|a')
    expect(p.heard).toHaveLength(0)
    p.playout.markReturned('g1|400|a')
    expect(p.heard).toHaveLength(1)
  })

  it('counts as heard what has been played, not what has been sent', () => {
    const p = phone()
    p.playout.add('a', line(3_000), evenChars(TEXT, 3_000))
    p.run(0, 1_500)
    const sentMs = p.wire.filter((item) => item === 'audio').length * 20
    const [cut] = p.playout.stop(1_500)
    expect(sentMs).toBeGreaterThan(1_600)
    expect(cut?.heardMs).toBeGreaterThan(1_400)
    expect(cut?.heardMs).toBeLessThanOrEqual(1_500)
  })

  it('resumes a cut line from the start of the word that was being spoken', () => {
    const p = phone()
    p.playout.add('a', line(3_000), evenChars(TEXT, 3_000))
    p.playout.finish('a')
    p.run(0, 1_500)
    p.playout.stop(1_500)
    expect(p.playout.resume('a')).toBe(true)
    p.run(1_520, 6_000)
    expect(p.heard).toMatchObject([{ lineId: 'a', heardText: TEXT }])
  })

  it('keeps what still arrives of a silenced line for when it goes on, and speaks none of it meanwhile', () => {
    const p = phone()
    p.playout.add('a', line(1_000), evenChars('You are all set ', 1_000))
    p.run(0, 600)
    p.playout.stop(600)
    const silencedAt = p.wire.length
    p.playout.add('a', line(1_000), evenChars('for Tuesday at ten.', 1_000))
    p.playout.finish('a')
    p.run(620, 2_000)
    expect(p.wire.length).toBe(silencedAt)
    p.playout.resume('a')
    p.run(2_020, 5_000)
    expect(p.heard).toMatchObject([{ lineId: 'a', heardText: 'You are all set for Tuesday at ten.' }])
  })

  it('forgets a silenced line that was abandoned', () => {
    const p = phone()
    p.playout.add('a', line(1_000), evenChars('You are all set ', 1_000))
    p.run(0, 600)
    p.playout.stop(600)
    p.playout.abandon('a')
    expect(p.playout.resume('a')).toBe(false)
  })

  it('is not silenced by a line that was begun and never finished', () => {
    // A model stalled in mid-sentence: its half line stood at the head of the queue, and the homeowner heard nothing more.
    const p = phone()
    p.playout.add('cut short', line(100), evenChars('Got it', 100))
    p.run(0, 200)
    p.playout.add('apology', line(200), evenChars('One moment', 200))
    p.playout.finish('apology')
    p.playout.abandon('cut short')
    p.run(220, 1_500)
    expect(p.heard.map(({ lineId }) => lineId)).toEqual(['cut short', 'apology'])
  })

  it('finds the heard text wrong by at most the word being spoken, wherever the cut falls', () => {
    for (let cutMs = 0; cutMs <= 3_000; cutMs += 20) {
      const chars = evenChars(TEXT, 3_000)
      const heard = heardText(chars, cutMs)
      const spoken = TEXT.slice(0, Math.floor((cutMs / 3_000) * TEXT.length))
      expect(TEXT.startsWith(heard)).toBe(true)
      expect(spoken.split(' ').length - heard.split(' ').length).toBeLessThanOrEqual(1)
      expect(wordStartMs(chars, cutMs)).toBeLessThanOrEqual(cutMs)
    }
  })
})
