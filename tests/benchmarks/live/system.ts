import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readyLine } from '../../../src-main/hosts/ready-line.ts'
import { end, wallClockAt } from '../../fixtures/child-process.ts'
import { onSystemCore } from './machine.ts'
import { nameOf } from './spoken-serial.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** The morning of a working day in Texas: calling hours and the age of consents hold whenever the benchmark runs. */
export const MORNING_MS = Date.UTC(2026, 10, 23, 16, 30)
const CONSENT_AT = '2026-11-17T14:00:00Z'
const CREDIT_CENTS = 100_000_00
const SETTLE_MS = 1_000

export interface VendorOrigins {
  readonly telnyx: { readonly baseUrl: string; readonly publicKey: string; readonly connectionId: string }
  readonly deepgram: string
  readonly anthropic: string
  readonly elevenlabs: string
}

/** Relay and desktop as they ship, in processes of their own, in live mode; only the base URLs are ours. */
export interface SystemUnderTest {
  /** Where its window is, with the token that opens it. */
  readonly windowUrl: string
  /** The socket of the window's contract. */
  readonly contractUrl: string
  readonly relayPid: number
  readonly corePid: number
  /** The inspector of the desktop, when it was asked for. */
  readonly inspectorUrl: string | null
  get(path: string): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  /** Imports homeowners with those serial numbers and calls them all. */
  call(serials: readonly number[]): Promise<void>
  close(): Promise<void>
}

export interface SystemOptions {
  readonly maxConcurrentCalls: number
  readonly inspect?: boolean
  /** Fills the desktop's data folder before its first start. */
  readonly prepare?: (databaseFile: string) => void
}

export async function startSystem(vendors: VendorOrigins, options: SystemOptions): Promise<SystemUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'ridgeline-bench-'))
  const relay = start('relay.js', ['--port', '0', '--data-dir', join(folder, 'relay')], {
    TELNYX_WEBHOOK_PUBLIC_KEY: vendors.telnyx.publicKey,
  })
  const paired = (await relay.ready) as { url: string; pairingCode: string }
  const databaseFolder = join(folder, 'desktop', 'live')
  if (options.prepare) {
    mkdirSync(databaseFolder, { recursive: true })
    options.prepare(join(databaseFolder, 'ridgeline.db'))
  }
  const desktop = start(
    'headless.js',
    ['--headless', '--no-open', '--live', '--port', '0', '--data-dir', join(folder, 'desktop')],
    {
      ...liveEnvironment(vendors),
      RELAY_URL: paired.url,
      RELAY_PAIRING_CODE: paired.pairingCode,
      RIDGELINE_LOG: 'warn',
      NODE_OPTIONS: [wallClockAt(MORNING_MS), ...(options.inspect ? ['--inspect=127.0.0.1:0'] : [])].join(
        ' ',
      ),
    },
  )
  const { api, token, url } = (await desktop.ready) as { api: string; token: string; url: string }
  const ask = askApi(api, token)
  const contractorId = await setUp(ask, options.maxConcurrentCalls)
  return {
    windowUrl: url,
    contractUrl: `${api.replace('http', 'ws').replace('/api/v1', '/rpc')}?token=${encodeURIComponent(token)}`,
    relayPid: relay.process.pid as number,
    corePid: desktop.process.pid as number,
    inspectorUrl: /ws:\/\/127\.0\.0\.1:\d+\/\S+/.exec(desktop.lastWords())?.[0] ?? null,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    async call(serials) {
      await ask('POST', '/leads/import', leadsCsv(serials))
      const leadIds = await findLeads(ask, new Set(serials.map(phoneOf)))
      const launched = (await ask('POST', '/ai-voice/campaign', {
        lead_ids: leadIds,
        contractor_id: contractorId,
      })) as { blocked: unknown[] }
      if (launched.blocked.length > 0)
        throw new Error(`leads are blocked: ${JSON.stringify(launched.blocked.slice(0, 3))}`)
    },
    async close() {
      await Promise.all([end(desktop.process), end(relay.process)])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const liveEnvironment = (vendors: VendorOrigins): Record<string, string> => ({
  TELNYX_API_KEY: 'KEY_BENCHMARK_TELNYX',
  TELNYX_BASE_URL: vendors.telnyx.baseUrl,
  TELNYX_CONNECTION_ID: vendors.telnyx.connectionId,
  TELNYX_FROM_NUMBER: '+15125550199',
  DEEPGRAM_API_KEY: 'benchmark-deepgram',
  DEEPGRAM_BASE_URL: vendors.deepgram,
  ANTHROPIC_API_KEY: 'benchmark-anthropic',
  ANTHROPIC_BASE_URL: vendors.anthropic,
  ELEVENLABS_API_KEY: 'benchmark-elevenlabs',
  ELEVENLABS_BASE_URL: vendors.elevenlabs,
})

const running = new Set<ChildProcess>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
// A benchmark that is broken off leaves no program behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The built program on the system's core. It must exist: `npm run bench` builds it. */
function start(entry: string, args: readonly string[], variables: Record<string, string>) {
  const [program, programArgs] = onSystemCore(process.execPath, [join(ROOT, 'out', 'main', entry), ...args])
  const child = spawn(program, programArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...variables },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-4_000)
    if (process.env.BENCH_LOG) process.stderr.write(chunk)
  })
  const lastWords = () => words
  return { process: child, ready: readyLine(child, entry, { lastWords }), lastWords }
}

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>

