/** A relay whose disk refuses: full or broken from one system call on, or for that one call only. */
import { keptIn } from './kept-events.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { type DurabilityCall, failAt } from './strace.ts'
import { sendWebhooks } from './webhook-sender.ts'

export interface DiskFailure {
  readonly call: DurabilityCall
  readonly error: 'ENOSPC' | 'EIO'
  readonly occurrence: number
  readonly lasting: boolean
}

export interface DiskFailureOutcome {
  readonly acknowledged: number
  readonly lost: number
  readonly intact: boolean
  /** Statuses other than 2xx that were answered. */
  readonly refusedWith: readonly number[]
  /** The relay said what happened and ended, before it was ready or later. */
  readonly ended: boolean
}

const WEBHOOKS = 60
const CONNECTIONS = 4

export async function failDisk(dataDir: string, failure: DiskFailure): Promise<DiskFailureOutcome> {
  const { call, error, occurrence, lasting } = failure
  const relay = startRelayProcess({ dataDir, under: failAt(call, error, occurrence, { lasting }) })
  const url = await relay.url
  const { acknowledged, refused } = url
    ? await sendWebhooks(url, { connections: CONNECTIONS, limit: WEBHOOKS })
    : { acknowledged: [], refused: new Map<number, number>() }
  await stopRelayProcess(relay)
  const { eventIds, intact } = keptIn(dataDir)
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ eventId }) => !eventIds.has(eventId)).length,
    intact,
    refusedWith: [...refused.keys()],
    ended: relay.child.exitCode !== 0,
  }
}
