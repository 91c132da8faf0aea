import { describe, expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'
import { defaultTurnRules, newTurn, type Turn, type TurnEffect, type TurnEvent } from './turn.ts'

/** Plays events into the reducer and keeps every effect, as the call loop would. */
function floor() {
  let turn: Turn = newTurn()
  const all: TurnEffect[] = []
  const play = (...events: TurnEvent[]): TurnEffect[] => {
    const fresh: TurnEffect[] = []
    for (const event of events) {
      const [next, ...effects] = takeTurn(turn, event, defaultTurnRules)
      turn = next
      fresh.push(...effects)
    }
    all.push(...fresh)
    return fresh
  }
  const spoken = (effects: readonly TurnEffect[]) =>
    effects.flatMap((e) => (e.do === 'speak' ? [e.line] : []))
  const done = (effects: readonly TurnEffect[]) => effects.map((e) => e.do)
  return { play, spoken, done, all, turn: () => turn }
}

/** A call in which disclosure and opening have been heard and the homeowner has the floor. */
function afterOpening() {
  const f = floor()
  f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-done', atMs: 600, text: 'Hello?' })
  f.play(
    { type: 'line-started', atMs: 620, lineId: 'line-1' },
    { type: 'line-ended', atMs: 9_000, lineId: 'line-1', asks: 'nothing' },
  )
  f.play(
    { type: 'line-started', atMs: 9_020, lineId: 'line-2' },
    { type: 'line-ended', atMs: 13_000, lineId: 'line-2', asks: 'open' },
  )
  return f
}

/** The agent is in the middle of an interruptible reply. */
function whileReplying(asks = false) {
  const f = afterOpening()
  f.play(
    { type: 'homeowner-started', atMs: 14_000 },
    { type: 'homeowner-done', atMs: 15_000, text: 'What do you want?' },
  )
  f.play({ type: 'line-started', atMs: 15_600, lineId: 'reply-3' })
  if (asks) f.play({ type: 'line-ended', atMs: 18_000, lineId: 'reply-3', asks: 'open' })
  return f
}

describe('the opening', () => {
  const openingBegins = () => {
    const f = floor()
    f.play(
      { type: 'stream-opened', atMs: 0 },
      { type: 'homeowner-done', atMs: 600, text: 'Hello?' },
      { type: 'line-started', atMs: 620, lineId: 'line-1' },
      { type: 'line-ended', atMs: 9_000, lineId: 'line-1', asks: 'nothing' },
      { type: 'line-started', atMs: 9_020, lineId: 'line-2' },
    )
    return f
  }
  const cutWith = (f: ReturnType<typeof floor>, atMs: number, text: string) =>
    f.play(
      { type: 'homeowner-started', atMs },
      { type: 'homeowner-words', atMs: atMs + 600, text },
      { type: 'homeowner-done', atMs: atMs + 900, text },
    )

  it('that was cut before it told why we call is told before anything is answered', () => {
    const f = openingBegins()
    expect(f.spoken(cutWith(f, 9_300, 'Sure, go ahead.'))).toEqual(['purpose'])
    const after = f.play(
      { type: 'line-started', atMs: 10_400, lineId: 'line-3' },
      {
        type: 'line-ended',
        atMs: 12_000,
        lineId: 'line-3',
        asks: 'nothing',
      },
    )
    expect(after).toContainEqual(expect.objectContaining({ do: 'start-reply', fresh: 'Sure, go ahead.' }))
  })

  it('is followed by the answer to what was said over it, also when they murmur while that is thought of', () => {
    const f = openingBegins()
    cutWith(f, 9_300, 'I am at work. Can you call me tomorrow?')
    f.play({ type: 'line-started', atMs: 10_400, lineId: 'line-3' })
    const answer = f.play({ type: 'line-ended', atMs: 12_000, lineId: 'line-3', asks: 'nothing' })
    expect(f.done(answer)).toContain('start-reply')
    const murmur = f.play(
      { type: 'homeowner-started', atMs: 12_100 },
      { type: 'homeowner-words', atMs: 12_300, text: 'Okay.' },
      { type: 'homeowner-done', atMs: 12_500, text: 'Okay.' },
    )
    expect(f.done(murmur)).toContain('record-homeowner')
    expect(f.done(murmur)).not.toContain('cancel-reply')
    expect(f.turn().reply).toMatchObject({
      status: 'committed',
      text: 'I am at work. Can you call me tomorrow?',
    })
    const { epoch } = f.turn()
    expect(f.spoken(f.play({ type: 'woke', atMs: 13_700, name: 'reply-late', epoch }))).toEqual(['filler'])
  })

  it('is not repeated once it was heard so far', () => {
    const f = openingBegins()
    f.play(
      { type: 'homeowner-started', atMs: 11_000 },
      { type: 'homeowner-words', atMs: 11_600, text: 'How much is it' },
    )
    f.play({ type: 'purpose-heard', atMs: 11_610 })
    const done = f.play({ type: 'homeowner-done', atMs: 12_000, text: 'How much is it?' })
    expect(f.spoken(done)).toEqual([])
    expect(f.done(done)).toContain('start-reply')
  })

  it('is told twice more at most to somebody who keeps talking over it', () => {
    const f = openingBegins()
    const lines: string[] = []
    for (const atMs of [9_300, 12_300, 15_300, 18_300]) {
      const effects = cutWith(f, atMs, 'What do you want from me now?')
      lines.push(...f.spoken(effects))
      const started = effects.find((effect) => effect.do === 'speak')
      if (started) f.play({ type: 'line-started', atMs: atMs + 1_000, lineId: started.lineId })
    }
    expect(lines).toEqual(['purpose', 'purpose'])
  })

  it('waits for the person while a call screener only says that they should stay on the line', () => {
    const f = floor()
    f.play(
      { type: 'stream-opened', atMs: 0 },
      { type: 'screener-answered', atMs: 2_000 },
      { type: 'line-started', atMs: 2_100, lineId: 'line-1' },
      { type: 'line-ended', atMs: 8_000, lineId: 'line-1', asks: 'nothing' },
    )
    const held = f.play({ type: 'homeowner-done', atMs: 12_000, text: 'Thanks. Please stay on the line.' })
    expect(f.spoken(held)).toEqual([])
    expect(f.spoken(f.play({ type: 'homeowner-done', atMs: 14_000, text: 'Hello, this is Dana.' }))).toEqual([
      'disclosure',
    ])
  })

  it('begins with the disclosure as soon as the person has said hello', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-started', atMs: 200 })
    expect(f.spoken(f.play({ type: 'homeowner-done', atMs: 700, text: 'Hello?' }))).toEqual(['disclosure'])
  })

  it('begins by itself when nobody says hello', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 })
    expect(f.spoken(f.play({ type: 'woke', atMs: 900, name: 'greet', epoch: 0 }))).toEqual(['disclosure'])
  })

  it('cannot be interrupted, and what was said into it is answered after it', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-done', atMs: 600, text: 'Hello?' })
    f.play({ type: 'line-started', atMs: 620, lineId: 'line-1' })
    const during = f.play(
      { type: 'homeowner-started', atMs: 2_000 },
      { type: 'homeowner-words', atMs: 2_400, text: 'how much does a roof cost' },
      { type: 'homeowner-done', atMs: 3_000, text: 'How much does a roof cost?' },
    )
    expect(f.done(during)).not.toContain('stop-speaking')
    const purpose = f.play({ type: 'line-ended', atMs: 9_000, lineId: 'line-1', asks: 'nothing' })
    expect(f.spoken(purpose)).toEqual(['purpose'])
    const { lineId } = purpose.find((effect) => effect.do === 'speak') ?? { lineId: '' }
    f.play({ type: 'line-started', atMs: 9_020, lineId })
    expect(f.play({ type: 'line-ended', atMs: 11_000, lineId, asks: 'nothing' })).toContainEqual({
      do: 'start-reply',
      replyId: expect.any(String),
      fresh: 'How much does a roof cost?',
      speculative: false,
    })
  })

  it('is given again to the person who answers after a call screener', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 })
    expect(f.spoken(f.play({ type: 'screener-answered', atMs: 2_000 }))).toEqual(['screening'])
    f.play(
      { type: 'line-started', atMs: 2_100, lineId: 'line-1' },
      { type: 'line-ended', atMs: 8_000, lineId: 'line-1', asks: 'nothing' },
    )
    expect(f.spoken(f.play({ type: 'homeowner-done', atMs: 12_000, text: 'Hello, this is Dana.' }))).toEqual([
      'disclosure',
    ])
  })
})

