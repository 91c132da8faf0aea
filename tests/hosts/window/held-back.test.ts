import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { expectFit, windowOnDouble } from './window-on-double.ts'

const { open } = windowOnDouble()

const notice = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words })

/** Spending had been paused, or the relay had died: Live said that the next call was on its way, for ever. */
describe('while no call can start', () => {
  it.each(['/live', '/campaigns/campaign_1'])(
    '%s says that spending is paused, and resumes it',
    async (screen) => {
      const { page } = await open('/wallet')
      await page.getByRole('button', { name: 'Pause all spending' }).click()
      await page.getByRole('button', { name: 'Resume spending' }).waitFor()
      await page.goto(`${page.url().split('#')[0]}#${screen}`)
      const told = notice(page, 'all spending is paused')
      await told.getByText('Calls in line start once you resume spending.').waitFor()
      expect(await page.getByText('The next call is on its way').count()).toBe(0)
      await expectFit(page)
      await told.getByRole('button', { name: 'Resume spending' }).click()
      await told.waitFor({ state: 'detached' })
    },
  )

  it('the last step of a launch says so before and after', async () => {
    const { page, server } = await open('/leads')
    await page.getByText('May be called', { exact: true }).first().click()
    await page.locator('tbody').getByText('Blocked').first().waitFor({ state: 'hidden' })
    const lead = page.getByRole('checkbox', { name: /^Select (?!the leads)/ }).first()
    await lead.check()
    await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
    server.pauseSpending()
    await page.getByRole('combobox', { name: 'Use a script' }).click()
    await page.getByRole('option').first().click()
    await page.getByRole('button', { name: 'Go on to the cost' }).click()
    await notice(page, 'all spending is paused').waitFor()
    await page.getByRole('button', { name: 'Start calling 1 homeowner' }).click()
    await page.getByText('No call can start: all spending is paused.').first().waitFor()
    await page.getByText('Paused: spending is paused').waitFor()
  })

  it.each(['/live', '/campaigns/campaign_1', '/settings?tab=relay'])(
    '%s says that the relay cannot be reached, and what is done about it',
    async (screen) => {
      const { page } = await open(screen, { relayGone: true })
      await page.getByText('starts its practice relay again by itself').first().waitFor()
      await expectFit(page)
    },
  )
})
