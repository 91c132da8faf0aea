import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { tracesIn } from './secret-traces.ts'

const RESOURCES = join(import.meta.dirname, '..', '..', 'resources', 'practice')
const RELAY_SECRETS = {
  VAPI_WEBHOOK_SECRET: 'canary-vapi-webhook-55d1f0',
  STRIPE_WEBHOOK_SECRET: 'whsec_canary_stripe_55d1f1',
  STRIPE_SECRET_KEY: 'sk_test_canary_stripe_55d1f2',
}
const folder = mkdtempSync(join(tmpdir(), 'ridgeline-canary-'))
let outside: OutsideWorld | undefined
let host: RunningHost | undefined

afterAll(async () => {
  await host?.stop()
  await outside?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('secrets', () => {
  it('are in no log, no database and no other file, after calls, a crash and an error', async () => {
    outside = await startOutsideWorld(RELAY_SECRETS)
    const { environment, control } = outside
    const words: string[] = []
    const start = async () => {
      host = await startHost({ dataFolder: folder, args: ['--live'], env: environment })
      host.process.stderr?.on('data', (chunk) => words.push(String(chunk)))
      return host
    }
    const first = await start()
    await callSomebody(first)
    first.process.kill('SIGKILL')
    await new Promise((resolve) => first.process.once('exit', resolve))
    const second = await start()
    await fetch(`${control}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: 'telnyx', fault: 'refuse' }),
    })
    await second.post('/ai-voice/campaign', { lead_ids: ['no-such-lead'], contractor_id: 'nobody' })
    await second.stop()

    const secrets = Object.entries({ ...environment, ...RELAY_SECRETS })
      .filter(([name]) => /_KEY$|_SECRET$|_CODE$/.test(name))
      .map(([, value]) => value)
    expect(secrets.length).toBeGreaterThanOrEqual(8)
    for (const secret of secrets) expect(secret.length).toBeGreaterThan(7)
    const texts = { 'the desktop said': words.join(''), 'the relay said': outside.relaySaid() }
    const folders = [folder, outside.relayFolder]
    expect(tracesIn(folders, texts, [...secrets, first.token, second.token])).toEqual([])

    writeFileSync(join(folder, 'planted.log'), `x${Buffer.from(`a:${secrets[0]}`).toString('base64')}x`)
    expect(tracesIn(folders, texts, secrets)).toHaveLength(1)
  })
})

async function callSomebody(ridgeline: RunningHost): Promise<void> {
  const contractorId = (await ridgeline.get('/contractors')).body.items[0].contractor_id
  const profile = JSON.parse(readFileSync(join(RESOURCES, 'contractor.json'), 'utf8'))
  await ridgeline.put(`/contractors/${contractorId}`, profile)
  await ridgeline.post('/wallet/credit', { amount_cents: 10_000, reason: 'test money' })
  const leads = readFileSync(join(RESOURCES, 'leads.csv'), 'utf8').split('\n')
  await ridgeline.post('/leads/import', leads.slice(0, 4).join('\n'))
  const lead_ids = (await ridgeline.get('/leads')).body.items.map((lead: { lead_id: string }) => lead.lead_id)
  await ridgeline.post('/ai-voice/campaign', { lead_ids, contractor_id: contractorId })
  const calls = await eventually(
    () => ridgeline.get('/ai-voice/calls').then(({ body }) => body.items as { status: string }[]),
    (items) => items.some(({ status }) => status === 'live' || status === 'ended'),
    60_000,
  )
  expect(calls.some(({ status }) => status === 'live' || status === 'ended')).toBe(true)
}
