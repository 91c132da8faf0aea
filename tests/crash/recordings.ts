/** A program at work under the tracer: every write and sync of it, and what it told others in between. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseFolder, startDesktopProcess } from './desktop-process.ts'
import { acknowledgedAt } from './kept-events.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import type { RecordedStep, Recording } from './power-cut.ts'
import { metricBecomes, startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { logTo } from './strace.ts'
import { readSyscallLog, type Step } from './syscall-log.ts'
import { type Acknowledged, sendWebhooks } from './webhook-sender.ts'

const CONNECTIONS = 4

/** Enough webhooks, about 300, make SQLite copy its log into the database while more arrive. */
export const recordRelay = (webhooks: number, plantedFault?: PlantedFaultName): Promise<Recording> =>
  inFolder(async (dataDir, logFile) => {
    const relay = startRelayProcess({ dataDir, under: logTo(logFile), plantedFault })
    const url = await relay.url
    if (!url) throw new Error(`the relay did not start: ${relay.log()}`)
    const { acknowledged } = await sendWebhooks(url, { connections: CONNECTIONS, limit: webhooks })
    await stopRelayProcess(relay)
    return {
      keeper: 'relay',
      steps: promisedByAnswers(readSyscallLog(logFile, dataDir), acknowledged),
      keyFile: 'relay-key.pem',
    }
  })

/** A desktop that pairs with a relay and takes so many events. */
export const recordDesktop = (events: number, plantedFault?: PlantedFaultName): Promise<Recording> =>
  inFolder(async (dataDir, logFile) => {
    const relayDir = `${dataDir}-of-relay`
    const relay = startRelayProcess({ dataDir: relayDir })
    const relayUrl = (await relay.url) ?? ''
    const pairingCode = await relay.pairingCode
    const under = logTo(logFile)
    const desktop = startDesktopProcess({ dataDir, relayUrl, pairingCode, under, plantedFault })
    if (!(await desktop.ready)) throw new Error('the desktop did not start')
    await sendWebhooks(relayUrl, { connections: CONNECTIONS, limit: events })
    await metricBecomes(relayUrl, 'relay_events_waiting', 0)
    await desktop.stop()
    await stopRelayProcess(relay)
    const steps = readSyscallLog(logFile, databaseFolder(dataDir))
    return { keeper: 'desktop', steps: promisedByNumbers(steps, acknowledgedAt(relayDir)) }
  })

function promisedByAnswers(steps: readonly Step[], acknowledged: readonly Acknowledged[]): RecordedStep[] {
  const inOrder = Map.groupBy(acknowledged, ({ clientPort }) => clientPort)
  let shown = 0
  const recorded = steps.flatMap((step): RecordedStep[] => {
    if (step.do === 'acknowledge') return []
    if (step.do !== 'answer') return [step]
    const answered = inOrder.get(step.clientPort)?.shift()
    shown += Number(answered !== undefined)
    return [{ do: 'promise', eventIds: answered ? [answered.eventId] : [] }]
  })
  if (shown !== acknowledged.length) throw new Error('the log does not show every answer')
  return recorded
}

function promisedByNumbers(
  steps: readonly Step[],
  events: readonly { readonly seq: number; readonly eventId: string }[],
): RecordedStep[] {
  return steps.flatMap((step): RecordedStep[] => {
    if (step.do === 'answer') return []
    if (step.do !== 'acknowledge') return [step]
    const promised = events.filter(({ seq }) => seq <= step.upToSeq)
    return [{ do: 'promise', eventIds: promised.map(({ eventId }) => eventId) }]
  })
}

async function inFolder(
  record: (dataDir: string, logFile: string) => Promise<Recording>,
): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'crash-recording-'))
  try {
    return await record(join(folder, 'data'), join(folder, 'syscalls'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
