/** One desktop after the other over one folder, each killed at a system call while events arrive; its relay lives on. */
import { join } from 'node:path'
import { callsOfAStart, databaseFolder, startDesktopProcess } from './desktop-process.ts'
import { acknowledgedAt, keptIn } from './kept-events.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { metricBecomes, startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { killAt } from './strace.ts'
import { sendWebhooks } from './webhook-sender.ts'

export interface KilledDesktops {
  readonly killed: number
  /** How many events the relay was told are committed, before a desktop ran to its end. */
  readonly acknowledged: number
  /** Of these, the ones a killed desktop did not have. */
  readonly lost: readonly string[]
  /** Events that a last desktop, left alone, never got. */
  readonly missingInTheEnd: readonly string[]
}

const CONNECTIONS = 4
const EVENTS_EACH = 30

/** `writes`: for each desktop in turn, how many more writes it makes once it is ready. */
export async function killDesktops(
  folder: string,
  writes: readonly number[],
  plantedFault?: PlantedFaultName,
): Promise<KilledDesktops> {
  const relayDir = join(folder, 'relay')
  const dataDir = join(folder, 'desktop')
  let relay = startRelayProcess({ dataDir: relayDir })
  let relayUrl = (await relay.url) ?? ''
  const port = new URL(relayUrl).port
  const first = startDesktopProcess({ dataDir, relayUrl, pairingCode: await relay.pairingCode })
  await metricBecomes(relayUrl, 'relay_link_connected', 1)
  await first.stop()
  const startWrites = await callsOfAStart('pwrite64', join(folder, 'start'), { dataDir, relayUrl })

  const sent: string[] = []
  const lost: string[] = []
  let [killed, acknowledged] = [0, 0]
  for (const more of writes) {
    const under = killAt('pwrite64', startWrites + more)
    const desktop = startDesktopProcess({ dataDir, relayUrl, under, plantedFault })
    await desktop.ready
    const answers = await sendWebhooks(relayUrl, { connections: CONNECTIONS, limit: EVENTS_EACH })
    sent.push(...answers.acknowledged.map(({ eventId }) => eventId))
    await desktop.exited
    killed += Number(desktop.wasKilled())
    // The end of a relay writes down what it was told.
    await stopRelayProcess(relay)
    const { eventIds } = keptIn(databaseFolder(dataDir), 'desktop')
    const told = acknowledgedAt(relayDir)
    acknowledged = told.length
    lost.push(...told.filter(({ eventId }) => !eventIds.has(eventId)).map(({ eventId }) => eventId))
    relay = startRelayProcess({ dataDir: relayDir, flags: ['--port', port] })
    relayUrl = (await relay.url) ?? ''
  }
  const last = startDesktopProcess({ dataDir, relayUrl })
  await metricBecomes(relayUrl, 'relay_events_waiting', 0)
  await last.stop()
  await stopRelayProcess(relay)
  const { eventIds } = keptIn(databaseFolder(dataDir), 'desktop')
  return { killed, acknowledged, lost, missingInTheEnd: sent.filter((id) => !eventIds.has(id)) }
}
