import { describe, expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'
import {
  defaultTurnRules,
  newTurn,
  type Turn,
  type TurnEffect,
  type TurnEvent,
  type TurnRules,
} from './turn.ts'

/** The agent has been speaking its reply since 10,000 ms, and the model still adds to it. */
function whileSpeaking(turnNow: Partial<Turn> = {}, rules: TurnRules = defaultTurnRules) {
  let turn: Turn = {
    ...newTurn(),
    phase: 'talking',
    serial: 7,
    epoch: 3,
    voice: { voiced: false, sinceMs: 8_000 },
    reply: { status: 'committed', replyId: 'reply-7', text: 'How much?', retried: false },
    line: { lineId: 'reply-7', what: 'reply', interruptible: true, audible: true, startedMs: 10_000 },
    ...turnNow,
  }
  const play = (...events: TurnEvent[]): TurnEffect[] =>
    events.flatMap((event) => {
      const [next, ...effects] = takeTurn(turn, event, rules)
      turn = next
      return effects
    })
  const wake = (name: 'barge-in-gate' | 'false-interruption', atMs: number) =>
    play({ type: 'woke', atMs, name, epoch: turn.epoch })
  const voice = (sinceMs: number) => play({ type: 'voice-began', atMs: sinceMs + 60, sinceMs })
  const quiet = (sinceMs: number) => play({ type: 'voice-ended', atMs: sinceMs + 100, sinceMs })
  return { play, wake, voice, quiet, turn: () => turn }
}
const done = (effects: readonly TurnEffect[]) => effects.map((effect) => effect.do)

describe('a voice over the agent', () => {
  it('silences it at once in the first second, when people go on with their own sentence', () => {
    const f = whileSpeaking()
    expect(f.voice(10_400)[0]).toEqual({ do: 'stop-speaking' })
  })

  it('must last later on, so that a listening noise passes', () => {
    const f = whileSpeaking()
    expect(f.voice(13_000)).toEqual([
      { do: 'wake-after', delayMs: 840, name: 'barge-in-gate', epoch: f.turn().epoch },
    ])
    f.quiet(13_300)
    expect(done(f.wake('barge-in-gate', 13_900))).toEqual([])
  })

  it('silences it when it lasts, though no word was recognised', () => {
    const f = whileSpeaking()
    f.voice(13_000)
    expect(f.wake('barge-in-gate', 13_900)[0]).toEqual({ do: 'stop-speaking' })
  })

  it('does not silence it after the gate while the words are only listening noises', () => {
    const f = whileSpeaking()
    f.voice(13_000)
    f.play(
      { type: 'homeowner-started', atMs: 13_200 },
      { type: 'homeowner-words', atMs: 13_400, text: 'mm-hm, right' },
    )
    expect(f.wake('barge-in-gate', 13_900)).toEqual([])
  })
})

describe('a silenced line', () => {
  it('keeps its reply until somebody has really said something', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    expect(f.turn().reply.status).toBe('committed')
    f.play({ type: 'homeowner-started', atMs: 10_700 })
    const effects = f.play({ type: 'homeowner-words', atMs: 10_900, text: 'no I meant the garage' })
    expect(effects).toContainEqual({ do: 'cancel-reply', replyId: 'reply-7' })
    expect(f.turn().reply.status).toBe('none')
  })

  it('goes on 700 ms after a voice that said nothing, with the same reply', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    expect(f.quiet(10_700)).toEqual([
      { do: 'wake-after', delayMs: 600, name: 'false-interruption', epoch: f.turn().epoch },
    ])
    expect(f.wake('false-interruption', 11_400)).toEqual([{ do: 'resume-line', lineId: 'reply-7' }])
    expect(f.turn()).toMatchObject({
      paused: null,
      line: { lineId: 'reply-7', startedMs: 10_000 },
      reply: { status: 'committed', replyId: 'reply-7' },
    })
  })

  it('goes on when all that was said was "mm-hm"', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    const effects = f.play(
      { type: 'homeowner-started', atMs: 10_600 },
      { type: 'homeowner-words', atMs: 10_800, text: 'Mm-hm.' },
      { type: 'voice-ended', atMs: 10_900, sinceMs: 10_800 },
      { type: 'homeowner-done', atMs: 11_100, text: 'Mm-hm.' },
    )
    expect(effects).toContainEqual({ do: 'resume-line', lineId: 'reply-7' })
    expect(done(effects)).not.toContain('cancel-reply')
  })

  it('is not gone on with once real words have ended its reply, even if the turn then ends in a listening noise', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    f.play(
      { type: 'homeowner-started', atMs: 10_600 },
      { type: 'homeowner-words', atMs: 10_900, text: 'but what about' },
      { type: 'voice-ended', atMs: 11_300, sinceMs: 11_200 },
    )
    expect(done(f.wake('false-interruption', 11_900))).toEqual([])
    const effects = f.play({ type: 'homeowner-done', atMs: 12_000, text: 'Okay.' })
    expect(done(effects)).not.toContain('resume-line')
    expect(done(effects)).toContain('start-reply')
  })

  it('is not gone on with either when nothing of those words remains: the agent asks again', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    f.play(
      { type: 'homeowner-started', atMs: 10_600 },
      { type: 'homeowner-words', atMs: 10_900, text: 'but what about' },
    )
    const effects = f.play({ type: 'homeowner-done', atMs: 12_000, text: '' })
    expect(effects).toContainEqual(expect.objectContaining({ do: 'speak', line: 'say-again' }))
  })

  it('whose reply broke off meanwhile is answered anew, not gone on with', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    f.play(
      { type: 'homeowner-started', atMs: 10_600 },
      { type: 'homeowner-words', atMs: 10_800, text: 'Mm-hm.' },
      { type: 'voice-ended', atMs: 10_900, sinceMs: 10_800 },
      { type: 'reply-failed', atMs: 10_900, replyId: 'reply-7' },
    )
    const effects = f.play({ type: 'homeowner-done', atMs: 11_100, text: 'Mm-hm.' })
    expect(done(effects)).not.toContain('resume-line')
    expect(f.turn().reply).toMatchObject({ status: 'committed', text: 'How much? Mm-hm.' })
  })

  it('whose reply broke off and that was nothing is answered anew too', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    f.quiet(10_700)
    f.play({ type: 'reply-failed', atMs: 10_900, replyId: 'reply-7' })
    f.wake('false-interruption', 11_400)
    expect(f.turn().reply).toMatchObject({ status: 'committed', text: 'How much?', retried: true })
  })

  it('is not followed by a filler or an apology for its own reply', () => {
    const f = whileSpeaking()
    f.voice(10_400)
    const { epoch } = f.turn()
    expect(f.play({ type: 'woke', atMs: 11_600, name: 'reply-late', epoch })).toEqual([])
    expect(f.play({ type: 'woke', atMs: 18_400, name: 'reply-too-late', epoch })).toEqual([])
    expect(done(f.play({ type: 'reply-failed', atMs: 18_500, replyId: 'reply-7' }))).toEqual([])
  })

  it('gives way to a question of what was said when there is no recogniser', () => {
    const f = whileSpeaking({ recognising: false })
    f.voice(10_400)
    f.quiet(11_000)
    const effects = f.wake('false-interruption', 11_700)
    expect(effects).toContainEqual(expect.objectContaining({ do: 'speak', line: 'say-again' }))
    expect(done(effects)).not.toContain('resume-line')
  })
})

