/** One relay, killed at one system call while webhooks arrive; then again on what it left behind. */
import { keptIn } from './kept-events.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { type DurabilityCall, killAt } from './strace.ts'
import { sendWebhooks } from './webhook-sender.ts'

export interface CrashPoint {
  readonly call: DurabilityCall
  readonly occurrence: number
}

export interface CrashOutcome {
  /** False when the relay had ended in good order before the call came. */
  readonly reached: boolean
  /** Ids answered 2xx in this run. */
  readonly acknowledged: readonly string[]
  /** Of all ids ever acknowledged over this folder: those that are gone. */
  readonly lost: readonly string[]
  readonly intact: boolean
}

const WEBHOOKS = 60
const CONNECTIONS = 4

export async function crashOnce(
  dataDir: string,
  { call, occurrence }: CrashPoint,
  acknowledgedBefore: readonly string[] = [],
  plantedFault?: PlantedFaultName,
): Promise<CrashOutcome> {
  const relay = startRelayProcess({ dataDir, under: killAt(call, occurrence), plantedFault })
  const url = await relay.url
  const answers = url
    ? await sendWebhooks(url, { connections: CONNECTIONS, limit: WEBHOOKS })
    : { acknowledged: [] }
  // The orderly end writes too, so it may be where the relay is killed.
  await stopRelayProcess(relay)
  const reached = relay.child.signalCode === 'SIGKILL'
  if (!url && !reached) throw new Error(`the relay did not start: ${relay.log()}`)
  const acknowledged = answers.acknowledged.map(({ eventId }) => eventId)
  const { eventIds, intact } = keptIn(dataDir)
  const lost = [...acknowledgedBefore, ...acknowledged].filter((id) => !eventIds.has(id))
  return { reached, acknowledged, lost, intact }
}
