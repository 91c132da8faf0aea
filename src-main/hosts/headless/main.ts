import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { messageOf } from '../../core/message-of.ts'
import { Refused } from '../../core/refused.ts'
import { applicationRoot } from '../application-root.ts'
import { parseStartArguments } from '../arguments.ts'
import { parseEnvironment } from '../environment.ts'
import { fileSecret } from '../file-secret.ts'
import { installLastResort } from '../last-resort.ts'
import { type RunningCore, startCore } from '../start-core.ts'
import { launchChildProcess } from './launch-side-program.ts'

/** Ridgeline without a window of its own: the core is this process, a browser shows the window. */
const log = pino({ level: process.env.RIDGELINE_LOG ?? 'info' }, pino.destination({ dest: 2, sync: false }))
const STOP_WITHIN_MS = 10_000

let core: RunningCore | undefined
let stopping = false

function stop(exitCode: number): void {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref()
  Promise.resolve(core?.close()).then(
    () => process.exit(exitCode),
    () => process.exit(exitCode || 1),
  )
}

process.on('SIGTERM', () => stop(0))
process.on('SIGINT', () => stop(0))
installLastResort(log, stop)

try {
  const root = applicationRoot()
  const environment = parseEnvironment(process.env)
  const args = parseStartArguments(process.argv.slice(2), process.env)
  core = await startCore({
    version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    root,
    dataFolder: args.dataFolder,
    port: args.port,
    wishedMode: args.wishedMode,
    environment,
    log,
    launch: launchChildProcess(root, log, (name) => {
      log.error({ name }, 'a program Ridgeline depends on ended unexpectedly')
    }),
    serveWindow: true,
    secrets: {
      canStore: false,
      note: 'Without the desktop program there is no keychain. Set the keys in the environment.',
      sourceOf: () => 'environment',
      save: async () => {
        throw new Refused(
          'unsupported',
          'Keys cannot be stored here',
          'Without the desktop program there is no keychain. Set the keys in the environment and start again.',
        )
      },
    },
    deviceKeyStore: (_mode, dataFolder) => fileSecret(join(dataFolder, 'relay-device.key')),
  })
  process.stdout.write(`${JSON.stringify(core.readyLine)}\n`)
  if (args.open) openBrowser(String(core.readyLine.url))
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  log.debug({ err: error }, 'start failed')
  stop(1)
}

function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url]
  const child = spawn(program as string, args, { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write(`Open ${url} in your browser.\n`))
  child.unref()
}