describe('where homeowners may not interrupt', () => {
  it('their words wait until the line is over, and are answered then', () => {
    const f = whileSpeaking(
      { disclosed: true, purpose: 'told', reply: { status: 'none' } },
      { ...defaultTurnRules, bargeIn: false },
    )
    f.voice(13_000)
    const effects = f.play(
      { type: 'homeowner-started', atMs: 13_200 },
      { type: 'homeowner-words', atMs: 14_000, text: 'hold on, how much is it' },
      { type: 'homeowner-done', atMs: 15_000, text: 'Hold on, how much is it?' },
    )
    expect(done(effects)).toEqual(['record-homeowner'])
    const after = f.play({ type: 'line-ended', atMs: 16_000, lineId: 'reply-7', asks: 'nothing' })
    expect(done(after)).toContain('start-reply')
    expect(f.turn().reply).toMatchObject({ status: 'committed', text: 'Hold on, how much is it?' })
  })

  it('a request to stop calling cuts the agent short all the same', () => {
    const f = whileSpeaking({ disclosed: true, purpose: 'told' }, { ...defaultTurnRules, bargeIn: false })
    const effects = f.play({ type: 'homeowner-opted-out', atMs: 13_000, text: 'Stop calling me.' })
    expect(done(effects)).toEqual(expect.arrayContaining(['suppress', 'stop-speaking', 'speak']))
  })
})

describe('the disclosure', () => {
  it('is not silenced by any voice', () => {
    const f = whileSpeaking({
      line: { lineId: 'line-1', what: 'disclosure', interruptible: false, audible: true, startedMs: 10_000 },
    })
    expect(f.voice(10_400)).toEqual([])
    expect(f.wake('barge-in-gate', 12_000)).toEqual([])
  })
})
