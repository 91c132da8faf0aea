/** The relay as an operator runs it, from source, alone or under a tracer, sound or with a planted fault. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { testPublicKeyText } from '../../cloud-relay/testing/relay-under-test.ts'
import type { PlantedFaultName } from './planted-faults.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const MAIN = join(ROOT, 'cloud-relay', 'main.ts')
const Ready = z.object({ ready: z.literal(true), url: z.url(), pairingCode: z.string().nullable() })

export interface RelayProcess {
  readonly child: ChildProcess
  /** `undefined` when it ended before it was ready. */
  readonly url: Promise<string | undefined>
  readonly pairingCode: Promise<string | null | undefined>
  readonly exited: Promise<void>
  log(): string
}

export interface RelayProcessOptions {
  readonly dataDir: string
  /** Program and arguments of a tracer in front of it. */
  readonly under?: readonly string[] | undefined
  readonly plantedFault?: PlantedFaultName | undefined
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

export function startRelayProcess({
  dataDir,
  under = [],
  plantedFault,
  env,
  flags = [],
}: RelayProcessOptions): RelayProcess {
  const plant = plantedFault ? ['--import', join(import.meta.dirname, 'plant-fault.ts')] : []
  const settings = ['--exit-with-parent', '--port', '0', '--data-dir', dataDir, ...flags]
  const relay = [process.execPath, ...plant, MAIN, ...settings]
  const [program = process.execPath, ...args] = [...under, ...relay]
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText,
      ...(plantedFault && { PLANTED_FAULT: plantedFault }),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-20_000)
  })
  const exited = once(child, 'close').then(() => undefined)
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) =>
    Ready.parse(JSON.parse(String(line))),
  )
  const ready = Promise.race([firstLine, exited])
  return {
    child,
    url: ready.then((line) => line?.url),
    pairingCode: ready.then((line) => line?.pairingCode),
    exited,
    log: () => log,
  }
}

/** Ends it in good order: closing its input reaches it through a tracer too, which a signal does not. */
export async function stopRelayProcess(relay: RelayProcess): Promise<void> {
  relay.child.stdin?.end()
  await relay.exited
}