describe('the opening', () => {
  it.each(['Yes, hello?', 'Who is calling, and what about?'])(
    'is told to the person after a call screener, and “%s” gets no answer of its own',
    (text) => {
      const f = floor()
      f.play(
        { type: 'stream-opened', atMs: 0 },
        { type: 'screener-answered', atMs: 2_000 },
        { type: 'line-started', atMs: 2_100, lineId: 'line-1' },
        { type: 'line-ended', atMs: 8_000, lineId: 'line-1', asks: 'nothing' },
        { type: 'homeowner-done', atMs: 12_000, text },
        { type: 'line-started', atMs: 12_100, lineId: 'line-2' },
        { type: 'homeowner-done', atMs: 14_000, text: 'Hello, this is Dana.' },
      )
      const after = f.play({ type: 'line-ended', atMs: 20_000, lineId: 'line-2', asks: 'nothing' })
      expect(f.spoken(after)).toEqual(['opening'])
    },
  )
})

describe('a reply', () => {
  it('starts on a likely end of turn and is confirmed when the words stay the same', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-started', atMs: 14_000 })
    expect(f.done(f.play({ type: 'homeowner-may-be-done', atMs: 14_800, text: 'Yes, now is fine' }))).toEqual(
      ['start-reply'],
    )
    expect(f.done(f.play({ type: 'homeowner-done', atMs: 14_900, text: 'Yes, now is fine.' }))).toContain(
      'confirm-reply',
    )
  })

  it('that is thought of anew because more was said answers all of it', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-done', atMs: 15_000, text: 'How much is it?' })
    const more = f.play({ type: 'homeowner-done', atMs: 15_400, text: 'And how long does it take?' })
    expect(f.done(more)).toEqual(expect.arrayContaining(['cancel-reply', 'start-reply']))
    expect(f.turn().reply).toMatchObject({ text: 'How much is it? And how long does it take?' })
  })

  it('is dropped when the homeowner goes on talking', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-may-be-done', atMs: 14_800, text: 'Yes' })
    expect(f.done(f.play({ type: 'homeowner-resumed', atMs: 15_000 }))).toEqual(['cancel-reply'])
  })

  it('is never alive twice, whatever the recogniser guesses', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-may-be-done', atMs: 14_800, text: 'Yes' })
    const again = f.play({ type: 'homeowner-may-be-done', atMs: 15_400, text: 'Yes but not today' })
    expect(f.done(again)).toEqual(['cancel-reply', 'start-reply'])
  })

  it('is preceded by a filler when it is late, and replaced by an apology and a second try when it fails', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-done', atMs: 15_000, text: 'What do you want?' })
    const { epoch } = f.turn()
    expect(f.spoken(f.play({ type: 'woke', atMs: 16_200, name: 'reply-late', epoch }))).toEqual(['filler'])
    const failed = f.play({ type: 'reply-failed', atMs: 17_000, replyId: 'reply-3' })
    expect(f.spoken(failed)).toEqual(['trouble'])
    expect(f.done(failed)).toContain('start-reply')
    const second = failed.find((e) => e.do === 'start-reply')
    const end = f.play({
      type: 'reply-failed',
      atMs: 19_000,
      replyId: second?.do === 'start-reply' ? second.replyId : '',
    })
    expect(f.spoken(end)).toEqual(['trouble-goodbye'])
  })

  it('of an earlier turn changes nothing when it arrives late', () => {
    const f = whileReplying()
    expect(
      f.play({ type: 'reply-finished', atMs: 16_000, replyId: 'reply-1', spoke: true, hangUp: true }),
    ).toEqual([])
  })
})

