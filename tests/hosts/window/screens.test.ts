import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { inSight, windowOnDouble } from './window-on-double.ts'

const { open } = windowOnDouble()

describe('settings', () => {
  it('put the cursor into the field that is wrong, far above Save, and name it', async () => {
    const { page } = await open('/settings')
    await page.getByLabel('Callback number').fill('555-01')
    await page.getByLabel('Crews').scrollIntoViewIfNeeded()
    await page.getByLabel('Calls at the same time').fill('5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Callback number: Write it with its area code, like (512) 555-0100.').waitFor()
    const field = page.getByLabel('Callback number')
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await inSight(field)).toBe(true)
  })

  it('ask before edits are lost by leaving or by another tab, and let go once they are saved', async () => {
    const { page } = await open('/settings')
    await page.getByLabel('Legal name').fill('Lone Star Roofing Inc.')
    await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click()
    await page.getByRole('dialog').getByText('are not saved yet').waitFor()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('tab', { name: 'Voice' }).click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await page.getByLabel('Legal name').inputValue()).toBe('Lone Star Roofing Inc.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click()
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
  })

  it('drop the edits of whoever decides to leave', async () => {
    const { page } = await open('/settings')
    await page.getByLabel('Legal name').fill('Lone Star Roofing Inc.')
    await page.getByRole('navigation').getByRole('link', { name: 'Wallet' }).click()
    await page.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { level: 1, name: 'Wallet' }).waitFor()
  })
})

describe('a finished call', () => {
  it('shows where the time of each answer went, as a chart and as a table', async () => {
    const { page } = await open('/calls/call_00000')
    const section = page.getByRole('region', { name: 'How fast the agent answered' })
    await section.getByText(/^Typically \d+ ms from their last sound/).waitFor()
    await section.getByRole('figure', { name: /Time before each answer/ }).waitFor()
    await section.getByText('Table', { exact: true }).click()
    const table = section.getByRole('table', { name: 'Time before each answer' })
    expect(await table.getByRole('row').count()).toBe(5)
    await table.getByText('Begun early').first().waitFor()
  })

  it('tells words that were heard from those that were only sent or prepared', async () => {
    const { page } = await open('/calls/call_00000')
    const transcript = page.getByRole('region', { name: 'Transcript' })
    await transcript
      .getByTitle('On its way to the phone, but cut off before the homeowner heard it')
      .first()
      .waitFor()
    await transcript.getByText('were prepared, but never sent.').waitFor()
  })
})

