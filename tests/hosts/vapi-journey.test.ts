import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture } from './browser.ts'
import { type OwnersWindow, ownersWindow } from './owners-window.ts'
import { type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/** One owner's path with the hosted engine: the same screens, from the choice of the engine to the booked inspection. */
let host: RunningHost
let browser: Browser
let page: Page
let complaints: readonly string[]
let go: OwnersWindow['go']
let expectAccessible: OwnersWindow['expectAccessible']

/** Vapi's calls have no sound to wait for: fast enough for a test, and slow enough to be watched. */
const SPEED = 4

beforeAll(async () => {
  host = await startHost()
  await host.post('/leads/import', sampleLeads().join('\n'))
  await fetch(`${host.practiceControl}/settings`, {
    method: 'PATCH',
    body: JSON.stringify({ vapi: { speed: SPEED } }),
  })
  browser = await openBrowser()
  ;({ page, complaints, go, expectAccessible } = await ownersWindow(browser))
  await page.goto(host.url)
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
})

describe('the owner who has Vapi hold the calls', () => {
  it('chooses it beside the cost and launches', async () => {
    await page.getByPlaceholder(/name, phone/i).fill('dana fernwick')
    await page.getByRole('checkbox', { name: 'Select Dana Fernwick' }).check()
    await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
    await page.getByRole('button', { name: 'Write it' }).click()
    await page.getByRole('button', { name: 'Go on to the cost' }).click()
    await page.getByText('Will be called').waitFor()
    await page.getByRole('combobox', { name: 'Voice engine' }).click()
    await page.getByRole('option', { name: 'Vapi (hosted)' }).click()
    await page.getByText(/you can read along, but not listen in or take over/).waitFor()
    await picture(page, 'vapi-launch')
    await expectAccessible('the choice of the engine')
    await page.getByRole('button', { name: 'Start calling 1 homeowner' }).click()
    await page
      .getByText(/^(Launching|Preparing|Calling)$/)
      .first()
      .waitFor()
    await page.getByText(/called through Vapi/).waitFor()
  })

  it('reads the call while it goes on, and why it cannot be listened to', async () => {
    await go('Live')
    await page
      .getByText(/A\.I\. assistant for Summit Ridge/)
      .first()
      .waitFor({ timeout: 60_000 })
    await page
      .getByText(/Vapi holds this call/)
      .first()
      .waitFor()
    await page
      .getByRole('button', { name: /Dana Fernwick/ })
      .getByText('Vapi', { exact: true })
      .waitFor()
    await picture(page, 'vapi-live')
    await expectAccessible('a live call that Vapi holds')
  })

  it('finds it afterwards among the calls, with transcript, recording, outcome and cost', async () => {
    await go('Calls')
    await page.getByRole('row', { name: /Dana Fernwick.*Booked/i }).waitFor({ timeout: 90_000 })
    await page.getByRole('link', { name: 'Dana Fernwick' }).first().click()
    await page
      .getByText(/been waiting for your call/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Play' }).click({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByText('Vapi', { exact: true }).waitFor()
    const receipt = page.getByRole('region', { name: 'Cost' })
    await receipt.getByRole('table', { name: 'Cost lines' }).waitFor()
    await receipt.getByText(/Vapi, with carrier/).waitFor()
    const { body } = await host.get('/ai-voice/calls')
    const [call] = body.items
    expect(call).toMatchObject({ engine: 'vapi', outcome: 'booked', has_recording: true })
    await receipt
      .getByText(`$${(call.cost_cents / 100).toFixed(2)}`)
      .first()
      .waitFor()
    await picture(page, 'vapi-call')
    await expectAccessible('a call that Vapi held')
  })

  it('finds the inspection among the bookings, and had nothing to complain about', async () => {
    await go('Bookings')
    await page.getByText('Dana Fernwick').first().waitFor()
    await picture(page, 'vapi-bookings')
    expect(complaints).toEqual([])
  })
})
