import AxeBuilder from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture, stillness } from './browser.ts'
import { type RunningHost, startHost } from './running-host.ts'
import { BEEP_EVERY_MS, beepsIn, loudness, measureLoudspeaker } from './sound.ts'

/** One owner's path: from an empty window to a booked inspection, as a person would go it. */
let host: RunningHost
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  host = await startHost()
  browser = await openBrowser()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(15_000)
  await measureLoudspeaker(page)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`),
  )
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|ws:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url()))
      complaints.push(`asked ${request.url()}`)
  })
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
})

const go = (screen: string) => page.getByRole('navigation').getByRole('link', { name: screen }).click()

/** What tells that a screen has its figures, where its heading alone does not. */
const shown: Record<string, (page: Page) => Locator> = {
  Activity: (page) => page.getByText(/Dana Fernwick/).first(),
  'Follow-ups': (page) => page.getByRole('heading', { name: /Follow-ups|Nothing to follow up/ }).last(),
  Wallet: (page) => page.getByRole('table', { name: 'Money in and out' }).getByText('Talk time').first(),
  Analytics: (page) => page.locator('.recharts-bar-rectangle path').first(),
  Settings: (page) => page.getByLabel('Legal name'),
  Campaigns: (page) => page.getByRole('article').first(),
}

async function visit(screen: string): Promise<void> {
  await go(screen)
  await page.getByRole('heading', { level: 1, name: screen }).waitFor()
  await shown[screen]?.(page).waitFor()
}

async function importSample(kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(kind, { exact: true }).click()
  await dialog.getByRole('button', { name: 'Use the sample export' }).click()
  await dialog.getByRole('button', { name: /^Import/ }).click()
  await dialog
    .getByText(/^(imported|new|added)/i)
    .first()
    .waitFor()
  await picture(page, `import-${kind.toLowerCase().replaceAll(' ', '-')}`)
  await dialog.getByRole('button', { name: 'Done' }).click()
}

async function callFromTheDesk(name: string): Promise<void> {
  const [leads, contractors] = await Promise.all([
    host.get(`/leads?q=${encodeURIComponent(name)}`),
    host.get('/contractors'),
  ])
  const launched = await host.post('/ai-voice/campaign', {
    lead_ids: [leads.body.items[0].lead_id],
    contractor_id: contractors.body.items[0].contractor_id,
  })
  expect(launched.body.calls).toHaveLength(1)
}

/** Seconds, as the call's own timer shows them. */
async function talkedFor(call: Locator): Promise<number> {
  const [minutes = 0, seconds = 0] = (await call.getByRole('timer').innerText()).split(':').map(Number)
  return minutes * 60 + seconds
}

/** A sentence of the agent that the homeowner heard, not one that is being said or was cut off. */
const heardInFull = (call: Locator, sentence: string): Promise<void> =>
  call.locator('[data-speaker="agent"] [data-heard]', { hasText: sentence }).waitFor({ timeout: 60_000 })

const accessibility = async (where: string) => {
  await stillness(page)
  // Preloading, axe copies the player's styles into a page without the nonce, and the policy rightly complains of it.
  const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
  expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([])
}

describe('the owner', () => {
  it('opens Ridgeline and is told what to do first', async () => {
    await page.goto(host.url)
    await page.getByText('Practice: no real calls').waitFor()
    await page.getByRole('heading', { name: 'Bring in your leads' }).waitFor()
    expect(page.url()).not.toContain(host.token)
    await picture(page, 'leads-empty')
    await accessibility('leads, empty')
  })

  it('imports leads, finished jobs and do-not-call numbers, and sees who may be called and why not', async () => {
    await importSample('Leads')
    await importSample('Finished jobs and permits')
    await importSample('Do-not-call numbers')
    await page.getByText('58 homeowners').waitFor()
    await page.getByText('Blocked', { exact: true }).first().click()
    await page.getByText('Hollis Thornby').waitFor()
    await picture(page, 'leads-blocked')
    await page.getByText('Everyone', { exact: true }).click()
    await page.getByText('Cyrus Ashdown').first().waitFor()
    await picture(page, 'leads')
    await accessibility('leads')
    await page.getByPlaceholder(/name, phone/i).fill('dana fernwick')
    await page.getByRole('link', { name: 'Dana Fernwick' }).click()
    await page.getByRole('dialog').getByText('This number may be called now').waitFor()
    await picture(page, 'lead')
    await accessibility('a lead')
    await page.keyboard.press('Escape')
  })

  it('chooses a few leads, reads the script, sees the cost and launches', async () => {
    await page.getByRole('checkbox', { name: 'Select Dana Fernwick' }).check()
    await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
    await page.getByRole('button', { name: 'Write it' }).click()
    await page
      .getByText(/written by claude/i)
      .first()
      .waitFor()
    await picture(page, 'campaign-script')
    await accessibility('script')
    await page.getByRole('button', { name: 'Go on to the cost' }).click()
    await page.getByText('Will be called').waitFor()
    await picture(page, 'campaign-launch')
    await accessibility('launch')
    await page.getByRole('button', { name: 'Start calling 1 homeowner' }).click()
    await page
      .getByText(/^(Launching|Preparing|Calling)$/)
      .first()
      .waitFor()
    await picture(page, 'campaign-running')
  })

  it('watches and hears the call live', async () => {
    await go('Live')
    await page.getByText('Dana Fernwick').first().waitFor({ timeout: 60_000 })
    await page
      .getByText(/A\.I\. assistant for Summit Ridge/)
      .first()
      .waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Listen', exact: true }).click()
    await page
      .getByText(/Oh, good, I've been waiting/)
      .first()
      .waitFor({ timeout: 60_000 })
    await expect.poll(() => loudness(page), { timeout: 20_000 }).toBeGreaterThan(0.01)
    await picture(page, 'live')
    await accessibility('live')
  })

  it('finds the call afterwards with transcript, recording, outcome, booking and cost', async () => {
    await go('Calls')
    await page.getByRole('row', { name: /Dana Fernwick.*Booked/i }).waitFor({ timeout: 120_000 })
    await picture(page, 'calls')
    await accessibility('calls')
    await page.getByRole('link', { name: 'Dana Fernwick' }).first().click()
    await page
      .getByText(/been waiting for your call/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await picture(page, 'call')
    await accessibility('a call')
    await go('Bookings')
    await page.getByText('Dana Fernwick').first().waitFor()
    await picture(page, 'bookings')
    await accessibility('bookings')
    await page.getByText('Week', { exact: true }).click()
    await page.getByRole('link', { name: /Dana Fernwick/ }).waitFor()
    await picture(page, 'bookings-week')
    await accessibility('the week of bookings')
  })

  it('whispers to the agent, takes a call over with the microphone, hands it back and hangs up', async () => {
    await callFromTheDesk('Grant Crestmoor')
    await go('Live')
    const call = page.getByRole('region', { name: 'Call with Grant Crestmoor' })
    await call.getByText(/Qualifying|Answering a concern|Offering times/).waitFor({ timeout: 90_000 })
    await call.getByText('Whisper', { exact: true }).click()
    await call.getByLabel('A hint that only the agent reads').fill('Mention that we clean up afterwards')
    await call.getByRole('button', { name: 'Whisper it' }).click()
    await heardInFull(call, 'We clean up afterwards.')

    await call.getByRole('button', { name: 'Take over' }).click()
    await call.getByText('You are speaking with Grant Crestmoor').waitFor()
    const tookOverAt = await talkedFor(call)
    await expect.poll(() => talkedFor(call), { timeout: 20_000 }).toBeGreaterThan(tookOverAt + 5)
    await picture(page, 'live-taken-over')
    await accessibility('a call taken over')
    const handedBackAt = await talkedFor(call)
    await call.getByLabel(/^A note for the agent/).fill('Tell him the visit is free of charge')
    await call.getByRole('button', { name: 'Hand back' }).click()
    await heardInFull(call, 'The visit is free of charge.')
    await picture(page, 'live-handed-back')

    await call.getByRole('button', { name: 'Hang up' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Hang up' }).click()
    await call.waitFor({ state: 'detached', timeout: 30_000 })
    await go('Calls')
    await page.getByRole('link', { name: 'Grant Crestmoor' }).first().click()
    const times = page.getByRole('region', { name: 'How fast the agent answered' })
    await times.getByText(/^Typically [\d,]+ ms/).waitFor({ timeout: 30_000 })
    await times.scrollIntoViewIfNeeded()
    await picture(page, 'call-answer-times')
    await accessibility('where the time of each answer went')

    const { body } = await host.get(`/ai-voice/calls/${page.url().split('/').at(-1)}/recording`)
    const beeps = beepsIn(body, 'agent').map((atMs) => atMs / 1_000)
    const gaps = beeps.slice(1).map((at, index) => Math.round((at - (beeps[index] ?? 0)) * 1_000))
    expect(beeps.length).toBeGreaterThan(8)
    expect(beeps[0]).toBeGreaterThanOrEqual(tookOverAt - 1)
    expect(beeps.at(-1)).toBeLessThanOrEqual(handedBackAt + 3)
    expect(gaps.filter((gap) => Math.abs(gap - BEEP_EVERY_MS) <= 20).length).toBeGreaterThan(
      gaps.length * 0.8,
    )
    expect(beepsIn(body, 'homeowner')).toEqual([])
  })

  it.each(Object.keys(shown))('looks at %s', async (screen) => {
    await visit(screen)
    await picture(page, screen.toLowerCase())
    await accessibility(screen)
  })

  it('finds the homeowner again from anywhere', async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder(/Search homeowners/).fill('dana fern')
    await page
      .getByRole('dialog')
      .getByText(/\(512\) 555-0101/)
      .first()
      .waitFor()
    await picture(page, 'search')
    await accessibility('search')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Lead' }).getByText('(512) 555-0101').waitFor()
    await page.keyboard.press('Escape')
  })

  it('can work in a small window at night', async () => {
    await page.setViewportSize({ width: 1024, height: 700 })
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const screen of ['Leads', 'Live', 'Calls', 'Bookings', ...Object.keys(shown)]) {
      await visit(screen)
      await picture(page, `${screen.toLowerCase()}-small-dark`)
      await accessibility(`${screen}, small and dark`)
    }
  })

  it('can reload the window without touching anything, and had nothing to complain about', async () => {
    await page.reload()
    await page.getByText('Practice: no real calls').waitFor()
    expect(complaints).toEqual([])
  })
})