describe('an interruption', () => {
  it('silences the agent first of all', () => {
    const f = whileReplying()
    f.play({ type: 'homeowner-started', atMs: 16_000 })
    const effects = f.play({ type: 'homeowner-words', atMs: 16_250, text: 'but wait' })
    expect(effects[0]).toEqual({ do: 'stop-speaking' })
  })

  it('needs more than a listening noise', () => {
    const f = whileReplying()
    const effects = f.play(
      { type: 'homeowner-started', atMs: 16_000 },
      { type: 'homeowner-words', atMs: 16_250, text: 'Mm-hm' },
      { type: 'homeowner-done', atMs: 16_800, text: 'Mm-hm.' },
    )
    expect(f.done(effects)).not.toContain('stop-speaking')
    expect(effects).toContainEqual({ do: 'record-homeowner', text: 'Mm-hm.' })
  })

  it('takes "yeah" as an answer right after a question', () => {
    const f = whileReplying(true)
    const effects = f.play(
      { type: 'homeowner-started', atMs: 18_400 },
      { type: 'homeowner-done', atMs: 19_000, text: 'Yeah.' },
    )
    expect(f.done(effects)).toContain('start-reply')
  })

  it('that turns out to be nothing lets the agent go on with its line', () => {
    const f = whileReplying()
    f.play(
      { type: 'voice-began', atMs: 15_900, sinceMs: 15_840 },
      { type: 'homeowner-started', atMs: 16_000 },
    )
    const effects = f.play({ type: 'homeowner-done', atMs: 16_900, text: '' })
    expect(effects).toEqual([{ do: 'resume-line', lineId: 'reply-3' }])
  })
})

