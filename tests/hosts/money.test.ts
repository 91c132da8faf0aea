import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture, stillness } from './browser.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'

const SAMPLE = join(import.meta.dirname, '..', '..', 'resources', 'practice', 'leads.csv')

/** The owner's money, through the program as it is started: limits, approvals, pause, a kill. */
const dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-money-'))
let host: RunningHost
let browser: Browser
let page: Page
beforeAll(async () => {
  host = await startHost({ dataFolder })
  browser = await openBrowser()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(20_000)
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const waitingRequest = () =>
  eventually(
    async () => (await host.get('/approvals?status=waiting')).body.items[0],
    (found) => found !== undefined,
    180_000,
  )

async function launch(howMany: number): Promise<string> {
  const leads = (await host.get('/leads?limit=100')).body.items.filter(
    (lead: { permission: { allowed: boolean } }) => lead.permission.allowed,
  )
  const contractor = (await host.get('/contractors')).body.items[0]
  const launched = await host.post('/ai-voice/campaign', {
    lead_ids: leads.slice(0, howMany).map((lead: { lead_id: string }) => lead.lead_id),
    contractor_id: contractor.contractor_id,
    campaign_name: 'On a short leash',
  })
  expect(launched.status).toBe(201)
  return launched.body.campaign_id
}

const dialed = async (): Promise<number> =>
  (await host.get('/ai-voice/calls?limit=200')).body.items.filter(
    ({ started_at }: { started_at: string | null }) => started_at !== null,
  ).length

describe('money that is spent only with a word', () => {
  it('refuses rules and decisions that make no sense, and names the field', async () => {
    const wrong = await host.put('/wallet/auto-spend', { per_call_cents: 3 })
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_input' } })
    expect(wrong.body.errors).toEqual([
      { path: 'per_call_cents', message: expect.stringContaining('at least 15 cents') },
    ])
    expect((await host.put('/wallet/auto-spend', { per_day_cents: 0 })).status).toBe(422)
    expect((await host.put('/wallet/auto-spend', { top_up: { bundle_id: '', below_cents: 5 } })).status).toBe(
      422,
    )
    const nobody = await host.post('/approvals/approval_nobody', { decision: 'approve' })
    expect(nobody).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await host.get('/wallet')).body.auto_spend).toMatchObject({ enabled: true, per_call_cents: null })
  })

  it('lets nothing ring while nothing may be spent by itself, and asks with exact parameters', async () => {
    expect((await host.put('/wallet/auto-spend', { enabled: false })).body.auto_spend.enabled).toBe(false)
    await host.post('/leads/import', readFileSync(SAMPLE, 'utf8'))
    const campaignId = await launch(3)
    const asked = await waitingRequest()
    expect(asked).toMatchObject({
      kind: 'campaign_spend',
      status: 'waiting',
      parameters: { campaign_id: campaignId, limit_cents: 0, spent_cents: 0, next_call_cents: 45 },
    })
    expect(Date.parse(asked.expires_at) - Date.parse(asked.requested_at)).toBe(86_400_000)
    expect(await dialed()).toBe(0)
    expect((await host.get('/wallet')).body.held_cents).toBe(0)
    const campaign = (await host.get(`/ai-voice/campaigns/${campaignId}`)).body
    expect(campaign.status).toBe('paused')
  })

  it('is allowed in part at the window, once, with a name; the call rings then', async () => {
    await page.goto(host.url)
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Approvals/ })
      .click()
    const request = page.getByRole('region', { name: 'A campaign wants to spend' })
    await request.getByText('On a short leash').waitFor()
    await page.getByLabel('1 waiting for you').waitFor()
    await picture(page, 'approvals')
    await stillness(page)
    const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
    await request.getByLabel('Allow').fill('0')
    await request.getByText('An amount of at least $0.01').waitFor()
    await page.getByLabel('You decide as').fill('Pat')
    await request.getByLabel('Allow').fill('0.45')
    const { approval_id } = await waitingRequest()
    await request.getByRole('button', { name: 'Approve $0.45' }).click()
    await page.getByRole('table', { name: 'Decided before' }).getByText('Approved, changed').waitFor()
    const again = await host.post(`/approvals/${approval_id}`, { decision: 'approve' })
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict', detail: 'It is used by Pat.' } })
    await eventually(dialed, (count) => count === 1, 180_000)
    const next = await waitingRequest()
    expect(next.parameters).toMatchObject({ limit_cents: 45 })
    await host.post(`/approvals/${next.approval_id}`, { decision: 'decline', decided_by: 'Pat' })
    expect(await dialed()).toBe(1)
  })

  it('stops in one request, with the calls that are up, and stays stopped through a kill', async () => {
    await host.put('/wallet/auto-spend', { enabled: true })
    await eventually(dialed, (count) => count >= 2, 180_000)
    const paused = await host.post('/wallet/pause', { live_calls: 'end' })
    expect(paused.body.paused).toBe(true)
    const dialedAtPause = await dialed()
    await eventually(
      async () => (await host.get('/ai-voice/calls?limit=200')).body.items,
      (calls: { status: string }[]) => calls.every(({ status }) => ['queued', 'ended'].includes(status)),
      180_000,
    )
    host.process.kill('SIGKILL')
    host = await startHost({ dataFolder })
    expect((await host.get('/wallet')).body).toMatchObject({ paused: true, held_cents: 0 })
    expect(await dialed()).toBe(dialedAtPause)
    const postings = (await host.get('/wallet/postings?limit=500')).body.items
    expect(
      postings.reduce((sum: number, { amount_cents }: { amount_cents: number }) => sum + amount_cents, 0),
    ).toBe(0)
    expect((await host.post('/wallet/resume', {})).body.paused).toBe(false)
  })
})
