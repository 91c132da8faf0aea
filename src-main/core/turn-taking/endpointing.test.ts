import { describe, expect, it } from 'vitest'
import { untaken } from './endpointing.ts'
import type { ExpectedAnswer } from './expected-answer.ts'
import { takeTurn } from './take-turn.ts'
import { defaultTurnRules, newTurn, type Turn, type TurnEffect, type TurnEvent } from './turn.ts'

const QUIET = { voiced: false, sinceMs: 0, heeded: true } as const

/** The homeowner has the floor after a line that asked for something; wakes fire when they are due. */
function afterQuestion(asks: ExpectedAnswer) {
  let turn: Turn = {
    ...newTurn(),
    phase: 'talking',
    disclosed: true,
    purpose: 'told',
    asked: asks,
    voice: QUIET,
  }
  let nowMs = 0
  let wakes: { dueMs: number; event: TurnEvent & { type: 'woke' } }[] = []
  const replies: { atMs: number; effect: TurnEffect }[] = []
  const spoken: string[] = []
  const play = (event: TurnEvent) => {
    const [next, ...effects] = takeTurn(turn, event, defaultTurnRules)
    turn = next
    for (const effect of effects) {
      if (effect.do === 'wake-after') {
        const dueMs = nowMs + effect.delayMs
        wakes.push({ dueMs, event: { type: 'woke', atMs: dueMs, name: effect.name, epoch: effect.epoch } })
      }
      if (effect.do === 'speak') spoken.push(effect.line)
      const answers = effect.do === 'confirm-reply' || (effect.do === 'start-reply' && !effect.speculative)
      if (answers) replies.push({ atMs: nowMs, effect })
    }
  }
  const at = (untilMs: number, ...events: TurnEvent[]) => {
    for (;;) {
      const due = wakes.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
      if (!due) break
      wakes = wakes.filter((wake) => wake !== due)
      nowMs = due.dueMs
      play(due.event)
    }
    nowMs = untilMs
    for (const event of events) play(event)
  }
  const speaks = (fromMs: number, untilMs: number, text: string) => {
    at(fromMs + 60, { type: 'voice-began', atMs: fromMs + 60, sinceMs: fromMs })
    at(fromMs + 200, { type: 'homeowner-started', atMs: fromMs + 200 })
    at(untilMs, { type: 'homeowner-words', atMs: untilMs, text })
    at(untilMs + 100, { type: 'voice-ended', atMs: untilMs + 100, sinceMs: untilMs })
  }
  return { at, speaks, replies, spoken, turn: () => turn }
}

describe('the floor', () => {
  it('holds an end of turn that comes before 250 ms of silence, and thinks meanwhile', () => {
    const f = afterQuestion('open')
    f.speaks(1_000, 2_000, 'the roof leaks badly')
    f.at(2_150, { type: 'homeowner-done', atMs: 2_150, text: 'The roof leaks badly.' })
    expect(f.turn().reply.status).toBe('speculative')
    expect(f.replies).toEqual([])
    f.at(3_000)
    expect(f.replies).toEqual([{ atMs: 2_250, effect: expect.objectContaining({ do: 'confirm-reply' }) }])
  })

  it('is waited for again when the wake came a little early', () => {
    const settling: Turn = {
      ...newTurn(),
      phase: 'talking',
      voice: { voiced: false, sinceMs: 2_000 },
      homeowner: { status: 'settling', text: 'The roof leaks.', dueMs: 2_250 },
    }
    const early: TurnEvent = { type: 'woke', atMs: 2_249.75, name: 'settle', epoch: 0 }
    const [turn, ...effects] = takeTurn(settling, early, defaultTurnRules)
    expect(turn.homeowner.status).toBe('settling')
    expect(effects).toContainEqual({ do: 'wake-after', delayMs: 0.25, name: 'settle', epoch: 0 })
  })

  it('costs nothing when the recogniser takes its time', () => {
    const f = afterQuestion('open')
    f.speaks(1_000, 2_000, 'the roof leaks badly')
    f.at(2_260, { type: 'homeowner-done', atMs: 2_260, text: 'The roof leaks badly.' })
    expect(f.replies.map(({ atMs }) => atMs)).toEqual([2_260])
  })

  it('waits for the rest of a number that is being read out, and answers both parts as one', () => {
    const f = afterQuestion('spelled-out')
    f.speaks(1_000, 2_000, 'five one two')
    f.at(2_300, { type: 'homeowner-done', atMs: 2_300, text: 'Five one two.' })
    f.speaks(3_200, 4_400, 'five five five oh one four two')
    f.at(4_700, {
      type: 'homeowner-done',
      atMs: 4_700,
      text: 'Five five five oh one four two.',
    })
    f.at(5_000)
    expect(f.replies).toHaveLength(1)
    expect(f.turn().reply).toMatchObject({
      status: 'committed',
      text: 'Five one two. Five five five oh one four two.',
    })
  })
})

