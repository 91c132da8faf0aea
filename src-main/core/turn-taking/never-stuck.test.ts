import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'
import {
  defaultTurnRules,
  type FixedLine,
  newTurn,
  type Turn,
  type TurnEffect,
  type TurnEvent,
} from './turn.ts'

type Wake = Extract<TurnEffect, { do: 'wake-after' }> & { dueMs: number }

/** A loop that performs effects honestly: wakes fire when due, and only what was asked for is spoken or replied. */
function play(moves: readonly Move[]) {
  let turn: Turn = newTurn()
  let nowMs = 0
  let wakes: Wake[] = []
  const lines = new Map<string, FixedLine>()
  let disclosure: Said['disclosure'] = 'unheard'
  const said: Said[] = []
  const dispatch = (event: TurnEvent) => {
    if ('lineId' in event && lines.get(event.lineId) === 'disclosure')
      disclosure = afterPartOf(disclosure, event.type)
    const [next, ...effects] = takeTurn(turn, event, defaultTurnRules)
    turn = next
    for (const effect of effects) {
      if (effect.do === 'wake-after') wakes.push({ ...effect, dueMs: nowMs + effect.delayMs })
      if (effect.do === 'speak') lines.set(effect.lineId, effect.line)
      const lineId = 'lineId' in effect ? effect.lineId : null
      if (lineId !== null) said.push({ line: lines.get(lineId) ?? 'reply', disclosure })
      if (effect.do === 'start-reply') said.push({ line: 'reply', disclosure })
    }
  }
  const pass = (ms: number) => {
    const untilMs = nowMs + ms
    for (;;) {
      const due = wakes.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
      if (!due) break
      wakes = wakes.filter((wake) => wake !== due)
      nowMs = Math.max(nowMs, due.dueMs)
      dispatch({ type: 'woke', atMs: nowMs, name: due.name, epoch: due.epoch })
    }
    nowMs = untilMs
  }
  dispatch({ type: 'stream-opened', atMs: 0 })
  for (const move of moves) {
    pass(move.afterMs)
    for (const event of eventsOf(move, turn, nowMs)) dispatch(event)
    expect(isHopeful(turn, wakes), `after ${JSON.stringify(move)}: ${JSON.stringify(turn)}`).toBe(true)
  }
  return { turn, said }
}

function afterPartOf(disclosure: Said['disclosure'], what: TurnEvent['type']): Said['disclosure'] {
  if (what === 'line-ended') return 'heard'
  return what === 'line-started' && disclosure === 'unheard' ? 'begun' : disclosure
}

/** Something the agent was told to say, and what the homeowner knew by then. */
interface Said {
  readonly line: FixedLine | 'reply'
  readonly disclosure: 'unheard' | 'begun' | 'heard'
}

/** Somebody is heard, somebody thinks under a deadline, or something is bound to happen. */
function isHopeful(turn: Turn, wakes: readonly Wake[]): boolean {
  // While a person holds the floor, what comes next is theirs to say; a broken line has deadlines of its own.
  if (turn.phase === 'over' || turn.line?.audible || turn.desk !== 'watching' || !turn.lineUp) return true
  return wakes.some((wake) => {
    if (wake.name === 'line-late') return turn.line !== null && wake.epoch === turn.serial
    if (wake.name === 'leave-anyway') return turn.phase === 'leaving'
    if (wake.epoch !== turn.epoch) return false
    if (wake.name === 'reply-too-late') return turn.reply.status === 'committed'
    return wake.name === 'idle' || wake.name === 'greet' || wake.name === 'greet-anyway'
  })
}

interface Move {
  readonly afterMs: number
  readonly what:
    | 'started'
    | 'words'
    | 'eager'
    | 'resumed'
    | 'done'
    | 'nothing'
    | 'line-starts'
    | 'line-ends'
    | 'reply-ends'
    | 'reply-fails'
    | 'screener'
    | 'operator'
    | 'language'
    | 'desk-whispers'
    | 'desk-mutes'
    | 'desk-takes-over'
    | 'desk-gives-back'
    | 'voice-begins'
    | 'voice-ends'
    | 'recogniser-lost'
    | 'recogniser-back'
    | 'opts-out'
    | 'time-runs-out'
    | 'vendor-goes'
    | 'dead-air'
    | 'line-breaks'
    | 'line-comes-back'
  readonly text: string
}

