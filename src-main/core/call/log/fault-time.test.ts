import { describe, expect, it } from 'vitest'
import type { TurnEffect, TurnEvent } from '../../turn-taking/turn.ts'
import type { FaultSpan } from '../call-record.ts'
import type { CallLogEntry } from './call-log.ts'
import { FaultTime } from './fault-time.ts'

const turn = (event: TurnEvent, ...effects: TurnEffect[]): CallLogEntry => ({
  kind: 'turn',
  atMs: event.atMs,
  event,
  effects,
})
const answerOwed = (atMs: number) =>
  turn(
    { type: 'homeowner-done', atMs, text: 'Yes.' } as TurnEvent,
    {
      do: 'start-reply',
      replyId: 'r1',
      fresh: 'Yes.',
      speculative: false,
    } as TurnEffect,
  )

function faultsOf(...entries: CallLogEntry[]): FaultSpan[] {
  const spans: FaultSpan[] = []
  const time = new FaultTime((span) => spans.push(span))
  for (const entry of entries) time.read(entry)
  time.close()
  return spans
}

describe('the time that is not charged for', () => {
  it('is silence in which the homeowner waits for an answer', () => {
    expect(
      faultsOf(answerOwed(10_000), turn({ type: 'line-started', atMs: 15_000, lineId: 'r1' }), {
        kind: 'quiet',
        atMs: 15_000,
        silentMs: 5_400,
      }),
    ).toEqual([{ cause: 'dead_air', fromMs: 10_000, ms: 5_000 }])
  })

  it('is not the silence of a homeowner who thinks, nor a short wait', () => {
    expect(faultsOf({ kind: 'quiet', atMs: 20_000, silentMs: 6_000 })).toEqual([])
    expect(
      faultsOf(
        answerOwed(10_000),
        turn({ type: 'line-started', atMs: 12_800, lineId: 'r1' }),
        { kind: 'quiet', atMs: 12_800, silentMs: 2_800 },
        { kind: 'quiet', atMs: 30_000, silentMs: 7_000 },
      ),
    ).toEqual([])
  })

  it('is silence that nobody breaks', () => {
    expect(faultsOf({ kind: 'dead-air', atMs: 30_000, silentMs: 9_000 })).toEqual([
      { cause: 'dead_air', fromMs: 21_000, ms: 9_000 },
    ])
  })

  it('is a line without sound, whether it comes back or not', () => {
    expect(
      faultsOf(
        turn({ type: 'line-broke', atMs: 5_000 }),
        turn({ type: 'line-back', atMs: 9_000, gapMs: 4_000 }),
        turn({ type: 'line-broke', atMs: 20_000 }),
        { kind: 'frames', atMs: 27_500, homeowner: [], agent: [] },
      ),
    ).toEqual([
      { cause: 'line_broke', fromMs: 5_000, ms: 4_000 },
      { cause: 'line_broke', fromMs: 20_000, ms: 7_500 },
    ])
  })

  it('is what follows on the failure that a call ended for, and none that was got over', () => {
    const failed = turn({ type: 'reply-failed', atMs: 40_000, replyId: 'r2' })
    const end: CallLogEntry = { kind: 'hang-up', atMs: 48_000, reason: 'trouble' }
    expect(faultsOf(failed, end)).toEqual([{ cause: 'vendor_outage', fromMs: 40_000, ms: 8_000 }])
    const better = turn({ type: 'reply-finished', atMs: 43_000, replyId: 'r3', spoke: true, hangUp: false })
    expect(faultsOf(failed, better, { kind: 'hang-up', atMs: 60_000, reason: 'agent-finished' })).toEqual([])
  })

  it('is the failure that a call ended for before anything was said, however short', () => {
    const failed = turn({ type: 'reply-failed', atMs: 400, replyId: 'r1' })
    const end: CallLogEntry = { kind: 'hang-up', atMs: 900, reason: 'trouble' }
    expect(faultsOf(failed, end)).toEqual([{ cause: 'vendor_outage', fromMs: 400, ms: 500 }])
    expect(faultsOf(turn({ type: 'line-started', atMs: 300, lineId: 'greeting' }), failed, end)).toEqual([])
  })
})
