import { describe, expect, it } from 'vitest'
import { FRAME_BYTES, PCMU_SILENCE } from '../audio/pcmu.ts'
import { DerivedTurns } from './derived-turns.ts'

function scene() {
  const told: string[] = []
  const turns = new DerivedTurns({
    turnStarted: () => told.push('started'),
    turnUpdated: (text) => told.push(`update ${text}`),
    turnMayBeDone: (text) => told.push(`eager ${text}`),
    turnResumed: () => told.push('resumed'),
    turnDone: (text) => told.push(`done ${text}`),
  })
  const sound = (byte: number, ms: number) => {
    for (let at = 0; at < ms; at += 20) turns.heard(new Uint8Array(FRAME_BYTES).fill(byte))
  }
  return {
    told,
    turns,
    voice: (ms: number) => sound(0x20, ms),
    quiet: (ms: number) => sound(PCMU_SILENCE, ms),
  }
}

describe('turns derived from transcripts', () => {
  it('begin with the first words, grow, and end with the pause after a whole sentence', () => {
    const { told, turns, voice } = scene()
    voice(400)
    turns.interim('we have')
    turns.interim('We have an old')
    turns.final('We have an old roof.')
    turns.paused()
    expect(told).toEqual([
      'started',
      'update we have',
      'update We have an old',
      'update We have an old roof.',
      'done We have an old roof.',
    ])
  })

  it('hold together what was made final in parts', () => {
    const { told, turns } = scene()
    turns.final('We have')
    turns.interim('an old')
    turns.final('an old roof.')
    turns.paused()
    expect(told.at(-1)).toBe('done We have an old roof.')
  })

  it('only may be over when somebody pauses in mid-sentence, and resume when they go on', () => {
    const { told, turns } = scene()
    turns.final('We have a')
    turns.paused()
    expect(told.at(-1)).toBe('eager We have a')
    turns.interim('roof')
    expect(told.slice(-2)).toEqual(['resumed', 'update We have a roof'])
    turns.final('roof of tiles.')
    turns.paused()
    expect(told.at(-1)).toBe('done We have a roof of tiles.')
  })

  it('may be over as soon as the line is quiet, before the recogniser says so', () => {
    const { told, turns, voice, quiet } = scene()
    quiet(300)
    voice(600)
    turns.interim('Yes, please')
    quiet(400)
    expect(told.at(-1)).toBe('eager Yes, please')
    turns.final('Yes, please.')
    turns.paused()
    expect(told.slice(-2)).toEqual(['update Yes, please.', 'done Yes, please.'])
  })

  it('end by the quiet of the line when the recogniser never calls them over: soon after a sentence, later in mid-thought', () => {
    const whole = scene()
    whole.quiet(300)
    whole.voice(600)
    whole.turns.final('Yes, please.')
    whole.quiet(700)
    expect(whole.told.at(-1)).toBe('done Yes, please.')
    const open = scene()
    open.quiet(300)
    open.voice(600)
    open.turns.final('Yes, and')
    open.quiet(1_400)
    expect(open.told.at(-1)).toBe('eager Yes, and')
    open.quiet(500)
    expect(open.told.at(-1)).toBe('done Yes, and')
  })

  it('do not end on words that may still change', () => {
    const { told, turns, voice, quiet } = scene()
    quiet(300)
    voice(600)
    turns.interim('Yes, plea')
    quiet(3_000)
    expect(told).toEqual(['started', 'update Yes, plea', 'eager Yes, plea'])
  })

  it('that were only a noise end without words', () => {
    const { told, turns } = scene()
    turns.speechBegan()
    turns.ended()
    turns.ended()
    turns.paused()
    expect(told).toEqual(['started', 'done '])
  })

  it('take audio of any length', () => {
    const { told, turns } = scene()
    turns.final('Yes.')
    const whole = new Uint8Array(FRAME_BYTES * 60)
    whole.fill(PCMU_SILENCE)
    whole.fill(0x20, FRAME_BYTES * 10, FRAME_BYTES * 25)
    for (let at = 0; at < whole.length; at += 77) turns.heard(whole.subarray(at, at + 77))
    expect(told.at(-1)).toBe('done Yes.')
  })
})
