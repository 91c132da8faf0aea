import { describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { replay } from '../../src-main/core/call/log/replay.ts'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { readGoldenCalls } from './golden-calls.ts'
import { simulateCall } from './simulated-call.ts'

const golden = readGoldenCalls()

describe('the replay of a recorded call', () => {
  it('makes every decision of 200 recorded practice calls again, each as it was', () => {
    expect(golden).toHaveLength(200)
    let decisions = 0
    for (const call of golden) {
      const result = replay(call.decisions)
      expect(result.divergences, `${call.homeowner}, seed ${call.seed}`).toEqual([])
      decisions += result.decisions
    }
    expect(decisions).toBeGreaterThan(20_000)
  })

  it('notices a decision that is not the one in the log', () => {
    const { decisions } = golden[0]!
    const tampered = decisions.map(
      (entry): CallLogEntry =>
        entry.kind === 'turn' && entry.effects.some((effect) => effect.do === 'start-reply')
          ? { ...entry, effects: [] }
          : entry,
    )
    expect(replay(tampered).divergences.length).toBeGreaterThan(0)
  })

  it('tells what another rule would have done, at the moments where it matters', () => {
    const cut = golden.find(({ homeowner }) => homeowner === 'interrupts-constantly')!
    const deaf = replay(cut.decisions, { bargeIn: false })
    expect(deaf.divergences.length).toBeGreaterThan(0)
    for (const { recorded, replayed } of deaf.divergences) {
      expect(replayed.some((effect) => effect.do === 'stop-speaking')).toBe(false)
      expect(recorded).not.toEqual(replayed)
    }
    expect(replay(cut.decisions, { floorMs: 250 }).divergences).toEqual([])
  })

  it('needs the rules that the call went by', () => {
    expect(() => replay(golden[0]!.decisions.slice(1))).toThrow(/rules of the call/)
  })

  it('works from the log that a call writes, with frames, tokens, chunks and marks on the same clock', async () => {
    const { log } = await simulateCall(CHARACTERS.find(({ id }) => id === 'books-at-once')!, 4)
    expect(replay(log).divergences).toEqual([])
    const kinds = new Set(log.map(({ kind }) => kind))
    for (const kind of [
      'opened',
      'turn',
      'frames',
      'recogniser',
      'token',
      'say',
      'chunk',
      'mark-sent',
      'mark-back',
    ])
      expect(kinds, kind).toContain(kind)
    const times = log.map(({ atMs }) => atMs)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})
