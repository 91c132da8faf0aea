import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import { messageOf } from '../../core/message-of.ts'
import {
  type CoreAnswer,
  type CoreQuestion,
  type CoreStart,
  FromCore,
  type ToCore,
} from '../core-messages.ts'
import { programEntry } from '../program-entry.ts'
import { childEnvironment } from './child-environment.ts'
import { sidePrograms } from './side-programs.ts'

export interface CoreHostOptions {
  readonly root: string
  /** Read anew for every start: keys may have been entered in between. */
  readonly start: () => CoreStart
  readonly saveKey: (vendor: string, key: string) => Promise<CoreAnswer>
  readonly saveDeviceKey: (value: string) => Promise<CoreAnswer>
  readonly tell: (news: CoreNews) => void
}
export type CoreNews =
  | { type: 'ready'; readyLine: Record<string, unknown> }
  | { type: 'not-started'; message: string }
  | { type: 'crashed' }
  | { type: 'started-anew' }
  | { type: 'gave-up' }

export interface CoreHost {
  /** A new line to the core that runs now; null while none runs. */
  openPort(): MessagePortMain | null
  resumed(): void
  stop(): Promise<void>
}

const STOP_WITHIN_MS = 12_000
const RESTART_DELAYS_MS = [0, 1_000, 5_000, 15_000]
/** A core that ran this long was well: its crash is counted as a first one. */
const WELL_AFTER_MS = 5 * 60_000

/** Keeps one core process running. Windows may come, hang, crash and go: it does not notice. */
export function hostCore(options: CoreHostOptions): CoreHost {
  const { root, tell } = options
  let child: UtilityProcess | undefined
  let stopping = false
  let crashes = 0
  let everReady = false
  const say = (message: ToCore, ports?: MessagePortMain[]) => child?.postMessage(message, ports)
  const programs = sidePrograms(root, (program) => say({ type: 'side-program-ended', ...program }))

  function fork(): void {
    const startedAtMs = performance.now()
    let lastWords = ''
    const core = utilityProcess.fork(programEntry(root, 'core-process'), [], {
      serviceName: 'Ridgeline core',
      stdio: ['ignore', 'inherit', 'inherit'],
      env: childEnvironment(process.env),
    })
    child = core
    core.on('message', (data: unknown) => {
      const message = FromCore.parse(data)
      if (message.type === 'ask') return void answer(core, message.questionId, message.question)
      if (message.type === 'failed') lastWords = message.message
      else {
        everReady = true
        tell(message)
      }
    })
    core.once('exit', (code) => {
      if (child === core) child = undefined
      if (stopping) return
      if (performance.now() - startedAtMs > WELL_AFTER_MS) crashes = 0
      const nobody = `Ridgeline's core ended before it was ready (exit code ${code}).`
      void programs
        .stopAll()
        .then(() => (everReady ? restart() : tell({ type: 'not-started', message: lastWords || nobody })))
    })
    say({ type: 'start', options: options.start() })
  }

  function restart(): void {
    const delayMs = RESTART_DELAYS_MS[crashes]
    crashes += 1
    if (delayMs === undefined) return tell({ type: 'gave-up' })
    tell({ type: 'crashed' })
    setTimeout(() => {
      if (stopping) return
      fork()
      tell({ type: 'started-anew' })
    }, delayMs)
  }

  async function answer(core: UtilityProcess, questionId: number, question: CoreQuestion): Promise<void> {
    const given = await perform(question)
    if (child === core) say({ type: 'answer', questionId, answer: given })
  }

  async function perform(question: CoreQuestion): Promise<CoreAnswer> {
    try {
      switch (question.do) {
        case 'launch':
          return { outcome: 'done', value: await programs.launch(question) }
        case 'stop-side-program':
          return { outcome: 'done', value: await programs.stop(question.programId) }
        case 'save-key':
          return await options.saveKey(question.vendor, question.key)
        case 'save-device-key':
          return await options.saveDeviceKey(question.value)
      }
    } catch (error) {
      return { outcome: 'failed', message: messageOf(error) }
    }
  }

  fork()
  return {
    openPort() {
      if (!child) return null
      const { port1, port2 } = new MessageChannelMain()
      say({ type: 'port' }, [port1])
      return port2
    },
    resumed: () => say({ type: 'resumed' }),
    async stop() {
      stopping = true
      if (child) await stopped(child, () => say({ type: 'stop' }))
      await programs.stopAll()
    },
  }
}

function stopped(child: UtilityProcess, ask: () => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill(), STOP_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    ask()
  })
}
