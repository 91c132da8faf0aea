/**
 * The desktop acknowledges an event only after its own commit, so that the relay may forget the event: the real
 * desktop is killed at system calls while events arrive, and its power is cut at every moment of a recording.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chanceOf } from '../doubles/chance.ts'
import { killDesktops } from './killed-desktop.ts'
import { cutPower, promisedIn } from './power-cut.ts'
import { recordDesktop } from './recordings.ts'
import { whyNoStrace } from './strace.ts'

const whyNot = whyNoStrace()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desktop-crash-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(whyNot !== null)(`the desktop${whyNot ? ` (skipped: ${whyNot})` : ''}`, () => {
  it('has committed every event that it acknowledged, wherever it was killed, and gets the others again', async () => {
    const { killed, acknowledged, lost, missingInTheEnd } = await killDesktops(folder, [12, 45])
    expect({ lost, missingInTheEnd }).toEqual({ lost: [], missingInTheEnd: [] })
    expect(killed).toBe(2)
    expect(acknowledged).toBeGreaterThan(0)
  })

  it('has every one of them after a power cut at any moment', async () => {
    const recording = await recordDesktop(60)
    expect(new Set(promisedIn(recording)).size).toBe(60)
    const { cuts, cutsThatLost, corrupt } = cutPower(recording, chanceOf(1).next, 0.1)
    expect({ cutsThatLost, corrupt }).toEqual({ cutsThatLost: 0, corrupt: 0 })
    expect(cuts).toBeGreaterThan(50)
  })
})

describe.skipIf(whyNot !== null)('the suite itself', () => {
  it('notices an acknowledgement before the commit, in a power cut and when killed', async () => {
    const planted = 'an-acknowledgement-before-the-commit'
    expect((await killDesktops(folder, [30], planted)).lost).not.toEqual([])
    const recording = await recordDesktop(20, planted)
    expect(cutPower(recording, chanceOf(1).next, 0.1).cutsThatLost).toBeGreaterThan(0)
  })
})
