import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { KEY_OF } from '../../src-main/hosts/vendor-keys.ts'
import { end } from '../fixtures/child-process.ts'
import { openBrowser } from './browser.ts'
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { tracesIn } from './secret-traces.ts'
import { type WireTap, wireTap } from './wire-tap.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const RESOURCES = join(ROOT, 'resources', 'practice')
/** Every secret that a relay may be given. One way of Vapi's excludes the other, so they take turns. */
const RELAY_SECRETS = {
  TELNYX_WEBHOOK_SECRET: 'canary-telnyx-v1-55d1ef',
  STRIPE_WEBHOOK_SECRET: 'whsec_canary_stripe_55d1f1',
  // The simulated Stripe takes this one only.
  STRIPE_SECRET_KEY: 'sk_test_practice',
}
const BEFORE_THE_RESTART = { VAPI_WEBHOOK_SECRET: 'canary-vapi-webhook-55d1f0' }
const AFTER_THE_RESTART = { VAPI_WEBHOOK_HMAC_SECRET: 'canary-vapi-hmac-55d1f3' }
const REQUESTS_WITH_A_KEY = [
  'POST /v2/calls',
  'GET /v2/listen',
  '/stream/with-timestamps',
  '/multi-stream-input',
  'POST /v1/messages',
  'POST /call',
  'POST /v1/checkout/sessions',
  'GET /link',
  'POST /pair',
  'POST /api/webhooks/telnyx',
  'GET /api/voice/stream/',
]
const MAIL_PASSWORD = 'canary-mail-55d1f4'
/** An Ed25519 key as PKCS #8 in base64. */
const PRIVATE_KEY = /[A-Za-z0-9+/_-]{64}/g

const folder = mkdtempSync(join(tmpdir(), 'ridgeline-canary-'))
const taps: WireTap[] = []
const children: ChildProcess[] = []
let outside: OutsideWorld | undefined
let host: RunningHost | undefined

afterAll(async () => {
  await host?.stop()
  await outside?.close()
  for (const tap of taps) await tap.close()
  for (const child of children) await end(child)
  rmSync(folder, { recursive: true, force: true })
})

/** Leaves the path of an address as it is. */
async function tapped(baseUrl: string): Promise<string> {
  const { origin, pathname } = new URL(baseUrl)
  const tap = await wireTap(origin)
  taps.push(tap)
  return `${tap.origin}${pathname === '/' ? '' : pathname}`
}

describe('secrets', () => {
  it('are in no log, no database, no other file and no address, after calls, a purchase, crashes and an error', async () => {
    const front = await wireTap()
    taps.push(front)
    const relayVariables = { ...RELAY_SECRETS, ...BEFORE_THE_RESTART }
    outside = await startOutsideWorld({ relayVariables, front, through: tapped })
    const { control, vendors } = outside
    const environment = {
      ...outside.environment,
      VAPI_API_KEY: vendors.vapi.apiKey,
      VAPI_PHONE_NUMBER_ID: vendors.vapi.phoneNumberId,
      VAPI_BASE_URL: await tapped(vendors.vapi.baseUrl),
      SMTP_URL: `smtp://office:${MAIL_PASSWORD}@127.0.0.1:9`,
      SMTP_FROM: 'office@roofer.example',
      RIDGELINE_LOG: 'trace',
    }
    const words: string[] = []
    const start = async () => {
      host = await startHost({ dataFolder: folder, args: ['--live'], env: environment })
      host.process.stderr?.on('data', (chunk) => words.push(String(chunk)))
      return host
    }
    const first = await start()
    await callSomebody(first)
    const bought = await first.post('/wallet/checkout', { bundle_id: 'm100' })
    expect(bought, JSON.stringify(bought.body)).toMatchObject({ status: 200 })
    const browserSaw = await lookAround(first)
    // Each kind of request that carries a key is made, or nothing would be shown of it. A voice that was late is asked again later.
    const missing = await eventually(
      async () =>
        REQUESTS_WITH_A_KEY.filter(
          (address) => !taps.some((tap) => tap.addresses.join('\n').includes(address)),
        ),
      (none) => none.length === 0,
      90_000,
    )
    expect(missing).toEqual([])
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    await outside.restartRelay('SIGKILL', { ...RELAY_SECRETS, ...AFTER_THE_RESTART })
    const second = await start()
    await fetch(`${control}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: 'telnyx', fault: 'refuse' }),
    })
    await second.post('/ai-voice/campaign', { lead_ids: ['no-such-lead'], contractor_id: 'nobody' })
    await second.stop()

    const slots = { ...RELAY_SECRETS, ...BEFORE_THE_RESTART, ...AFTER_THE_RESTART }
    const ofTheDesktop = Object.values(KEY_OF).map((name) => (environment as Record<string, string>)[name])
    const streamTokens = front.headers('x-telnyx-streaming-auth-token')
    expect(streamTokens.length).toBeGreaterThan(0)
    const secrets = [...Object.values(slots), ...ofTheDesktop, MAIL_PASSWORD, ...streamTokens] as string[]
    for (const secret of secrets) expect(secret?.length).toBeGreaterThan(7)
    const tokens = [first.token, second.token]
    const keyFiles = [join(outside.relayFolder, 'relay-key.pem'), join(folder, 'live', 'relay-device.key')]
    const keys = keyFiles.flatMap((file) => readFileSync(file, 'utf8').match(PRIVATE_KEY) ?? [])
    expect(keys).toHaveLength(2)

    const addresses = Object.fromEntries(taps.map((tap, at) => [`addresses ${at}`, tap.addresses.join('\n')]))
    const texts = {
      'the desktop said': words.join(''),
      'the relay said': outside.relaySaid(),
      'the browser asked for': browserSaw.requests,
      ...addresses,
    }
    const folders = [folder, outside.relayFolder]
    expect(tracesIn(folders, texts, secrets)).toEqual([])
    // A browser's socket can be told its token in the address only; elsewhere it is a secret like any other.
    const { 'the browser asked for': _, ...elsewhere } = texts
    expect(tracesIn(folders, { ...elsewhere, ...browserSaw.kept }, tokens)).toEqual([])
    expect(tracesIn(folders, texts, keys).sort()).toEqual(keyFiles.sort())

    writeFileSync(join(folder, 'planted.log'), `x${Buffer.from(`a:${secrets[0]}`).toString('base64')}x`)
    expect(tracesIn(folders, texts, secrets)).toHaveLength(1)
    const planted = { ...texts, 'addresses planted': `GET /v1?key=${encodeURIComponent(secrets[1] ?? '')}` }
    expect(tracesIn([], planted, secrets)).toEqual(['addresses planted'])
  })

  it.skipIf(process.platform !== 'linux')(
    'cannot get into a core dump of a desktop that npm start runs',
    async () => {
      const program = [process.execPath, join(ROOT, 'scripts', 'start.mjs')]
      const flags = [
        '--headless',
        '--no-open',
        '--practice',
        '--port',
        '0',
        '--data-dir',
        join(folder, 'core'),
      ]
      const child = spawn('sh', ['-c', 'ulimit -c unlimited; exec "$0" "$@"', ...program, ...flags], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      children.push(child)
      await once(createInterface(child.stdout), 'line')
      const [desktop] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
      expect(readFileSync(`/proc/${desktop}/cmdline`, 'utf8')).toContain('headless.js')
      expect(readFileSync(`/proc/${desktop}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0 /m)
    },
  )
})

