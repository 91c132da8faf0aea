import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { stillness } from '../browser.ts'
import { expectFit, windowOnDouble } from './window-on-double.ts'

const { open } = windowOnDouble()

const hours = (page: Page) => page.getByRole('table', { name: 'Calling hours by time zone' })
const rowOf = (page: Page, who: string) => hours(page).getByRole('row').filter({ hasText: who })

async function lastStep(page: Page): Promise<void> {
  await page.getByText('May be called', { exact: true }).first().click()
  await page.locator('tbody').getByText('Blocked').first().waitFor({ state: 'hidden' })
  await page
    .getByRole('checkbox', { name: /^Select (?!the leads)/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
  await page.getByRole('combobox', { name: 'Use a script' }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'Go on to the cost' }).click()
  await page.getByText('Will be called').waitFor()
}

describe('the hours of a campaign', () => {
  it('are drawn for each time zone, cut by the law where it cuts them, with now', async () => {
    const { page } = await open('/campaigns/campaign_1')
    await rowOf(page, '171 homeowners in Texas').getByText('9 AM to 7 PM').first().waitFor()
    expect(await rowOf(page, 'Pennsylvania').getByText('no calls').count()).toBeGreaterThanOrEqual(2)
    await page.getByText(/^Thu 26.* · Pennsylvania: no calls on this holiday/).waitFor()
    await rowOf(page, 'with a number from California').getByText('11 AM to 7 PM').first().waitFor()
    const now = rowOf(page, '171 homeowners').locator('[class*="now"]')
    expect(await now.count()).toBe(1)
    // 10:12 in Texas: 42.5 % of the day.
    const left = await now.evaluate((line: HTMLElement) => parseFloat(line.style.left))
    expect(left).toBeGreaterThan(42)
    expect(left).toBeLessThan(44)
    await expectFit(page)
  })

  it('are drawn anew while they are changed, and kept', async () => {
    const { page } = await open('/campaigns/campaign_1')
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /^Settings of/ })
    await dialog.getByRole('switch', { name: 'This campaign has hours of its own' }).check()
    await dialog.getByRole('checkbox', { name: 'Monday' }).uncheck()
    await rowOf(page, '171 homeowners').last().getByRole('cell').nth(0).getByText('no calls').waitFor()
    await stillness(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('its own, drawn above').waitFor()
    await rowOf(page, '171 homeowners').getByRole('cell').nth(0).getByText('no calls').waitFor()
  })

  it('are not saved when something typed is wrong, which is named', async () => {
    const { page } = await open('/campaigns/campaign_1')
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /^Settings of/ })
    await dialog.getByLabel('Calls to one homeowner').fill('')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Calls to one homeowner: A whole number from 1 to 6.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Your changes to the settings of this campaign are not saved yet').waitFor()
  })
})

describe('a number that is wrong', () => {
  const typedWrong: [field: string, typed: string, stands: string, words: string][] = [
    ['Calls to one homeowner', '-5', '-5', 'A whole number from 1 to 6'],
    ['Calls to one homeowner', 'abc99', '99', 'A whole number from 1 to 6'],
    ['New calls a minute', '9999', '9999', 'A whole number from 1 to 600'],
    ['The line was busy: times', '9', '9', 'A whole number from 0 to 5'],
    ['The line was busy: hours to wait', '-5', '-5', 'From 0 to 720 hours'],
  ]

  it.each(typedWrong)('in %s, typed as %s, is kept as %s, named and not saved', async (...of) => {
    const [field, typed, stands, words] = of
    const { page } = await open('/campaigns/campaign_1')
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /^Settings of/ })
    const input = dialog.getByLabel(field)
    await input.fill('')
    await input.pressSequentially(typed)
    await input.blur()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(words, { exact: true }).waitFor()
    expect(await input.inputValue()).toBe(stands)
    expect(await page.getByText('Saved. It counts from the next call on.').count()).toBe(0)
  })
})

describe('leads that stand in line twice', () => {
  const TOLD = 'Also in line elsewhere: 12 homeowners in “Stonegate follow-ups”.'

  it('are told on the campaign, with a way to the other', async () => {
    const { page } = await open('/campaigns/campaign_1')
    const told = page.getByRole('status').filter({ hasText: TOLD })
    await told.getByRole('link', { name: 'Open Stonegate follow-ups' }).click()
    await page.getByRole('heading', { level: 1, name: 'Stonegate follow-ups' }).waitFor()
  })

  it('are told before the launch', async () => {
    const { page } = await open('/leads')
    await lastStep(page)
    await page.getByRole('status').filter({ hasText: TOLD }).waitFor()
  })
})

describe('the last step of a launch', () => {
  it('keeps its figures inside their cards, however much money there is', async () => {
    const { page, server } = await open('/leads')
    server.fund(123_456_789)
    await lastStep(page)
    await hours(page).waitFor()
    await page.getByText('$1,234,567.89').waitFor()
    const wide = await page
      .locator('.figures')
      .evaluateAll((figures) => figures.filter((one) => one.scrollWidth > one.clientWidth + 1).length)
    expect(wide).toBe(0)
    await expectFit(page)
  })
})

describe('what campaigns cost', () => {
  it('is the same in the list, on the campaign and says what came back', async () => {
    const { page } = await open('/campaigns')
    const card = page.getByRole('article').filter({ hasText: 'Hail season inspections' }).first()
    const listed = await card.getByText(/^\$[\d,.]+$/).innerText()
    await card.getByText('after $0.45 that came back for faults').waitFor()
    await page.getByRole('link', { name: 'Hail season inspections' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Hail season inspections' }).waitFor()
    await page.getByText('after $0.45 that came back for faults').waitFor()
    await page.getByText(listed, { exact: true }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Analytics' }).click()
    await page.getByText(/after \$[\d.]+ that came back for faults/).waitFor()
  })
})