describe('the ceiling', () => {
  it.each([
    ['yes-no', 'Yes.', 2_300],
    ['yes-no', 'The thing is complicated.', 2_900],
    ['open', 'About ten years.', 2_900],
    ['open', 'Well, I think the', 4_200],
    ['spelled-out', 'five one two', 4_200],
  ] as const)(
    'ends a turn after a %s question with "%s" at %i ms when the recogniser never does',
    (asks, text, atMs) => {
      const f = afterQuestion(asks)
      f.speaks(1_000, 2_000, text)
      f.at(5_900)
      expect(f.replies.map((reply) => reply.atMs)).toEqual([atMs])
    },
  )

  it('hears a request to stop calling, though the recogniser never calls the turn over', () => {
    const f = afterQuestion('open')
    f.speaks(1_000, 2_000, 'Please stop calling me.')
    f.at(5_900)
    expect(f.replies).toEqual([])
    expect(f.spoken).toEqual(['opt-out-confirmation'])
    expect(f.turn()).toMatchObject({ hangUpReason: 'opted-out' })
  })

  it('answers once: the end of turn that comes late changes nothing', () => {
    const f = afterQuestion('yes-no')
    f.speaks(1_000, 2_000, 'Yes.')
    f.at(2_800, { type: 'homeowner-done', atMs: 2_800, text: 'Yes.' })
    f.at(3_400)
    expect(f.replies).toHaveLength(1)
  })

  it('takes the answer back when more words come, and answers all of them', () => {
    const f = afterQuestion('yes-no')
    f.speaks(1_000, 2_000, 'Yes.')
    f.at(2_360, { type: 'voice-began', atMs: 2_360, sinceMs: 2_300 })
    f.at(2_500, { type: 'homeowner-words', atMs: 2_500, text: 'Yes, but not' })
    expect(f.turn().reply.status).toBe('none')
    f.at(3_400, { type: 'homeowner-done', atMs: 3_400, text: 'Yes, but not today.' })
    f.at(4_000)
    expect(f.replies).toHaveLength(2)
    expect(f.turn().reply).toMatchObject({ status: 'committed', text: 'Yes. but not today.' })
  })

  it('never comes while the voice goes on', () => {
    const f = afterQuestion('yes-no')
    f.at(1_060, { type: 'voice-began', atMs: 1_060, sinceMs: 1_000 })
    f.at(1_300, { type: 'homeowner-started', atMs: 1_300 })
    f.at(1_400, { type: 'homeowner-words', atMs: 1_400, text: 'Yes.' })
    f.at(4_000)
    expect(f.replies).toEqual([])
  })
})

