import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture } from './browser.ts'
import { type OwnersWindow, ownersWindow } from './owners-window.ts'
import { type RunningHost, startHost } from './running-host.ts'
import { loudness } from './sound.ts'

/** One owner's path: from an empty window to a booked inspection, as a person would go it. */
let host: RunningHost
let browser: Browser
let page: Page
let complaints: readonly string[]
let go: OwnersWindow['go']
let expectAccessible: OwnersWindow['expectAccessible']

beforeAll(async () => {
  host = await startHost()
  browser = await openBrowser()
  ;({ page, complaints, go, expectAccessible } = await ownersWindow(browser))
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
})

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

describe('the owner', () => {
  it('opens Ridgeline and is told what to do first', async () => {
    await page.goto(host.url)
    await page.getByText('Practice: no real calls').waitFor()
    await page.getByRole('heading', { name: 'Bring in your leads' }).waitFor()
    expect(page.url()).not.toContain(host.token)
    await picture(page, 'leads-empty')
    await expectAccessible('leads, empty')
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
    await expectAccessible('leads')
    await page.getByPlaceholder(/name, phone/i).fill('dana fernwick')
    await page.getByRole('link', { name: 'Dana Fernwick' }).click()
    await page.getByRole('dialog').getByText('This number may be called now').waitFor()
    await picture(page, 'lead')
    await expectAccessible('a lead')
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
    await expectAccessible('script')
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
    await page.getByText('Half of the answers came within').waitFor({ timeout: 120_000 })
    await page.getByRole('heading', { name: 'Rehearsal' }).evaluate((heading) => heading.scrollIntoView())
    await picture(page, 'rehearsal')
    await expectAccessible('a rehearsal')
    await page.getByRole('button', { name: 'Go on to the cost' }).click()
    await page.getByText('Will be called').waitFor()
    const hours = page.getByRole('table', { name: 'Calling hours by time zone' })
    await hours.waitFor()
    await picture(page, 'campaign-launch')
    await expectAccessible('launch')
    await page.getByRole('button', { name: 'Start calling 1 homeowner' }).click()
    await page
      .getByText(/^(Launching|Preparing|Calling)$/)
      .first()
      .waitFor()
    await hours.waitFor()
    await picture(page, 'campaign-running')
    await expectAccessible('a campaign')
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
    await expectAccessible('live')
  })

  it('finds the call afterwards with transcript, recording, outcome, booking and cost', async () => {
    await go('Calls')
    await page.getByRole('row', { name: /Dana Fernwick.*Booked/i }).waitFor({ timeout: 120_000 })
    await picture(page, 'calls')
    await expectAccessible('calls')
    await page.getByRole('link', { name: 'Dana Fernwick' }).first().click()
    await page
      .getByText(/been waiting for your call/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await picture(page, 'call')
    await expectAccessible('a call')
    await go('Bookings')
    await page.getByText('Dana Fernwick').first().waitFor()
    await picture(page, 'bookings')
    await expectAccessible('bookings')
    await page.getByText('Week', { exact: true }).click()
    await page.getByRole('link', { name: /Dana Fernwick/ }).waitFor()
    await picture(page, 'bookings-week')
    await expectAccessible('the week of bookings')
  })

  it.each(Object.keys(shown))('looks at %s', async (screen) => {
    await visit(screen)
    await picture(page, screen.toLowerCase())
    await expectAccessible(screen)
  })

  it('reads what follows by itself when nobody answers', async () => {
    await visit('Follow-ups')
    await page.getByRole('tab', { name: 'Sequences' }).click()
    await page.getByRole('region', { name: 'Nobody answered' }).waitFor()
    await picture(page, 'follow-up-sequences')
    await expectAccessible('the sequences')
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
    await expectAccessible('search')
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
      await expectAccessible(`${screen}, small and dark`)
    }
  })

  it('can reload the window without touching anything, and had nothing to complain about', async () => {
    await page.reload()
    await page.getByText('Practice: no real calls').waitFor()
    expect(complaints).toEqual([])
  })
})