describe('before the homeowner has heard who calls', () => {
  const ends = [
    { event: { type: 'vendor-gone' as const, atMs: 600 }, reason: 'trouble' },
    { event: { type: 'time-ran-out' as const, atMs: 600 }, reason: 'time-limit' },
    {
      event: { type: 'homeowner-opted-out' as const, atMs: 600, text: 'Stop calling.' },
      reason: 'opted-out',
    },
  ]

  it.each(ends)('the agent hangs up without a word: $event.type', ({ event, reason }) => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 })
    const effects = f.play(event)
    expect(f.spoken(effects)).toEqual([])
    expect(effects).toContainEqual({ do: 'hang-up', reason })
  })

  it.each(ends)(
    'the agent hangs up on a call screener without another word: $event.type',
    ({ event, reason }) => {
      const f = floor()
      f.play({ type: 'stream-opened', atMs: 0 }, { type: 'screener-answered', atMs: 300 })
      const effects = f.play(event)
      expect(f.spoken(effects)).toEqual([])
      expect(effects).toContainEqual({ do: 'hang-up', reason })
    },
  )

  it.each([
    { event: { type: 'vendor-gone' as const, atMs: 3_000 }, line: 'trouble-goodbye' },
    { event: { type: 'time-ran-out' as const, atMs: 3_000 }, line: 'time-is-up' },
  ])(
    'the disclosure that is being said is said to its end before the goodbye: $event.type',
    ({ event, line }) => {
      const f = floor()
      f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-done', atMs: 600, text: 'Hello?' })
      f.play({ type: 'line-started', atMs: 620, lineId: 'line-1' })
      expect(f.play(event, event)).toEqual([])
      const effects = f.play({ type: 'line-ended', atMs: 9_000, lineId: 'line-1', asks: 'nothing' })
      expect(f.spoken(effects)).toEqual([line])
      expect(f.turn().phase).toBe('leaving')
    },
  )

  it('a silence in the middle of it ends the call that was about to end', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-done', atMs: 600, text: 'Hello?' })
    f.play({ type: 'line-started', atMs: 620, lineId: 'line-1' }, { type: 'vendor-gone', atMs: 3_000 })
    expect(f.play({ type: 'dead-air', atMs: 18_000 })).toContainEqual({ do: 'hang-up', reason: 'trouble' })
  })

  it('what was said before a call screener was noticed is not answered before the disclosure', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 })
    f.play({ type: 'homeowner-done', atMs: 300, text: 'I need to think about that.' })
    f.play({ type: 'screener-answered', atMs: 310 }, { type: 'line-started', atMs: 320, lineId: 'line-2' })
    f.play({ type: 'line-ended', atMs: 5_000, lineId: 'line-2', asks: 'nothing' })
    const effects = f.play(
      { type: 'homeowner-started', atMs: 5_500 },
      { type: 'homeowner-done', atMs: 6_000, text: '' },
    )
    expect(f.done(effects)).not.toContain('start-reply')
  })

  it('a call screener that says no more is taken for a person, who hears the disclosure first', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 }, { type: 'screener-answered', atMs: 300 })
    f.play(
      { type: 'line-started', atMs: 320, lineId: 'line-1' },
      { type: 'line-ended', atMs: 5_000, lineId: 'line-1', asks: 'nothing' },
    )
    const wait = () => f.spoken(f.play({ type: 'woke', atMs: 29_000, name: 'idle', epoch: f.turn().epoch }))
    expect(wait()).toEqual(['disclosure'])
  })
})