function askApi(api: string, token: string): Ask {
  return async (method, path, body) => {
    const isText = typeof body === 'string'
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
    return text === '' ? null : JSON.parse(text)
  }
}

/** What a contractor sets up before the first live call. */
async function setUp(ask: Ask, maxConcurrentCalls: number): Promise<string> {
  const { items } = (await ask('GET', '/contractors')) as { items: { contractor_id: string }[] }
  const contractorId = items[0]?.contractor_id
  if (!contractorId) throw new Error('the desktop has no contractor')
  const profile = JSON.parse(
    readFileSync(join(ROOT, 'resources', 'practice', 'contractor.json'), 'utf8'),
  ) as object
  await ask('PUT', `/contractors/${contractorId}`, { ...profile, max_concurrent_calls: maxConcurrentCalls })
  await ask('PUT', '/voice-configuration', { max_duration_seconds: 1_200 })
  await ask('POST', '/wallet/credit', { amount_cents: CREDIT_CENTS, reason: 'benchmark' })
  // What the set-up left to be done in the background is done before anything is measured.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  return contractorId
}

/** One number per homeowner: a gate lets no number be called twice a day. */
export const phoneOf = (serial: number): string => `+1512${2_000_000 + serial}`
export const serialOfPhone = (phone: string): number => Number(phone.slice('+1512'.length)) - 2_000_000

export function leadsCsv(serials: readonly number[]): string {
  const header =
    'Name,Phone,Address,City,State,Zip,Roof Age,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_signature'
  const rows = serials.map((serial) => {
    const name = `Person ${nameOf(serial)}`
    return `${name},${phoneOf(serial)},${serial} Oak Street,Austin,TX,78745,12,yes,${CONSENT_AT},web,I agree to calls with an A.I. voice,Summit Ridge Roofing LLC,${name}`
  })
  return [header, ...rows].join('\n')
}

async function findLeads(ask: Ask, phones: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null && found.length < phones.size; ) {
    const page = (await ask('GET', `/leads?limit=100${cursor ? `&cursor=${cursor}` : ''}`)) as {
      items: { lead_id: string; phone: string }[]
      next_cursor: string | null
    }
    for (const lead of page.items) if (phones.has(lead.phone)) found.push(lead.lead_id)
    cursor = page.next_cursor
  }
  if (found.length !== phones.size) throw new Error(`${found.length} of ${phones.size} leads were imported`)
  return found
}
