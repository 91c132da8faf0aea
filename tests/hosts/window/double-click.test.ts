import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { stillness } from '../browser.ts'
import { windowOnDouble } from './window-on-double.ts'

/**
 * A double click on Skip skipped the steps of two homeowners: the row moved away under the pointer, and the second click
 * met the next one. An inspection was moved twice and a script written twice in the same way.
 */
const { open } = windowOnDouble()

/** Two clicks before anything can answer the first one. */
const twiceAtOnce = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).evaluate((button: HTMLElement) => {
    button.click()
    button.click()
  })

/** How often the window asked the core for this. */
function asked(page: Page, path: string): { times: number } {
  const counted = { times: 0 }
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (payload.toString().includes(path)) counted.times++
    })
  })
  return counted
}

describe('a double click', () => {
  it('on Skip asks once, with the homeowner and the step, and skips no other step', async () => {
    const { page } = await open('/follow-ups')
    const skips = page.getByRole('button', { name: /: skip$/ })
    await skips.first().waitFor()
    const before = await skips.count()
    const label = await skips.nth(2).getAttribute('aria-label')
    const name = label?.match(/to (.*): skip/)?.[1] ?? ''
    await skips.nth(2).dblclick()
    const dialog = page.getByRole('dialog', { name: 'Skip this step?' })
    await dialog.getByText(new RegExp(`to ${name} \\(.*step 1 of 3\\)`)).waitFor()
    await stillness(page)
    expect(await skips.count()).toBe(before)
    await dialog.getByRole('button', { name: 'Skip it' }).dblclick()
    await page.getByText(new RegExp(`^Skipped: .* to ${name} \\(.*The next step follows\\.$`)).waitFor()
    await stillness(page)
    expect(await skips.count()).toBe(before - 1)
  })

  it('on Move it moves an inspection once', async () => {
    const { page, server } = await open('/')
    const moves = asked(page, '/bookings/reschedule')
    await page.goto(`${server.url}/?token=${server.token}#/bookings`)
    await page.reload()
    await page.getByRole('button', { name: 'Change' }).first().click()
    await page.getByRole('combobox', { name: 'New time' }).click()
    await page.getByRole('option').first().click()
    await twiceAtOnce(page, 'Move it')
    await page.getByText('The inspection is moved.').first().waitFor()
    await stillness(page)
    expect(moves.times).toBe(1)
  })

  it('on Write it writes one version of a script', async () => {
    const { page, server } = await open('/')
    const writes = asked(page, '/scripts/write')
    await page.goto(`${server.url}/?token=${server.token}#/leads`)
    await page.reload()
    await page.getByText('May be called', { exact: true }).first().click()
    await page.locator('tbody').getByText('Blocked').first().waitFor({ state: 'hidden' })
    await page
      .getByRole('checkbox', { name: /^Select (?!the leads)/ })
      .first()
      .check()
    await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
    await page.getByRole('button', { name: 'Write it' }).waitFor()
    await twiceAtOnce(page, 'Write it')
    await page
      .getByText(/^Version \d+$/)
      .first()
      .waitFor()
    await stillness(page)
    expect(writes.times).toBe(1)
  })
})