describe('a request to stop calling', () => {
  it('is put on record before the goodbye, even during the disclosure', () => {
    const f = floor()
    f.play({ type: 'stream-opened', atMs: 0 }, { type: 'homeowner-done', atMs: 600, text: 'Hello?' })
    f.play({ type: 'line-started', atMs: 620, lineId: 'line-1' })
    const effects = f.play({ type: 'homeowner-opted-out', atMs: 3_000, text: 'Stop calling me.' })
    expect(effects[0]).toEqual({ do: 'suppress', words: 'Stop calling me.' })
    expect(f.spoken(effects)).toEqual(['opt-out-confirmation'])
    expect(effects).toContainEqual(
      expect.objectContaining({ do: 'wake-after', name: 'leave-anyway', delayMs: 4_500 }),
    )
  })

  it('ends the call when the confirmation has been heard, and in any case within five seconds', () => {
    const f = afterOpening()
    f.play({ type: 'homeowner-opted-out', atMs: 14_000, text: 'Stop calling me.' })
    f.play({ type: 'line-started', atMs: 14_020, lineId: f.turn().line?.lineId ?? '' })
    expect(f.play({ type: 'woke', atMs: 18_500, name: 'leave-anyway', epoch: 0 })).toContainEqual({
      do: 'hang-up',
      reason: 'opted-out',
    })
  })
})

describe('silence', () => {
  it('is asked about twice and then ends the call politely', () => {
    const f = afterOpening()
    const wait = () => f.spoken(f.play({ type: 'woke', atMs: 0, name: 'idle', epoch: f.turn().epoch }))
    const hear = () => {
      const lineId = f.turn().line?.lineId ?? ''
      return f.play(
        { type: 'line-started', atMs: 0, lineId },
        { type: 'line-ended', atMs: 0, lineId, asks: 'open' },
      )
    }
    expect(wait()).toEqual(['reprompt'])
    hear()
    expect(wait()).toEqual(['second-reprompt'])
    hear()
    expect(wait()).toEqual(['idle-goodbye'])
    expect(hear()).toContainEqual({ do: 'hang-up', reason: 'nobody-there' })
  })
})
