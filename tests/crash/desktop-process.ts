/** The whole desktop without a window, in live mode: its relay is real, and its vendors are whoever it is told of. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type LocalApi, localApi } from '../fixtures/local-api.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { countTo, type KillCall } from './strace.ts'
import { signalTraced, startTraced } from './traced-program.ts'

const NOBODY = 'http://127.0.0.1:9'
const VENDORS_OF_NOBODY = {
  TELNYX_API_KEY: 'KEY-of-nobody',
  TELNYX_FROM_NUMBER: '+15125550100',
  TELNYX_CONNECTION_ID: '1',
  TELNYX_BASE_URL: `${NOBODY}/v2`,
  ANTHROPIC_API_KEY: 'key-of-nobody',
  ANTHROPIC_BASE_URL: NOBODY,
  DEEPGRAM_API_KEY: 'key-of-nobody',
  DEEPGRAM_BASE_URL: NOBODY,
  ELEVENLABS_API_KEY: 'key-of-nobody',
  ELEVENLABS_BASE_URL: NOBODY,
}

export interface DesktopProcess {
  /** False when it ended before it was ready. */
  readonly ready: Promise<boolean>
  /** `undefined` when it ended before it was ready. */
  readonly api: Promise<LocalApi | undefined>
  readonly exited: Promise<void>
  wasKilled(): boolean
  stop(): Promise<void>
  kill(): Promise<void>
}

export interface DesktopProcessOptions {
  readonly dataDir: string
  readonly relayUrl?: string
  /** Needed at the first start over a folder. */
  readonly pairingCode?: string | null | undefined
  /** The vendors' addresses and keys, and whatever else it finds there. Nobody answers at any vendor without it. */
  readonly environment?: Readonly<Record<string, string>>
  readonly under?: readonly string[] | undefined
  readonly plantedFault?: PlantedFaultName | undefined
}

/** Where a desktop that runs in `dataDir` has its database. */
export const databaseFolder = (dataDir: string): string => join(dataDir, 'live')

export function startDesktopProcess(options: DesktopProcessOptions): DesktopProcess {
  const { dataDir, relayUrl, pairingCode, environment = VENDORS_OF_NOBODY, under, plantedFault } = options
  const program = startTraced({
    main: 'src-main/hosts/headless/main.ts',
    args: ['--headless', '--no-open', '--live', '--port', '0', '--data-dir', dataDir],
    env: {
      ...environment,
      ...(relayUrl && { RELAY_URL: relayUrl }),
      ...(pairingCode && { RELAY_PAIRING_CODE: pairingCode }),
    },
    under,
    plantedFault,
  })
  return {
    ready: program.ready.then((line) => line !== undefined),
    api: program.ready.then((line) => (line === undefined ? undefined : localApi(Ready.parse(line)))),
    exited: program.exited,
    wasKilled: () => program.child.signalCode === 'SIGKILL',
    stop() {
      signalTraced(program, 'SIGTERM', under !== undefined)
      return program.exited
    },
    kill() {
      signalTraced(program, 'SIGKILL', under !== undefined)
      return program.exited
    },
  }
}

/** How often a desktop makes that system call before it is ready; the log of its calls is left in `logFile`. */
export async function callsOfAStart(
  call: KillCall,
  logFile: string,
  start: DesktopProcessOptions,
): Promise<number> {
  const desktop = startDesktopProcess({ ...start, under: countTo(call, logFile) })
  await desktop.ready
  const calls = readFileSync(logFile, 'utf8').split('\n').length
  await desktop.stop()
  return calls
}

const Ready = z.object({ api: z.url(), token: z.string() })