async function callSomebody(ridgeline: RunningHost): Promise<void> {
  const contractorId = (await ridgeline.get('/contractors')).body.items[0].contractor_id
  const profile = JSON.parse(readFileSync(join(RESOURCES, 'contractor.json'), 'utf8'))
  await ridgeline.put(`/contractors/${contractorId}`, profile)
  await ridgeline.post('/wallet/credit', { amount_cents: 10_000, reason: 'test money' })
  const leads = readFileSync(join(RESOURCES, 'leads.csv'), 'utf8').split('\n')
  await ridgeline.post('/leads/import', leads.slice(0, 16).join('\n'))
  const ready = (await ridgeline.get('/leads')).body.items.filter(
    (lead: { permission: { allowed: boolean } }) => lead.permission.allowed,
  )
  const [hosted, ...own] = ready.map((lead: { lead_id: string }) => lead.lead_id).slice(0, 3)
  for (const [engine, lead_ids] of [
    ['ridgeline', own],
    ['vapi', [hosted]],
  ]) {
    const launched = await ridgeline.post('/ai-voice/campaign', {
      lead_ids,
      contractor_id: contractorId,
      engine,
    })
    expect(launched.status, JSON.stringify(launched.body)).toBe(201)
  }
  const enginesHeard = await eventually(
    async () => {
      const calls: { status: string; engine: string }[] = (await ridgeline.get('/ai-voice/calls')).body.items
      return new Set(calls.filter(({ status }) => /live|ended/.test(status)).map(({ engine }) => engine))
    },
    (engines) => engines.size === 2,
    90_000,
  )
  expect(enginesHeard).toEqual(new Set(['ridgeline', 'vapi']))
}

/** What a browser asked for, and what it keeps of an address: in the bar, in its history, in what it tells others. */
async function lookAround({ url }: RunningHost) {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    const requests: string[] = []
    const referers: string[] = []
    page.on('request', (request) => {
      requests.push(`${request.method()} ${request.url()}`)
      referers.push(request.headers().referer ?? '')
    })
    page.on('websocket', (socket) => requests.push(socket.url()))
    await page.goto(url)
    const kept: string[] = []
    for (const screen of ['Wallet', 'Settings', 'Activity']) {
      await page.getByRole('navigation').getByRole('link', { name: screen }).click()
      await page.getByRole('heading', { level: 1, name: screen }).waitFor()
      kept.push(page.url(), JSON.stringify(await page.evaluate(() => window.history.state)))
    }
    for (let back = 0; back < 3; back++) {
      await page.goBack()
      kept.push(page.url())
    }
    return {
      requests: requests.join('\n'),
      kept: { 'the history of the browser': kept.join('\n'), 'where it came from': referers.join('\n') },
    }
  } finally {
    await browser.close()
  }
}
