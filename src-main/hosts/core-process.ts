import { join } from 'node:path'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import { pino } from 'pino'
import { messageOf } from '../core/message-of.ts'
import { Refused } from '../core/refused.ts'
import { unreachable } from '../core/unreachable.ts'
import { type CoreQuestion, type CoreStart, type FromCore, Launched, ToCore } from './core-messages.ts'
import { fileSecret } from './file-secret.ts'
import { installLastResort } from './last-resort.ts'
import type { LaunchSideProgram } from './side-program.ts'
import { type CoreOptions, type RunningCore, startCore } from './start-core.ts'

/** What this process sees of Electron: the line to its starter, and the windows' lines that arrive over it. */
type WindowPort = SupportedMessagePort & { start(): void; close(): void }
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: WindowPort[] }) => void): unknown
  postMessage(message: FromCore): void
}
const parent = (process as typeof process & { parentPort?: ParentPort }).parentPort
if (!parent) throw new Error('The core process is started by Ridgeline, not by hand.')
const say = (message: FromCore) => parent.postMessage(message)

const EXIT_CLEAN = 0
const EXIT_FAILED = 1
const STOP_WITHIN_MS = 10_000

const log = pino(pino.destination({ dest: 2, sync: false }))
let core: Promise<RunningCore> | undefined
let stopping = false
installLastResort(log, stop)

parent.on('message', ({ data, ports }) => {
  const message = ToCore.parse(data)
  switch (message.type) {
    case 'start':
      core ??= start(message.options)
      return
    case 'port':
      return serveWindow(ports)
    case 'answer':
      return settle(message)
    case 'side-program-ended':
      log.error({ name: message.name }, 'a program Ridgeline depends on ended unexpectedly')
      return sideProgramEnded(message.programId)
    case 'resumed':
      return void core?.then(({ running }) => running.wokeUp())
    case 'stop':
      return stop(EXIT_CLEAN)
    default:
      return unreachable(message)
  }
})

async function start(options: CoreStart): Promise<RunningCore> {
  log.level = options.logLevel
  try {
    const started = await startCore(coreOptions(options))
    say({ type: 'ready', readyLine: started.readyLine })
    return started
  } catch (error) {
    say({ type: 'failed', message: messageOf(error) })
    log.debug({ err: error }, 'start failed')
    return leave(EXIT_FAILED)
  }
}

function coreOptions({ secrets, logLevel: _, ...options }: CoreStart): CoreOptions {
  const { canStore, note, fromKeychain, deviceKey } = secrets
  return {
    ...options,
    log,
    launch: launchThroughStarter,
    serveWindow: false,
    secrets: {
      canStore,
      note,
      sourceOf: (name) => (fromKeychain.includes(name) ? 'keychain' : 'environment'),
      save: async (vendor, key) => void (await ask({ do: 'save-key', vendor, key })),
    },
    deviceKeyStore: (mode, dataFolder) =>
      // Practice needs no keychain: its relay lives on this computer and knows no secret.
      mode === 'practice'
        ? fileSecret(join(dataFolder, 'relay-device.key'))
        : keychainSecret(deviceKey, (value) => ask({ do: 'save-device-key', value })),
  }
}

function keychainSecret(known: string | null, keep: (value: string) => Promise<unknown>) {
  let current = known
  return {
    load: async () => current,
    async save(value: string) {
      await keep(value)
      current = value
    },
  }
}

const launchThroughStarter: LaunchSideProgram = async (name, args, variables) => {
  const { programId, ready } = Launched.parse(await ask({ do: 'launch', name, args: [...args], variables }))
  const ended = new Promise<void>((resolve) => endings.set(programId, resolve))
  const stop = async () => {
    await ask({ do: 'stop-side-program', programId })
    sideProgramEnded(programId)
  }
  return { ready, ended, stop }
}

/** Of the programs that run: what their ends are told to. */
const endings = new Map<string, () => void>()
function sideProgramEnded(programId: string): void {
  endings.get(programId)?.()
  endings.delete(programId)
}

let lastQuestionId = 0
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()

function ask(question: CoreQuestion): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lastQuestionId += 1
    waiting.set(lastQuestionId, { resolve, reject })
    say({ type: 'ask', questionId: lastQuestionId, question })
  })
}

function settle({ questionId, answer }: Extract<ToCore, { type: 'answer' }>): void {
  const question = waiting.get(questionId)
  waiting.delete(questionId)
  if (answer.outcome === 'done') question?.resolve(answer.value)
  else if (answer.outcome === 'failed') question?.reject(new Error(answer.message))
  else question?.reject(new Refused('unsupported', answer.title, answer.detail))
}

/** A port that comes before the core is up keeps what is asked of it until then. */
function serveWindow(ports: readonly WindowPort[]): void {
  void core?.then(({ router }) => {
    const handler = new RPCHandler(router)
    for (const port of ports) {
      handler.upgrade(port, { context: {} })
      port.start()
    }
  })
}

function stop(exitCode: number): void {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(EXIT_FAILED), STOP_WITHIN_MS).unref()
  Promise.resolve(core)
    .then((running) => running?.close())
    .then(
      () => leave(exitCode),
      () => leave(EXIT_FAILED),
    )
}

/** The last words travel before the process goes. */
function leave(exitCode: number): Promise<never> {
  setTimeout(() => process.exit(exitCode), 50)
  return new Promise(() => {})
}