function eventsOf({ what, text }: Move, turn: Turn, atMs: number): TurnEvent[] {
  const replyId = turn.reply.status === 'none' ? null : turn.reply.replyId
  switch (what) {
    case 'language':
      return [{ type: 'language-changed', atMs }]
    case 'desk-whispers':
      return [{ type: 'desk-whispered', atMs }]
    case 'desk-mutes':
      return [{ type: 'desk-muted-agent', atMs }]
    case 'desk-takes-over':
      return [{ type: 'desk-took-over', atMs }]
    case 'desk-gives-back':
      return [{ type: 'desk-gave-back', atMs }]
    case 'voice-begins':
      return [{ type: 'voice-began', atMs, sinceMs: Math.max(0, atMs - 60) }]
    case 'voice-ends':
      return [{ type: 'voice-ended', atMs, sinceMs: Math.max(0, atMs - 100) }]
    case 'recogniser-lost':
      return [{ type: 'recognition-lost', atMs }]
    case 'recogniser-back':
      return [{ type: 'recognition-back', atMs }]
    case 'opts-out':
      return [{ type: 'homeowner-opted-out', atMs, text: 'stop calling' }]
    case 'time-runs-out':
      return [{ type: 'time-ran-out', atMs }]
    case 'vendor-goes':
      return [{ type: 'vendor-gone', atMs }]
    case 'dead-air':
      return [{ type: 'dead-air', atMs }]
    case 'line-breaks':
      return turn.lineUp ? [{ type: 'line-broke', atMs }] : []
    case 'line-comes-back':
      return turn.lineUp ? [] : [{ type: 'line-back', atMs, gapMs: text.length * 100 }]
    case 'started':
      return [{ type: 'homeowner-started', atMs }]
    case 'words':
      return [{ type: 'homeowner-words', atMs, text }]
    case 'eager':
      return [{ type: 'homeowner-may-be-done', atMs, text }]
    case 'resumed':
      return [{ type: 'homeowner-resumed', atMs }]
    case 'done':
      return [{ type: 'homeowner-done', atMs, text }]
    case 'nothing':
      return [{ type: 'homeowner-done', atMs, text: '' }]
    case 'line-starts':
      return turn.line
        ? [{ type: 'line-started', atMs, lineId: turn.line.lineId }]
        : replyId && turn.reply.status === 'committed'
          ? [{ type: 'line-started', atMs, lineId: replyId }]
          : []
    case 'line-ends':
      return turn.line?.audible
        ? [{ type: 'line-ended', atMs, lineId: turn.line.lineId, asks: text.length > 8 ? 'open' : 'nothing' }]
        : []
    case 'reply-ends':
      return replyId && turn.reply.status === 'committed'
        ? [{ type: 'reply-finished', atMs, replyId, spoke: turn.line !== null, hangUp: text === 'okay' }]
        : []
    case 'reply-fails':
      return replyId ? [{ type: 'reply-failed', atMs, replyId }] : []
    case 'screener':
      return [{ type: 'screener-answered', atMs }]
    case 'operator':
      return [{ type: 'operator-spoke', atMs, lineId: `operator-${atMs}` }]
  }
}

const move: fc.Arbitrary<Move> = fc.record({
  afterMs: fc.integer({ min: 0, max: 3_000 }),
  what: fc.constantFrom<Move['what']>(
    'started',
    'words',
    'eager',
    'resumed',
    'done',
    'nothing',
    'line-starts',
    'line-ends',
    'reply-ends',
    'reply-fails',
    'screener',
    'operator',
    'language',
    'desk-whispers',
    'desk-mutes',
    'desk-takes-over',
    'desk-gives-back',
    'voice-begins',
    'voice-ends',
    'recogniser-lost',
    'recogniser-back',
    'opts-out',
    'time-runs-out',
    'vendor-goes',
    'dead-air',
    'line-breaks',
    'line-comes-back',
  ),
  text: fc.constantFrom(
    'Hello?',
    'okay',
    'mm-hm',
    'wait',
    'how much is it',
    'I need to think about that.',
    'five five five',
  ),
})

const OF_DESK: ReadonlySet<Move['what']> = new Set(['operator', 'desk-mutes', 'desk-takes-over'])

function isTooEarly({ line, disclosure }: Said): boolean {
  if (disclosure === 'heard' || line === 'disclosure' || line === 'screening') return false
  // Whoever asks for no more calls in the middle of it is told that there will be none.
  return !(line === 'opt-out-confirmation' && disclosure === 'begun')
}

describe('whatever happens in whatever order', () => {
  it('something comes next: nobody waits in silence for an event that may never come', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 30 }), (moves) => void play(moves)),
      { numRuns: 3_000 },
    )
  })

  it('nothing but the disclosure, or the answer to a call screener, is said before the disclosure was heard', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 20 }), (moves) => {
        // The desk is refused its own line, the mute and the call until the disclosure was heard (desk-control.ts).
        const { said } = play(moves.filter(({ what }) => !OF_DESK.has(what)))
        expect(said.filter(isTooEarly)).toEqual([])
      }),
      { numRuns: 5_000 },
    )
  })
})