describe('without a recogniser', () => {
  it('a voice that ended is answered with a request to say it again, not with silence', () => {
    const f = afterQuestion('open')
    f.at(500, { type: 'recognition-lost', atMs: 500 })
    f.at(1_060, { type: 'voice-began', atMs: 1_060, sinceMs: 1_000 })
    f.at(2_100, { type: 'voice-ended', atMs: 2_100, sinceMs: 2_000 })
    f.at(3_000)
    expect(f.spoken).toEqual(['say-again'])
  })

  it('is answered so, too, when the recogniser is found to be deaf only after it', () => {
    const f = afterQuestion('open')
    f.at(1_060, { type: 'voice-began', atMs: 1_060, sinceMs: 1_000 })
    f.at(2_100, { type: 'voice-ended', atMs: 2_100, sinceMs: 2_000 })
    f.at(3_700, { type: 'recognition-lost', atMs: 3_700 })
    f.at(3_720)
    expect(f.spoken).toEqual(['say-again'])
  })

  it('is answered so, too, when the recogniser told of the beginning and then fell silent', () => {
    const f = afterQuestion('open')
    f.at(1_060, { type: 'voice-began', atMs: 1_060, sinceMs: 1_000 })
    f.at(1_200, { type: 'homeowner-started', atMs: 1_200 })
    f.at(2_100, { type: 'voice-ended', atMs: 2_100, sinceMs: 2_000 })
    f.at(3_700, { type: 'recognition-lost', atMs: 3_700 })
    f.at(3_720)
    expect(f.spoken).toEqual(['say-again'])
  })

  it('is asked once to say it again, and then waited for', () => {
    const f = afterQuestion('open')
    f.at(500, { type: 'recognition-lost', atMs: 500 })
    f.at(1_060, { type: 'voice-began', atMs: 1_060, sinceMs: 1_000 })
    f.at(2_100, { type: 'voice-ended', atMs: 2_100, sinceMs: 2_000 })
    f.at(2_950)
    const lineId = f.turn().line?.lineId ?? ''
    f.at(3_000, { type: 'line-started', atMs: 3_000, lineId })
    f.at(6_000, { type: 'line-ended', atMs: 6_000, lineId, asks: 'yes-no' })
    f.at(9_000)
    expect(f.spoken).toEqual(['say-again'])
  })

  it('says nothing of a voice that was understood before', () => {
    const f = afterQuestion('open')
    f.speaks(1_000, 2_000, 'It leaks.')
    f.at(2_260, { type: 'homeowner-done', atMs: 2_260, text: 'It leaks.' })
    f.at(2_500, { type: 'recognition-lost', atMs: 2_500 })
    f.at(2_600)
    expect(f.spoken).toEqual([])
  })
})

describe('a reply begun early', () => {
  it('starts from words that look whole, before the recogniser calls them so', () => {
    const f = afterQuestion('open')
    f.speaks(1_000, 2_000, 'It is about ten years old.')
    expect(f.turn().reply).toMatchObject({ status: 'speculative', text: 'It is about ten years old.' })
    f.at(2_260, { type: 'homeowner-done', atMs: 2_260, text: 'It is about ten years old.' })
    expect(f.replies[0]?.effect).toMatchObject({ do: 'confirm-reply' })
  })

  it('is given up as soon as the words go on, and begun at most three times a turn', () => {
    const f = afterQuestion('open')
    f.at(1_000, { type: 'homeowner-started', atMs: 1_000 })
    const started: string[] = []
    for (const [i, text] of ['One.', 'One. Two.', 'One. Two. Three.', 'One. Two. Three. Four.'].entries()) {
      const atMs = 1_300 + i * 250
      f.at(atMs, { type: 'homeowner-words', atMs, text })
      const { reply } = f.turn()
      if (reply.status === 'speculative') started.push(reply.text)
    }
    expect(started).toEqual(['One.', 'One. Two.', 'One. Two. Three.'])
    expect(f.turn().reply.status).toBe('none')
  })
})

describe('what is not answered yet', () => {
  it.each([
    ['', 'Yes.', 'Yes.'],
    ['Yes.', 'Yes, but not today.', 'but not today.'],
    ['Yes.', 'yes', ''],
    ['Yes it is', 'Yes', ''],
  ])('of "%s" taken from "%s" is "%s"', (taken, whole, rest) => expect(untaken(taken, whole)).toBe(rest))
})
