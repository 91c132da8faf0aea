import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { claimFolder } from '../adapters/sqlite/folder-claim.ts'
import type { Host } from '../compose/host.ts'
import { composeApp, type RunningApp } from '../compose.ts'
import { Closers } from '../core/shutdown.ts'
import { type LocalServer, startLocalServer } from '../local-server/local-server.ts'
import { createRouter, type Router } from '../local-server/router.ts'
import { rehearser } from '../rehearsal/rehearse-call.ts'
import { type Environment, liveBlockers } from './environment.ts'
import { type KeyringParts, keyring } from './keyring.ts'
import { liveOutside, type Outside, startPractice } from './outside.ts'
import type { LaunchSideProgram } from './side-program.ts'

export interface CoreOptions {
  readonly version: string
  readonly root: string
  readonly dataFolder: string
  readonly port: number
  readonly wishedMode: 'practice' | 'live' | null
  readonly environment: Environment
  readonly log: Logger
  readonly launch: LaunchSideProgram
  /** Serves the window to a browser; under Electron the window has its own protocol. */
  readonly serveWindow: boolean
  readonly secrets: KeyringParts['secrets']
  /** Practice and live pair with different relays, each with a key of its own. */
  readonly deviceKeyStore: (mode: 'practice' | 'live', dataFolder: string) => Host['deviceKeyStore']
}

export interface RunningCore {
  readonly readyLine: Record<string, unknown>
  readonly router: Router
  readonly running: RunningApp
  close(): Promise<void>
}

/** The core as both hosts run it: the programs beside it first, then the app, then its local server. */
export async function startCore(options: CoreOptions): Promise<RunningCore> {
  const closers = new Closers()
  const close = () => closers.closeAll((error) => options.log.error({ err: error }, 'closing failed'))
  try {
    const mode = chooseMode(options)
    const dataFolder = join(options.dataFolder, mode)
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    const claim = claimFolder(dataFolder)
    closers.add(() => claim.release())
    const outside =
      mode === 'practice'
        ? await startPractice(options, dataFolder, closers)
        : liveOutside(options.environment)
    const host = hostOf(options, mode, dataFolder, outside)
    const running = await composeApp(host)
    closers.add(() => running.close())
    const router = createRouter(running.app)
    const token = randomBytes(32).toString('base64url')
    const server = await startLocalServer({
      app: running.app,
      router,
      token,
      port: options.port,
      rendererFolder: options.serveWindow ? join(options.root, 'out', 'renderer') : null,
    })
    closers.add(() => server.close())
    claim.reachableAt(server.origin)
    return { readyLine: readyLine(mode, server, token, running, outside), router, running, close }
  } catch (error) {
    await close()
    throw error
  }
}

const readyLine = (
  mode: string,
  server: LocalServer,
  token: string,
  running: RunningApp,
  outside: Outside,
): Record<string, unknown> => ({
  ready: true,
  url: `${server.origin}/?token=${token}`,
  token,
  api: `${server.origin}/api/v1`,
  mode,
  relay: running.relayState(),
  ...(outside.practiceControl && { practice_control: outside.practiceControl }),
})

/** Live needs every key a call needs; a real line is never mixed with simulated vendors. */
function chooseMode({
  wishedMode,
  environment,
  log,
}: Pick<CoreOptions, 'wishedMode' | 'environment' | 'log'>): 'practice' | 'live' {
  const missing = liveBlockers(environment)
  if (wishedMode === 'live' && missing.length > 0)
    throw new Error(`Live mode needs ${missing.join(', ')}. Set what is missing, or start with --practice.`)
  if (wishedMode === 'practice' || missing.length > 0) {
    if (wishedMode === null && environment.TELNYX_API_KEY)
      log.warn({ missing }, 'practice mode: live mode lacks keys')
    return 'practice'
  }
  return 'live'
}

function hostOf(options: CoreOptions, mode: 'practice' | 'live', dataFolder: string, outside: Outside): Host {
  const resourcesFolder = join(options.root, 'resources')
  const template = (name: string) => readFileSync(join(resourcesFolder, 'prompts', `${name}.md`), 'utf8')
  return {
    version: options.version,
    mode,
    practiceStartsAtMs: outside.practiceStartsAtMs,
    dataFolder,
    resourcesFolder,
    log: options.log,
    templates: {
      agent: template('agent'),
      script: template('script'),
      openings: template('openings'),
      summary: template('summary'),
    },
    vendors: outside.vendors,
    defaultVoiceId: outside.defaultVoiceId,
    relay: outside.relay,
    deviceName: hostname(),
    deviceKeyStore: options.deviceKeyStore(mode, dataFolder),
    ...keyring(options, mode),
    rehearser: rehearser(() => performance.now()),
    firstContractor: outside.firstContractor,
  }
}
