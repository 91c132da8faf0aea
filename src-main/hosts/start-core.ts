import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { ContractorProfile, type SystemStatus } from '../../src-preload/contract/account.ts'
import { claimFolder } from '../adapters/sqlite/folder-claim.ts'
import type { Host, VendorSettings } from '../compose/host.ts'
import { composeApp, type RunningApp } from '../compose.ts'
import { Closers } from '../core/shutdown.ts'
import { type LocalServer, startLocalServer } from '../local-server/local-server.ts'
import { createRouter, type Router } from '../local-server/router.ts'
import { rehearser } from '../rehearsal/rehearse-call.ts'
import { type Environment, liveBlockers } from './environment.ts'
import { isKeyOwner, KEY_OF, KEY_OWNERS } from './vendor-keys.ts'

/** The programs beside the core: the relay, and in practice the world outside. */
export interface Helper {
  /** The JSON of its ready line. */
  readonly ready: unknown
  stop(): Promise<void>
}
export type LaunchHelper = (
  name: 'relay' | 'practice',
  args: readonly string[],
  variables: Record<string, string>,
) => Promise<Helper>

export interface CoreOptions {
  readonly version: string
  readonly root: string
  readonly dataFolder: string
  readonly port: number
  readonly wishedMode: 'practice' | 'live' | null
  readonly environment: Environment
  readonly log: Logger
  readonly launch: LaunchHelper
  /** Serves the window to a browser; under Electron the window has its own protocol. */
  readonly serveWindow: boolean
  readonly secrets: {
    readonly canStore: boolean
    readonly note: string | null
    readonly sourceOf: (name: keyof Environment) => 'environment' | 'keychain'
    save(vendor: string, key: string): Promise<void>
  }
  /** Practice and live pair with different relays, each with a key of its own. */
  readonly deviceKeyStore: (mode: 'practice' | 'live', dataFolder: string) => Host['deviceKeyStore']
}

export interface RunningCore {
  readonly readyLine: Record<string, unknown>
  readonly router: Router
  readonly running: RunningApp
  close(): Promise<void>
}

/** The core as both hosts run it: helpers first, then the app, then its local server. */
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
  if (wishedMode === 'live' && missing.length > 0) throw new Error(`Live mode needs ${missing.join(', ')}.`)
  if (wishedMode === 'practice' || missing.length > 0) {
    if (wishedMode === null && environment.TELNYX_API_KEY)
      log.warn({ missing }, 'practice mode: live mode lacks keys')
    return 'practice'
  }
  return 'live'
}

interface Outside {
  /** Where faults of the practice world are switched; null in the real world. */
  readonly practiceControl: string | null
  readonly practiceStartsAtMs: number | null
  readonly vendors: VendorSettings
  readonly defaultVoiceId: string | null
  readonly relay: Host['relay']
  readonly firstContractor: Host['firstContractor']
}

const PracticeReady = z.object({
  telnyx: z.object({
    baseUrl: z.string(),
    apiKey: z.string(),
    connectionId: z.string(),
    fromNumber: z.string(),
    publicKey: z.string(),
    messagingProfileId: z.string(),
  }),
  deepgram: z.object({ baseUrl: z.string(), apiKey: z.string() }),
  anthropic: z.object({ baseUrl: z.string(), apiKey: z.string() }),
  elevenlabs: z.object({ baseUrl: z.string(), apiKey: z.string(), voiceId: z.string() }),
  vapi: z.object({ baseUrl: z.string(), apiKey: z.string(), phoneNumberId: z.string() }),
  stripe: z.object({ baseUrl: z.string(), apiKey: z.string(), webhookSecret: z.string() }),
  control: z.string(),
})
/** The moment the shipped samples were made for. */
const PracticeStart = z.object({ starts_at: z.iso.datetime() })
const RelayReady = z.object({ url: z.string(), pairingCode: z.string().nullable() })