describe('the recording of a call', () => {
  it('plays on at the chosen speed when the appearance changes', async () => {
    const { page } = await open('/calls/call_00000')
    await page.evaluate(() => {
      const { play } = HTMLMediaElement.prototype
      HTMLMediaElement.prototype.play = function () {
        Object.assign(window, { played: this })
        return play.call(this)
      }
    })
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByText('2×').click()
    await page.getByRole('button', { name: /^Appearance/ }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.locator('[data-mantine-color-scheme="dark"]').waitFor()
    const played = await page.evaluate(() => {
      const { paused, playbackRate } = (window as unknown as { played: HTMLMediaElement }).played
      return { paused, playbackRate }
    })
    expect(played).toEqual({ paused: false, playbackRate: 2 })
    await page.getByRole('button', { name: 'Pause' }).waitFor()
  })

  it('says so when it cannot be played', async () => {
    const { page } = await open('/calls')
    await page.evaluate(() => {
      URL.createObjectURL = () => 'blob:nothing'
    })
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('alert').getByText('The recording cannot be played here').waitFor()
  })
})

describe('bookings', () => {
  it('begin with today, have the earlier ones the latest first, and show the week of the next one', async () => {
    const { page } = await open('/bookings')
    const days = () => page.getByRole('heading', { level: 2 }).allInnerTexts()
    await page.getByRole('article').first().waitFor()
    const upcoming = await days()
    await page.getByText('Earlier', { exact: true }).click()
    await page.getByRole('heading', { level: 2, name: upcoming[0] }).waitFor({ state: 'detached' })
    await page.getByRole('article').first().waitFor()
    const earlier = await days()
    expect(earlier.some((day) => upcoming.includes(day))).toBe(false)
    const [latest = 0, before = 0] = earlier.map((day) => Date.parse(`${day}, 2026`))
    expect(latest).toBeGreaterThan(before)
    await page.getByText('Week', { exact: true }).click()
    await page.locator('section[data-today]').waitFor()
    await page.getByRole('region').getByRole('link').first().waitFor()
  })

  it('mark the one whose confirmation was not heard to its end, in the list and in the week', async () => {
    const { page } = await open('/bookings')
    const unheard = page
      .getByRole('article')
      .filter({ hasText: 'Not heard to the end: call back to confirm' })
    await unheard.getByText('Call back to confirm', { exact: true }).waitFor()
    expect(await unheard.getByText('Confirmed', { exact: true }).count()).toBe(0)
    await page.getByText('Week', { exact: true }).click()
    await page.getByRole('link', { name: /\(call back to confirm\)$/ }).waitFor()
  })

  it('show the one that a link asks for, whichever day it is on', async () => {
    const { page } = await open('/bookings?booking=booking_0')
    await page.getByRole('region', { name: 'The inspection you asked for' }).getByRole('article').waitFor()
  })
})

describe('the search of the whole app', () => {
  it('finds a homeowner by the number, by keyboard alone', async () => {
    const { page } = await open('/wallet')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder(/Search homeowners/).fill('4695550017')
    await page
      .getByRole('dialog')
      .getByText(/\(469\) 555-0017/)
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Lead' }).getByText('(469) 555-0017').waitFor()
  })

  it('finds campaigns and calls', async () => {
    const { page } = await open('/wallet')
    await page.keyboard.press('Control+k')
    const search = page.getByPlaceholder(/Search homeowners/)
    await search.fill('october storm')
    await page.getByRole('dialog').getByText('October storm list').waitFor()
    await search.fill('husband')
    await page
      .getByRole('dialog')
      .getByText(/Callback · Wants to talk with her husband first/)
      .first()
      .waitFor()
  })
})

async function startWith(filter: 'May be called' | 'Blocked', gone: string): Promise<Page> {
  const { page } = await open('/leads')
  await page.getByText(filter, { exact: true }).first().click()
  await page.locator('tbody').getByText(gone).first().waitFor({ state: 'hidden' })
  await page
    .getByRole('checkbox', { name: /^Select (?!the leads)/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
  return page
}

describe('a new campaign', () => {
  it('says before a script is written that nobody chosen may be called', async () => {
    const page = await startWith('Blocked', 'May be called')
    await page.getByText('This lead may not be called').waitFor()
    await page.getByRole('button', { name: /Who is called/ }).click()
    await page.getByText('This lead may not be called').waitFor()
  })

  it('has its start button in sight without scrolling', async () => {
    const page = await startWith('May be called', 'Blocked')
    await page.getByRole('combobox', { name: 'Use a script' }).click()
    await page.getByRole('option').first().click()
    await page.getByRole('button', { name: 'Go on to the cost' }).click()
    const start = page.getByRole('button', { name: 'Start calling 1 homeowner' })
    await start.waitFor()
    expect(await inSight(start)).toBe(true)
    await page.getByText('none is left out').waitFor()
  })
})

describe('a page', () => {
  it('begins at its top, and is found where it was left on the way back', async () => {
    const { page } = await open('/calls')
    const scrolled = () =>
      page
        .locator('main > div')
        .last()
        .evaluate((element) => element.scrollTop)
    const far = page.getByRole('row').nth(30).getByRole('link')
    await far.scrollIntoViewIfNeeded()
    const left = await scrolled()
    expect(left).toBeGreaterThan(500)
    await far.click()
    await page.getByRole('heading', { name: 'Transcript' }).waitFor()
    expect(await scrolled()).toBe(0)
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
    expect(Math.abs((await scrolled()) - left)).toBeLessThan(50)
  })
})

describe('after a crash', () => {
  it.each(['/leads', '/live', '/campaigns', '/activity'])(
    '%s names the people who were cut off',
    async (screen) => {
      const { page } = await open(screen, { afterCrash: true })
      const notice = page.getByRole('status').filter({ hasText: 'Ridgeline stopped without being closed' })
      await notice.getByText('Michael Alvarez').waitFor()
      await page.getByRole('button', { name: 'Dismiss this notice' }).click()
      await notice.waitFor({ state: 'detached' })
    },
  )
})
