/** The whole desktop without a window, in live mode: its relay is real, and at the vendors' addresses nobody listens. */
import { join } from 'node:path'
import type { PlantedFaultName } from './planted-faults.ts'
import { signalTraced, startTraced } from './traced-program.ts'

const NOBODY = 'http://127.0.0.1:9'
const VENDORS = {
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
  readonly exited: Promise<void>
  wasKilled(): boolean
  stop(): Promise<void>
}

export interface DesktopProcessOptions {
  readonly dataDir: string
  readonly relayUrl: string
  /** Needed at the first start over a folder. */
  readonly pairingCode?: string | null | undefined
  readonly under?: readonly string[] | undefined
  readonly plantedFault?: PlantedFaultName | undefined
}

/** Where a desktop that runs in `dataDir` has its database. */
export const databaseFolder = (dataDir: string): string => join(dataDir, 'live')

export function startDesktopProcess(options: DesktopProcessOptions): DesktopProcess {
  const { dataDir, relayUrl, pairingCode, under, plantedFault } = options
  const program = startTraced({
    main: 'src-main/hosts/headless/main.ts',
    args: ['--headless', '--no-open', '--live', '--port', '0', '--data-dir', dataDir],
    env: { ...VENDORS, RELAY_URL: relayUrl, ...(pairingCode && { RELAY_PAIRING_CODE: pairingCode }) },
    under,
    plantedFault,
  })
  return {
    ready: program.ready.then((line) => line !== undefined),
    exited: program.exited,
    wasKilled: () => program.child.signalCode === 'SIGKILL',
    stop() {
      signalTraced(program, 'SIGTERM', under !== undefined)
      return program.exited
    },
  }
}