/** The world outside on loopback, and a relay of its own in front of it. */
async function startPractice(options: CoreOptions, dataFolder: string, closers: Closers): Promise<Outside> {
  const resources = join(options.root, 'resources')
  const world = await options.launch(
    'practice',
    ['--resources', resources, '--cache', join(dataFolder, 'practice-voices')],
    {},
  )
  closers.add(() => world.stop())
  const vendors = PracticeReady.parse(world.ready)
  const relay = await options.launch(
    'relay',
    [
      ...['--port', '0', '--data-dir', join(dataFolder, 'relay'), '--exit-with-parent'],
      ...['--bundles', join(resources, 'practice', 'bundles.json')],
    ],
    {
      TELNYX_WEBHOOK_PUBLIC_KEY: vendors.telnyx.publicKey,
      VAPI_WEBHOOK_SECRET: `practice_${randomBytes(24).toString('base64url')}`,
      STRIPE_SECRET_KEY: vendors.stripe.apiKey,
      STRIPE_WEBHOOK_SECRET: vendors.stripe.webhookSecret,
      STRIPE_BASE_URL: vendors.stripe.baseUrl,
    },
  )
  closers.add(() => relay.stop())
  const { url, pairingCode } = RelayReady.parse(relay.ready)
  await tellVendor(`${vendors.control}/stripe/webhook-url`, `${url}/api/webhooks/stripe`)
  await tellVendor(`${vendors.control}/messages/webhook-url`, `${url}/api/webhooks/telnyx`)
  const shipped = (name: string): unknown =>
    JSON.parse(readFileSync(join(resources, 'practice', name), 'utf8'))
  const profile = ContractorProfile.partial().parse(shipped('contractor.json'))
  const { starts_at } = PracticeStart.parse(shipped('start.json'))
  return {
    practiceControl: vendors.control,
    practiceStartsAtMs: Date.parse(starts_at),
    // Nobody real is written to in practice.
    vendors: { ...vendors, mail: null },
    defaultVoiceId: vendors.elevenlabs.voiceId,
    relay: { url, pairingCode },
    firstContractor: {
      profile: { ...profile, caller_id: vendors.telnyx.fromNumber },
      creditCents: PRACTICE_CREDIT_CENTS,
    },
  }
}

/** What an operator does once in a vendor's dashboard: say where events go. */
async function tellVendor(where: string, url: string): Promise<void> {
  const answered = await fetch(where, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  })
  if (!answered.ok) throw new Error('A practice vendor did not take its webhook address.')
}

const PRACTICE_CREDIT_CENTS = 250_00

function liveOutside(environment: Environment): Outside {
  const need = (name: keyof Environment): string => {
    const value = environment[name]
    if (value === undefined) throw new Error(`Live mode needs ${name}.`)
    return value
  }
  return {
    practiceControl: null,
    practiceStartsAtMs: null,
    vendors: {
      telnyx: {
        apiKey: need('TELNYX_API_KEY'),
        baseUrl: environment.TELNYX_BASE_URL ?? 'https://api.telnyx.com/v2',
        connectionId: need('TELNYX_CONNECTION_ID'),
        messagingProfileId: environment.TELNYX_MESSAGING_PROFILE_ID ?? null,
      },
      deepgram: {
        apiKey: need('DEEPGRAM_API_KEY'),
        baseUrl: environment.DEEPGRAM_BASE_URL ?? 'https://api.deepgram.com',
      },
      anthropic: {
        apiKey: need('ANTHROPIC_API_KEY'),
        baseUrl: environment.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com',
      },
      elevenlabs: {
        apiKey: need('ELEVENLABS_API_KEY'),
        baseUrl: environment.ELEVENLABS_BASE_URL ?? 'https://api.elevenlabs.io',
      },
      vapi: environment.VAPI_API_KEY
        ? {
            apiKey: environment.VAPI_API_KEY,
            baseUrl: environment.VAPI_BASE_URL ?? 'https://api.vapi.ai',
            phoneNumberId: environment.VAPI_PHONE_NUMBER_ID ?? null,
          }
        : null,
      mail: environment.SMTP_URL ? { url: environment.SMTP_URL, from: environment.SMTP_FROM ?? null } : null,
    },
    defaultVoiceId: null,
    relay: { url: need('RELAY_URL'), pairingCode: environment.RELAY_PAIRING_CODE ?? null },
    firstContractor: { profile: { caller_id: need('TELNYX_FROM_NUMBER') }, creditCents: 0 },
  }
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

/** A key saved now is shown at once and used from the next start on. */
function keyring(options: CoreOptions, mode: 'practice' | 'live'): Pick<Host, 'keys' | 'saveKey'> {
  const { canStore, note, sourceOf, save } = options.secrets
  const saved: Environment = {}
  const known = () => ({ ...saved, ...options.environment })
  const source = (name: keyof Environment) =>
    options.environment[name] === undefined ? 'keychain' : sourceOf(name)
  return {
    keys: {
      get keys() {
        return keyStatus(known(), mode, source)
      },
      get live_blockers() {
        return liveBlockers(known())
      },
      can_store_keys: canStore,
      key_storage_note: note,
    },
    async saveKey(vendor, key) {
      await save(vendor, key)
      if (isKeyOwner(vendor)) saved[KEY_OF[vendor]] = key
    },
  }
}

/** Where each key comes from; of a key itself at most the last four characters are shown. */
const keyStatus = (
  known: Environment,
  mode: 'practice' | 'live',
  sourceOf: (name: keyof Environment) => 'environment' | 'keychain',
): SystemStatus['keys'] =>
  KEY_OWNERS.map((vendor) => {
    const name = KEY_OF[vendor]
    const key = known[name]
    if (key) return { vendor, source: sourceOf(name), last_four: key.slice(-4) }
    return {
      vendor,
      source: mode === 'practice' ? ('practice' as const) : ('missing' as const),
      last_four: null,
    }
  })
