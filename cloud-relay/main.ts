/**
 * `npm run relay -- --port N --data-dir DIR`: one ready line on stdout; everything else on stderr.
 * `npm run relay -- COMMAND --data-dir DIR`: does it, says so on stdout, and ends.
 */
import { runCommand } from './control/run-command.ts'
import { failureKind, stderrLog } from './log.ts'
import { type Relay, startRelay } from './server.ts'
import { readCommand, readSettings } from './settings.ts'
import { SettingsFailure } from './settings-failure.ts'
import { StorageFailure } from './storage/database.ts'

const EXIT_STORAGE = 74
const STOP_WITHIN_MS = 5_000

process.umask(0o077)
const log = stderrLog()
let relay: Relay | undefined
let stopping = false

function stop(exitCode: number): void {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref()
  Promise.resolve(relay?.close()).then(
    () => process.exit(exitCode),
    () => process.exit(exitCode || 1),
  )
}

try {
  const command = readCommand(process.argv.slice(2))
  if (command) process.stdout.write(`${await runCommand(command.dataDir, command.request)}\n`)
  else await relayUntilStopped()
} catch (cause) {
  log.error(startFailure(cause))
  process.exitCode = 1
}

async function relayUntilStopped(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env)
  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => stop(0))
  relay = await startRelay({
    settings,
    log,
    onBroken: () => stop(EXIT_STORAGE),
    onDrained: (how) => stop(how === 'handed-over' ? 0 : 1),
  })
  if (settings.exitWithParent) process.stdin.on('close', () => stop(0)).resume()
  process.stdout.write(`${JSON.stringify({ ready: true, url: relay.url, pairingCode: relay.pairingCode })}\n`)
}

function startFailure(cause: unknown): string {
  if (cause instanceof SettingsFailure || cause instanceof StorageFailure) return cause.message
  const kind = failureKind(cause)
  if (kind.endsWith(':SQLITE_BUSY')) return 'Another relay already uses this data folder.'
  if (kind.endsWith(':EADDRINUSE')) return 'The port given by --port is already in use.'
  return `The relay could not start (${kind}).`
}
