/** Power cuts at every moment of a program's work, from one recording of what it wrote and synced. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiskModel } from './disk-model.ts'
import { type Keeper, readKept } from './kept-events.ts'
import type { DiskStep } from './syscall-log.ts'

/** Memory, where the system offers a folder in it: thousands of images come and go. */
const IMAGES_IN = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export type RecordedStep =
  | DiskStep
  | { readonly do: 'ready' }
  /** From now on somebody relies on these events being kept. */
  | { readonly do: 'promise'; readonly eventIds: readonly string[] }

export interface Recording {
  readonly keeper: Keeper
  readonly steps: readonly RecordedStep[]
  /** A file that must never be gone once the program was ready. */
  readonly keyFile?: string
}

export const promisedIn = ({ steps }: Recording): readonly string[] =>
  steps.flatMap((step) => (step.do === 'promise' ? step.eventIds : []))

export interface CutOutcome {
  readonly cuts: number
  readonly cutsThatLost: number
  /** Of one cut, at worst. */
  readonly mostLost: number
  readonly corrupt: number
  readonly keysLost: number
}

/**
 * After each promise once with nothing that was not synced, and after each step at all once with a random half of it.
 * `share` of these cuts are made.
 */
export function cutPower({ keeper, steps, keyFile }: Recording, random: () => number, share = 1): CutOutcome {
  const disk = new DiskModel()
  const promised = new Set<string>()
  const outcome = { cuts: 0, cutsThatLost: 0, mostLost: 0, corrupt: 0, keysLost: 0 }
  let ready = false

  function cut(survives: () => boolean): void {
    if (random() >= share) return
    const folder = mkdtempSync(join(IMAGES_IN, 'power-cut-'))
    try {
      disk.cutInto(folder, survives)
      const { eventIds, intact } = readKept(folder, keeper)
      const lost = [...promised].filter((id) => !eventIds.has(id)).length
      outcome.cuts += 1
      outcome.cutsThatLost += Number(lost > 0)
      outcome.mostLost = Math.max(outcome.mostLost, lost)
      outcome.corrupt += Number(!intact)
      outcome.keysLost += Number(ready && keyFile !== undefined && !existsSync(join(folder, keyFile)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  for (const step of steps) {
    switch (step.do) {
      case 'ready':
        ready = true
        break
      case 'promise':
        for (const id of step.eventIds) promised.add(id)
        cut(() => false)
        break
      default:
        disk.apply(step)
    }
    cut(() => random() < 0.5)
  }
  return outcome
}
