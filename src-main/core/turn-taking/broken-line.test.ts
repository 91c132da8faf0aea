import { describe, expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'
import { defaultTurnRules, newTurn, type SpokenLine, type Turn, type TurnEvent } from './turn.ts'

const rules = defaultTurnRules
const line: SpokenLine = { lineId: 'line-1', what: 'reply', interruptible: true, audible: true, startedMs: 0 }
const talking = (more: Partial<Turn> = {}): Turn => ({
  ...newTurn(),
  phase: 'talking',
  disclosed: true,
  purpose: 'told',
  ...more,
})
const play = (turn: Turn, ...events: TurnEvent[]) => {
  let now = turn
  const effects: string[] = []
  for (const event of events) {
    const [next, ...asked] = takeTurn(now, event, rules)
    now = next
    for (const effect of asked) effects.push('line' in effect ? `${effect.do} ${effect.line}` : effect.do)
  }
  return { turn: now, effects }
}
const broke: TurnEvent = { type: 'line-broke', atMs: 1_000 }
const back = (gapMs: number): TurnEvent => ({ type: 'line-back', atMs: 1_000 + gapMs, gapMs })

describe('a line that breaks off', () => {
  it('silences the agent, who goes on where it was after a short gap', () => {
    const { effects } = play(talking({ line }), broke, back(400))
    expect(effects).toEqual(['stop-speaking', 'resume-line'])
  })

  it('is excused after a long gap before the agent goes on', () => {
    const { turn, effects } = play(talking({ line }), broke, back(3_000))
    expect(effects.slice(0, 2)).toEqual(['stop-speaking', 'speak line-back'])
    const excuse = turn.line?.lineId ?? ''
    const after = play(
      turn,
      { type: 'line-started', atMs: 4_100, lineId: excuse },
      { type: 'line-ended', atMs: 6_000, lineId: excuse, asks: 'nothing' },
    )
    expect(after.effects).toContain('resume-line')
  })

  it('lets the agent answer what the homeowner had just said', () => {
    const said: TurnEvent = { type: 'homeowner-done', atMs: 1_100, text: 'how much is it' }
    const { effects } = play(talking(), broke, said, back(400))
    expect(effects.slice(0, 2)).toEqual(['record-homeowner', 'start-reply'])
  })

  it('speaks nothing and prompts nobody while it is broken', () => {
    const waiting = talking({ epoch: 3, idleEpoch: 3 })
    const idle: TurnEvent = { type: 'woke', atMs: 9_000, name: 'idle', epoch: 3 }
    expect(play(waiting, broke, idle, { type: 'dead-air', atMs: 12_000 }).effects).toEqual([])
  })

  it('waits for the homeowner again afterwards, so that a silence is not for ever', () => {
    expect(play(talking(), broke, back(400)).effects).toEqual(['wake-after'])
  })

  it('has the opening that the law asks for said whole', () => {
    const { effects } = play(talking({ line: { ...line, what: 'disclosure' } }), broke, back(400))
    expect(effects.slice(0, 2)).toEqual(['stop-speaking', 'speak disclosure'])
  })

  it('has the opening said first when it had not begun before the line broke', () => {
    const starting: SpokenLine = { ...line, what: 'disclosure', interruptible: false, audible: false }
    const { effects } = play(talking({ line: starting, disclosed: false }), broke, back(3_000))
    expect(effects.slice(0, 2)).toEqual(['stop-speaking', 'speak disclosure'])
  })

  it('says no more to a call screener than who calls, which goes on where it was', () => {
    const screening: SpokenLine = { ...line, what: 'screening', interruptible: false }
    const screened = talking({
      line: screening,
      disclosed: false,
      answeredBy: 'screener',
      unanswered: 'Who?',
    })
    expect(play(screened, broke, back(3_000)).effects).toEqual(['stop-speaking', 'resume-line'])
  })

  it('does not wait for ever for a reply that is being made when the line is back', () => {
    const reply = { status: 'committed', replyId: 'reply-1', text: 'how much', retried: false } as const
    const [turn, ...effects] = takeTurn(play(talking({ reply }), broke).turn, back(3_000), rules)
    expect(effects).toContainEqual(
      expect.objectContaining({ do: 'wake-after', name: 'reply-too-late', epoch: turn.epoch }),
    )
  })

  it('passes over a line of the desk that was written meanwhile and never sounds', () => {
    const wrote: TurnEvent = { type: 'operator-spoke', atMs: 1_100, lineId: 'operator-1' }
    const [, ...effects] = takeTurn(play(talking(), broke, wrote).turn, back(400), rules)
    expect(effects).toContainEqual(expect.objectContaining({ do: 'wake-after', name: 'line-late' }))
  })

  it('greets a person who was not greeted yet', () => {
    const [, ...effects] = takeTurn(play(newTurn(), broke).turn, back(400), rules)
    expect(effects).toContainEqual(expect.objectContaining({ do: 'wake-after', name: 'greet' }))
  })

  it('ends the call when a request to stop calling was the last that was heard', () => {
    const stop: TurnEvent = { type: 'homeowner-opted-out', atMs: 1_100, text: 'stop calling me' }
    expect(play(talking({ line }), broke, stop).effects).toEqual([
      'stop-speaking',
      'suppress',
      'record-homeowner',
      'hang-up',
    ])
  })

  it('ends a call that was leaving anyway', () => {
    expect(play(talking({ phase: 'leaving', line }), broke, back(400)).effects).toEqual([
      'stop-speaking',
      'hang-up',
    ])
  })

  it('keeps what a reply was to answer when nothing of it came', () => {
    const reply = { status: 'committed', replyId: 'reply-1', text: 'how much', retried: false } as const
    const failed: TurnEvent = { type: 'reply-failed', atMs: 1_200, replyId: 'reply-1' }
    expect(play(talking({ reply }), broke, failed, back(400)).effects).toContain('start-reply')
  })
})
