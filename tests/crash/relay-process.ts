/** The relay as an operator runs it, from source, alone or under a tracer, sound or with a planted fault. */
import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { testPublicKeyText } from '../../cloud-relay/testing/relay-under-test.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { startTraced } from './traced-program.ts'

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
  under,
  plantedFault,
  env,
  flags = [],
}: RelayProcessOptions): RelayProcess {
  const { child, ready, exited, log } = startTraced({
    main: 'cloud-relay/main.ts',
    args: ['--exit-with-parent', '--port', '0', '--data-dir', dataDir, ...flags],
    env: { TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText, ...env },
    under,
    plantedFault,
  })
  const line = ready.then((said) => Ready.optional().parse(said))
  return {
    child,
    url: line.then((said) => said?.url),
    pairingCode: line.then((said) => said?.pairingCode),
    exited,
    log,
  }
}

/** Ends it in good order: closing its input reaches it through a tracer too, which a signal does not. */
export async function stopRelayProcess(relay: RelayProcess): Promise<void> {
  relay.child.stdin?.end()
  await relay.exited
}

/** Resolves when a figure of the relay has that value, and rejects when that takes too long. */
export async function metricBecomes(
  url: string,
  name: string,
  value: number,
  until: AbortSignal = AbortSignal.timeout(60_000),
): Promise<void> {
  const line = new RegExp(`^${name} ${value}$`, 'm')
  while (!line.test(await (await fetch(`${url}/metrics`)).text())) {
    if (until.aborted) throw new Error(`${name} did not become ${value}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
