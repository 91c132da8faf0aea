import { describe, expect, it } from 'vitest'
import { keptRunning } from './kept-running.ts'
import type { SideProgram } from './side-program.ts'

/** A program that ends when it is told to, in a time that passes only by waiting. */
async function program() {
  let nowMs = 0
  let failing = 0
  const told: string[] = []
  const waits: number[] = []
  const runs: { before: SideProgram | null; end: () => void }[] = []
  const kept = await keptRunning({
    async launch(before) {
      if (failing > 0) {
        failing -= 1
        throw new Error('the port is taken')
      }
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      runs.push({ before, end })
      return { ready: { run: runs.length }, ended, stop: async () => end() }
    },
    async wait(ms) {
      waits.push(ms)
      nowMs += ms
    },
    nowMs: () => nowMs,
    ended: () => told.push('ended'),
    startFailed: () => told.push('not started'),
  })
  return {
    kept,
    told,
    waits,
    runs,
    failNext: (times: number) => (failing = times),
    async endAfter(ms: number) {
      nowMs += ms
      runs.at(-1)?.end()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('a program beside the core that ends by itself', () => {
  it('is started anew where it was, and said so once while it keeps ending', async () => {
    const { endAfter, runs, told, waits } = await program()
    await endAfter(5_000)
    await endAfter(10)
    await endAfter(10)
    expect(runs.map(({ before }) => before?.ready ?? null)).toEqual([
      null,
      { run: 1 },
      { run: 2 },
      { run: 3 },
    ])
    expect(waits).toEqual([100, 200, 400])
    expect(told).toEqual(['ended'])
  })

  it('is tried again when it cannot start, with pauses that grow up to half a minute', async () => {
    const { endAfter, runs, told, waits, failNext } = await program()
    failNext(10)
    await endAfter(5_000)
    expect(waits.slice(0, 3)).toEqual([100, 200, 400])
    expect(waits.at(-1)).toBe(30_000)
    expect(told).toEqual(['ended', ...Array.from({ length: 10 }, () => 'not started')])
    expect(runs).toHaveLength(2)
  })

  it('is back soon and said so again after it was well for a minute', async () => {
    const { endAfter, told, waits } = await program()
    await endAfter(10)
    await endAfter(60_000)
    expect(waits).toEqual([100, 100])
    expect(told).toEqual(['ended', 'ended'])
  })

  it('stays away once it is stopped', async () => {
    const { kept, runs, told } = await program()
    await kept.stop()
    await kept.ended
    expect(runs).toHaveLength(1)
    expect(told).toEqual([])
  })
})
