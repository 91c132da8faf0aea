/**
 * What the relay answered 2xx outlives the relay: the real process is killed at system calls, its power is cut at
 * every moment of a recording, and its disk fails. `npm run crash -- --points N` does the same for longer.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chanceOf } from '../doubles/chance.ts'
import { type DiskFailure, failDisk } from './failing-disk.ts'
import { type CrashPoint, crashOnce } from './killed-relay.ts'
import { cutPower, promisedIn } from './power-cut.ts'
import { recordRelay } from './recordings.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { whyNoStrace } from './strace.ts'

const whyNot = whyNoStrace()
const ENOUGH_FOR_A_CHECKPOINT = 300

/** The first writes make the database; later ones are webhooks, and the last ones the orderly end. */
const POINTS: readonly CrashPoint[] = [
  ...[1, 2, 3, 5, 9, 14, 20, 24, 28, 33, 39, 46, 54, 63, 73, 84].map((occurrence) => ({
    call: 'pwrite64' as const,
    occurrence,
  })),
  ...[1, 2, 3, 4, 6, 9, 13, 18].map((occurrence) => ({ call: 'fsync' as const, occurrence })),
  { call: 'unlink', occurrence: 1 },
  { call: 'ftruncate', occurrence: 1 },
]

const WHILE_STARTING = 10
const FAILURES: readonly DiskFailure[] = [
  { call: 'pwrite64', error: 'ENOSPC', occurrence: 5, lasting: true },
  { call: 'pwrite64', error: 'ENOSPC', occurrence: 60, lasting: true },
  { call: 'pwrite64', error: 'ENOSPC', occurrence: 57, lasting: false },
  { call: 'pwrite64', error: 'EIO', occurrence: 66, lasting: false },
  { call: 'fsync', error: 'EIO', occurrence: 16, lasting: false },
  { call: 'fsync', error: 'EIO', occurrence: 17, lasting: true },
]

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-crash-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe.skipIf(whyNot !== null)(`the relay${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  it('still has every event it answered 2xx, wherever it was killed, and starts again on what is left', async () => {
    const acknowledged: string[] = []
    let reached = 0
    for (const point of POINTS) {
      const outcome = await crashOnce(dataDir, point, acknowledged)
      expect(outcome, JSON.stringify(point)).toMatchObject({ lost: [], intact: true })
      acknowledged.push(...outcome.acknowledged)
      reached += Number(outcome.reached)
    }
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(reached).toBeGreaterThan(POINTS.length / 2)
    const survivor = startRelayProcess({ dataDir })
    expect(await survivor.url).toBeDefined()
    await stopRelayProcess(survivor)
  })

  it('loses nothing of it in a power cut either, and its key and database stay whole', async () => {
    const recording = await recordRelay(ENOUGH_FOR_A_CHECKPOINT)
    expect(promisedIn(recording)).toHaveLength(ENOUGH_FOR_A_CHECKPOINT)
    const outcome = cutPower(recording, chanceOf(1).next, 0.25)
    expect(outcome).toMatchObject({ cutsThatLost: 0, corrupt: 0, keysLost: 0 })
    expect(outcome.cuts).toBeGreaterThan(300)
  })

  it.each(FAILURES)(
    'answers 503 and never 2xx for what it cannot keep: $call fails with $error, call $occurrence, lasting $lasting',
    async (failure) => {
      const { acknowledged, lost, intact, refusedWith, ended } = await failDisk(dataDir, failure)
      expect({ lost, intact }).toEqual({ lost: 0, intact: true })
      if (failure.occurrence <= WHILE_STARTING) expect(ended).toBe(true)
      else expect(refusedWith).toEqual([503])
      expect(acknowledged).toBeLessThan(60)
    },
  )
})

describe.skipIf(whyNot !== null)('the suite itself', () => {
  it('notices commits that a power cut takes back', async () => {
    const recording = await recordRelay(60, 'commits-that-a-power-cut-takes-back')
    expect(cutPower(recording, chanceOf(1).next, 0.25).cutsThatLost).toBeGreaterThan(0)
  })

  it('notices an answer before the commit, in a power cut and when killed', async () => {
    const recording = await recordRelay(60, 'an-answer-before-the-commit')
    expect(cutPower(recording, chanceOf(1).next, 0.25).cutsThatLost).toBeGreaterThan(0)
    let lost = 0
    for (const occurrence of [52, 56, 60, 64]) {
      const outcome = await crashOnce(
        dataDir,
        { call: 'pwrite64', occurrence },
        [],
        'an-answer-before-the-commit',
      )
      lost += outcome.lost.length
    }
    expect(lost).toBeGreaterThan(0)
  })
})
