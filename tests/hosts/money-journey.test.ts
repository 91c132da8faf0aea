import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { CENTS_PER_MINUTE } from '../../src-main/core/wallet/rates.ts'
import { openBrowser, picture, stillness } from './browser.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/** One owner's money: it ends in the middle of a call, minutes are bought, a request is approved, the receipt is read. */
const BUNDLE_CENTS = 1_500
let dataFolder: string
let host: RunningHost
let browser: Browser
let page: Page
let firstCallId: string

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-money-'))
  await (await startHost({ dataFolder })).stop()
  leaveInWallet(CENTS_PER_MINUTE)
  host = await startHost({ dataFolder })
  await host.post('/leads/import', sampleLeads().join('\n'))
  browser = await openBrowser()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(host.url)
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

/** What the practice world gave beyond these cents goes back to where it came from. */
function leaveInWallet(cents: number): void {
  const db = openDatabase(join(dataFolder, 'practice', 'ridgeline.db'))
  const ledger = sqliteLedger(db)
  const surplus = ledger.balanceCents('wallet') - cents
  ledger.post(
    {
      fact: 'withdrawal',
      reason: 'Withdrawn',
      callId: null,
      entries: [
        { account: 'wallet', amount_cents: -surplus },
        { account: 'funding', amount_cents: surplus },
      ],
    },
    Date.now(),
  )
  db.close()
}

const go = (screen: string) => page.getByRole('navigation').getByRole('link', { name: screen }).click()

async function launch(name: string): Promise<string> {
  const [leads, contractors] = await Promise.all([
    host.get(`/leads?q=${encodeURIComponent(name)}`),
    host.get('/contractors'),
  ])
  const launched = await host.post('/ai-voice/campaign', {
    lead_ids: [leads.body.items[0].lead_id],
    contractor_id: contractors.body.items[0].contractor_id,
  })
  expect(launched.body.calls).toHaveLength(1)
  return launched.body.campaign_id
}

const setRules = async (rules: Record<string, unknown>) => {
  const { body } = await host.get('/wallet')
  expect((await host.put('/wallet/auto-spend', { ...body.auto_spend, ...rules })).status).toBe(200)
}

interface Turn {
  readonly speaker: string
  readonly heard_text: string
}

interface Posting {
  readonly account: string
  readonly amount_cents: number
}

/** What a call came to, less what was given back for faults of ours. */
const netCents = async (callId: string): Promise<number> => {
  const { cost } = (await host.get(`/ai-voice/calls/${callId}`)).body
  return cost.total_cents - (cost.credit?.cents ?? 0)
}

const endedCall = async (campaignId: string) => {
  const { body } = await eventually(
    () => host.get(`/ai-voice/calls?campaign_id=${campaignId}`),
    (answer) => answer.body.items[0]?.status === 'ended',
    180_000,
  )
  return body.items[0]
}

const accessibility = async (where: string) => {
  await stillness(page)
  const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
  expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([])
}

describe('the owner whose wallet holds one minute', () => {
  it('hears the agent wrap up before the money ends, and is not charged for a minute more', async () => {
    await setRules({ per_call_cents: CENTS_PER_MINUTE })
    const campaignId = await launch('Grant Crestmoor')
    const ended = await endedCall(campaignId)
    const { body: call } = await host.get(`/ai-voice/calls/${ended.call_id}`)
    const heard = call.turns.map(({ speaker, heard_text }: Turn) => `${speaker}: ${heard_text}`)
    expect(heard.at(-1)).toContain('agent: I have to wrap up here.')
    firstCallId = ended.call_id
    expect(ended.cost_cents).toBe(CENTS_PER_MINUTE)
    expect(ended.duration_seconds).toBeLessThanOrEqual(60)
    expect((await host.get('/wallet')).body.held_cents).toBe(0)
  })

  it('is told that the wallet is empty, buys minutes at the checkout and has them', async () => {
    await go('Wallet')
    await page.getByText('$0.00').first().waitFor()
    await picture(page, 'wallet-empty')
    await accessibility('an empty wallet')
    const opened = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Buy 100 calling minutes' }).click()
    const checkout = await opened
    await checkout.getByRole('button', { name: 'Pay $15.00' }).click()
    // A page that is closed on its way to the next one may never tell that it is closed.
    await checkout.waitForURL(/\/billing\/return/)
    await checkout.close()
    await page.getByRole('list', { name: 'Purchases' }).getByText(/Paid/).waitFor({ timeout: 60_000 })
    await expect
      .poll(async () => (await host.get('/wallet')).body.available_cents, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(BUNDLE_CENTS)
    await picture(page, 'wallet-bundle-bought')
  })

  it('approves what waits, and the call that waited for it is made', async () => {
    await setRules({ enabled: false, per_call_cents: null })
    const campaignId = await launch('Dana Fernwick')
    await go('Approvals')
    const request = page.getByRole('region').filter({ hasText: 'Approve' }).first()
    await request.getByRole('button', { name: /^Approve/ }).waitFor({ timeout: 60_000 })
    await picture(page, 'approvals')
    await accessibility('a waiting approval')
    await request.getByRole('button', { name: /^Approve/ }).click()
    const ended = await endedCall(campaignId)
    expect(ended.outcome).toBe('booked')
  })

  it('reads the receipt of that call, and it agrees with the books', async () => {
    await go('Calls')
    await page.getByRole('link', { name: 'Dana Fernwick' }).first().click()
    const receipt = page.getByRole('region', { name: 'Cost' })
    await receipt.getByRole('table', { name: 'Cost lines' }).waitFor()
    await receipt.getByRole('table', { name: 'Used of the vendors' }).waitFor()
    await receipt.scrollIntoViewIfNeeded()
    await picture(page, 'call-receipt')
    await accessibility('a receipt')
    const callId = page.url().split('/').at(-1) ?? ''
    const { body: detail } = await host.get(`/ai-voice/calls/${callId}`)
    const { body: postings } = await host.get(`/wallet/postings?call_id=${callId}&limit=200`)
    const used = postings.items
      .filter(({ account }: Posting) => account === 'usage')
      .reduce((sum: number, { amount_cents }: Posting) => sum + amount_cents, 0)
    expect(used).toBe(detail.cost.total_cents)
    expect((await host.get('/wallet')).body.available_cents).toBe(
      CENTS_PER_MINUTE + BUNDLE_CENTS - (await netCents(firstCallId)) - (await netCents(callId)),
    )
    await receipt
      .getByText(`$${(detail.cost.total_cents / 100).toFixed(2)}`)
      .first()
      .waitFor()
  })
})
