/** Power cuts at every moment of a relay's work, from one recording of what it wrote and synced. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiskModel } from './disk-model.ts'
import { readKept } from './kept-events.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { logTo } from './strace.ts'
import { readSyscallLog, type Step } from './syscall-log.ts'
import { type Acknowledged, sendWebhooks } from './webhook-sender.ts'

const CONNECTIONS = 4
/** Memory, where the system offers a folder in it: thousands of images come and go. */
const IMAGES_IN = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface Recording {
  readonly steps: readonly Step[]
  readonly acknowledged: readonly Acknowledged[]
}

/** Enough webhooks, about 300, make SQLite copy its log into the database while more arrive. */
export async function recordRelay(webhooks: number, plantedFault?: PlantedFaultName): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-recording-'))
  const [dataDir, logFile] = [join(folder, 'data'), join(folder, 'syscalls')]
  try {
    const relay = startRelayProcess({ dataDir, under: logTo(logFile), plantedFault })
    const url = await relay.url
    if (!url) throw new Error(`the relay did not start: ${relay.log()}`)
    const { acknowledged } = await sendWebhooks(url, { connections: CONNECTIONS, limit: webhooks })
    await stopRelayProcess(relay)
    return { steps: readSyscallLog(logFile, dataDir), acknowledged }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface CutOutcome {
  readonly cuts: number
  readonly cutsThatLost: number
  /** Of one cut, at worst. */
  readonly mostLost: number
  readonly corrupt: number
  /** Cuts after the ready line that took the relay's own key, without which no desktop would trust it again. */
  readonly keysLost: number
}

/**
 * After each acknowledgement once with nothing that was not synced, and after each step at all once with a random
 * half of it. `share` of these cuts are made.
 */
export function cutPower({ steps, acknowledged }: Recording, random: () => number, share = 1): CutOutcome {
  const disk = new DiskModel()
  const said = new Set<string>()
  const inOrder = Map.groupBy(acknowledged, ({ clientPort }) => clientPort)
  const outcome = { cuts: 0, cutsThatLost: 0, mostLost: 0, corrupt: 0, keysLost: 0 }
  let ready = false

  function cut(survives: () => boolean): void {
    if (random() >= share) return
    const folder = mkdtempSync(join(IMAGES_IN, 'power-cut-'))
    try {
      disk.cutInto(folder, survives)
      const { eventIds, intact } = readKept(folder)
      const lost = [...said].filter((id) => !eventIds.has(id)).length
      outcome.cuts += 1
      outcome.cutsThatLost += Number(lost > 0)
      outcome.mostLost = Math.max(outcome.mostLost, lost)
      outcome.corrupt += Number(!intact)
      outcome.keysLost += Number(ready && !existsSync(join(folder, 'relay-key.pem')))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  for (const step of steps) {
    disk.apply(step)
    ready ||= step.do === 'ready'
    if (step.do === 'acknowledge') {
      const answered = inOrder.get(step.clientPort)?.shift()
      if (answered) said.add(answered.eventId)
      cut(() => false)
    }
    cut(() => random() < 0.5)
  }
  if (said.size !== acknowledged.length) throw new Error('the log does not show every acknowledgement')
  return outcome
}
