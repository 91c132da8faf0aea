import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DoubleServer, serveDouble } from '../doubles/double-server.ts'
import { openBrowser, stillness } from './browser.ts'

/** What the window does by itself, in a small window before a core whose every answer is known. */
const rendererFolder = join(import.meta.dirname, '..', '..', 'out', 'renderer')
let browser: Browser
let server: DoubleServer
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
})
afterEach(async () => {
  await page?.context().close()
  await server?.close()
})
afterAll(async () => {
  await browser?.close()
})

interface Opening {
  afterCrash?: boolean
  liveCalls?: number
  beforeOpening?: boolean
  takenOver?: boolean
}

async function open(screen: string, options: Opening = {}) {
  server = await serveDouble({ leads: 836, empty: false, liveCalls: 0, rendererFolder, ...options })
  page = await (await browser.newContext({ viewport: { width: 1024, height: 700 } })).newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${server.url}/?token=${server.token}#${screen}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Nothing that keeps somebody from using it, and nothing wider than the window. */
async function expectFit(): Promise<void> {
  await stillness(page)
  const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  const tooWide = await page
    .locator('main > div')
    .last()
    .evaluate((element) => element.scrollWidth - element.clientWidth)
  expect(tooWide).toBe(0)
}

const inSight = (locator: ReturnType<Page['locator']>) =>
  locator.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return top !== null && (element.contains(top) || top.contains(element))
  })

describe('settings', () => {
  it('put the cursor into the field that is wrong, far above Save, and name it', async () => {
    await open('/settings')
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
    await open('/settings')
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
    await open('/settings')
    await page.getByLabel('Legal name').fill('Lone Star Roofing Inc.')
    await page.getByRole('navigation').getByRole('link', { name: 'Wallet' }).click()
    await page.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { level: 1, name: 'Wallet' }).waitFor()
  })
})

describe('a live call', () => {
  it('keeps Hang up free of news, marks a line of the desk and says who cut the sentence', async () => {
    await open('/live', { liveCalls: 1 })
    const call = page.getByRole('region', { name: /^Call with/ })
    await call.getByLabel('A line for the agent to say now').fill('This is the office.')
    await call.getByText('No, the inspection is free').waitFor({ timeout: 60_000 })
    await call.getByRole('button', { name: 'Say it' }).click()
    await page.getByText('The agent says it now.').waitFor()
    expect(await inSight(call.getByRole('button', { name: 'Hang up' }))).toBe(true)
    await call.getByText('You, from the desk').waitFor()
    await call.getByText('Cut off by you').waitFor()
  })

  it('gives the words more than half of its height', async () => {
    await open('/live', { liveCalls: 1 })
    const call = page.getByRole('region', { name: /^Call with/ })
    const heightOf = async (locator: ReturnType<Page['locator']>) =>
      (await locator.boundingBox())?.height ?? 0
    expect(await heightOf(call.getByRole('log'))).toBeGreaterThan((await heightOf(call)) / 2)
  })

  it('offers nothing that the core could not hear', async () => {
    await open('/live', { liveCalls: 1 })
    const call = page.getByRole('region', { name: /^Call with/ })
    const controls = ['Listen', 'Hang up'].map((name) => call.getByRole('button', { name, exact: true }))
    for (const control of controls) expect(await control.isEnabled()).toBe(true)
    await server.close()
    await page.getByText('Ridgeline does not answer. Reconnecting…').waitFor()
    for (const control of controls) expect(await control.isEnabled()).toBe(false)
    expect(await call.getByLabel('A line for the agent to say now').isEnabled()).toBe(false)
  })
})

describe('the hands of the person at the desk', () => {
  const theCall = () => page.getByRole('region', { name: /^Call with/ })

  it('whisper a hint, mute the agent, and let it talk again', async () => {
    await open('/live', { liveCalls: 1 })
    const call = theCall()
    await call.getByText('Qualifying').or(call.getByText('Opening')).first().waitFor()
    await call.getByText('Whisper', { exact: true }).click()
    await call.getByLabel('A hint that only the agent reads').fill('Offer Tuesday')
    await call.getByRole('button', { name: 'Whisper it' }).click()
    await page.getByText(/The agent reads it before it answers next\. .* does not hear it\./).waitFor()
    await call.getByRole('button', { name: 'Mute agent' }).click()
    await call.getByText('Agent muted').waitFor()
    await call.getByRole('button', { name: 'Unmute agent' }).click()
    await call.getByText('Agent muted').waitFor({ state: 'detached' })
    expect(server.heard().map(({ what, text }) => [what, text])).toEqual([
      ['whisper', 'Offer Tuesday'],
      ['mute', 'true'],
      ['mute', 'false'],
    ])
  })

  it('take the call over with the microphone, keep it on other screens, and hand it back with a note', async () => {
    await open('/live', { liveCalls: 1 })
    const call = theCall()
    await call.getByRole('button', { name: 'Take over' }).click()
    await call.getByText(/^You are speaking with/).waitFor()
    expect(await call.getByRole('button', { name: 'Hang up' }).isEnabled()).toBe(true)
    expect(await inSight(call.getByRole('button', { name: 'Hand back' }))).toBe(true)
    await page.waitForFunction(() => {
      const bar = document.querySelector('[aria-label="Loudness of your microphone"] > span')
      return Number(/scaleX\(([\d.]+)\)/.exec((bar as HTMLElement).style.transform)?.[1]) > 0.3
    })
    await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click()
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
    const before = server.heard().length
    await expect.poll(() => server.heard().length).toBeGreaterThan(before + 10)
    await page.getByRole('link', { name: 'Back to the call' }).click()
    await call.getByLabel(/^A note for the agent/).fill('She wants Tuesday.')
    await call.getByRole('button', { name: 'Hand back' }).click()
    await call.getByRole('button', { name: 'Take over' }).waitFor()
    const heard = server.heard()
    expect(heard[0]?.what).toBe('takeover')
    expect(heard.at(-1)).toMatchObject({ what: 'handback', text: 'She wants Tuesday.' })
    const sound = heard.filter(({ what }) => what === 'microphone')
    expect(sound.every(({ bytes }) => bytes > 0 && bytes % 320 === 0)).toBe(true)
  })

  it.each([
    ['NotAllowedError', 'The microphone is not allowed'],
    ['NotFoundError', 'No microphone was found'],
  ])('are told in plain words when the browser says %s, and the agent goes on', async (name, words) => {
    await open('/live', { liveCalls: 1 })
    await page.evaluate((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error))
    }, name)
    await theCall().getByRole('button', { name: 'Take over' }).click()
    await page.getByText(words).waitFor()
    await theCall().getByRole('button', { name: 'Take over' }).waitFor()
    expect(server.heard()).toEqual([])
  })

  it('are told when the homeowner has not heard the opening yet', async () => {
    await open('/live', { liveCalls: 1, beforeOpening: true })
    await theCall().getByRole('button', { name: 'Take over' }).click()
    await page.getByText('The opening comes first').waitFor()
    await theCall().getByRole('button', { name: 'Take over' }).waitFor()
  })

  it('are told when the agent has taken the call back', async () => {
    await open('/live', { liveCalls: 1 })
    await theCall().getByRole('button', { name: 'Take over' }).click()
    await theCall()
      .getByText(/^You are speaking with/)
      .waitFor()
    server.takeBack()
    await page.getByText('The agent has the call back').waitFor()
    await theCall().getByRole('button', { name: 'Take over' }).waitFor()
  })

  it('are told that a call is taken over from elsewhere, and can speak from here', async () => {
    await open('/live', { liveCalls: 1, takenOver: true })
    await theCall().getByText('The call is taken over, but not from this window.').waitFor()
    await theCall().getByRole('button', { name: 'Speak from here' }).click()
    await theCall()
      .getByText(/^You are speaking with/)
      .waitFor()
  })
})

describe('a finished call', () => {
  it('shows where the time of each answer went, as a chart and as a table', async () => {
    await open('/calls/call_00000')
    const section = page.getByRole('region', { name: 'How fast the agent answered' })
    await section.getByText(/^Typically \d+ ms from their last sound/).waitFor()
    await section.getByRole('figure', { name: /Time before each answer/ }).waitFor()
    await section.getByText('Table', { exact: true }).click()
    const table = section.getByRole('table', { name: 'Time before each answer' })
    expect(await table.getByRole('row').count()).toBe(5)
    await table.getByText('Begun early').first().waitFor()
  })

  it('tells words that were heard from those that were only sent or prepared', async () => {
    await open('/calls/call_00000')
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
    await open('/calls/call_00000')
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
    await open('/calls')
    await page.evaluate(() => {
      URL.createObjectURL = () => 'blob:nothing'
    })
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('alert').getByText('The recording cannot be played here').waitFor()
  })
})

describe('bookings', () => {
  it('begin with today, have the earlier ones the latest first, and show the week of the next one', async () => {
    await open('/bookings')
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
    expect(await page.getByRole('region').getByRole('link').count()).toBeGreaterThan(0)
  })

  it('show the one that a link asks for, whichever day it is on', async () => {
    await open('/bookings?booking=booking_0')
    await page.getByRole('region', { name: 'The inspection you asked for' }).getByRole('article').waitFor()
  })
})

describe('the search of the whole app', () => {
  it('finds a homeowner by the number, by keyboard alone', async () => {
    await open('/wallet')
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
    await open('/wallet')
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

async function startWith(filter: 'May be called' | 'Blocked', gone: string): Promise<void> {
  await open('/leads')
  await page.getByText(filter, { exact: true }).first().click()
  await page.locator('tbody').getByText(gone).first().waitFor({ state: 'hidden' })
  await page
    .getByRole('checkbox', { name: /^Select (?!the leads)/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
}

describe('a new campaign', () => {
  it('says before a script is written that nobody chosen may be called', async () => {
    await startWith('Blocked', 'May be called')
    await page.getByText('This lead may not be called').waitFor()
    await page.getByRole('button', { name: /Who is called/ }).click()
    await page.getByText('This lead may not be called').waitFor()
  })

  it('has its start button in sight without scrolling', async () => {
    await startWith('May be called', 'Blocked')
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
    await open('/calls')
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
      await open(screen, { afterCrash: true })
      const notice = page.getByRole('status').filter({ hasText: 'Ridgeline stopped without being closed' })
      await notice.getByText('Michael Alvarez').waitFor()
      await page.getByRole('button', { name: 'Dismiss this notice' }).click()
      await notice.waitFor({ state: 'detached' })
    },
  )
})

describe('in a small window', () => {
  it.each([
    '/campaigns',
    '/campaigns/campaign_1',
    '/calls/call_00000',
    '/bookings?booking=booking_0',
    '/wallet',
    '/approvals',
    '/analytics',
    '/settings?tab=voice',
    '/settings?tab=keys',
    '/settings?tab=relay',
    '/settings?tab=do-not-call',
  ])('%s can be used by everybody', async (screen) => {
    await open(screen)
    await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
    await expectFit()
  })

  it('the sequences and their editor can be used by everybody', async () => {
    await open('/follow-ups')
    await page.getByRole('tab', { name: 'Sequences' }).click()
    await page.getByRole('button', { name: 'Edit Nobody answered' }).click()
    await page.getByRole('group', { name: 'Step 1' }).waitFor()
    await expectFit()
  })

  it('a street and a material of usual length stand in full beside the permission', async () => {
    await open('/leads')
    const row = page.getByRole('row').nth(1)
    const fits = await row.evaluate((element) => {
      const [street, material] = [4, 5].map((at) => element.querySelector(`td:nth-child(${at}) > span`))
      const badge = element.querySelector('td:nth-child(6) [data-look]')
      if (!street || !material || !badge) throw new Error('the row has other columns')
      street.textContent = '1492 Limestone Gate Dr'
      material.textContent = 'Architectural shingle'
      if (badge.lastChild) badge.lastChild.textContent = 'Blocked (2 reasons)'
      const isWhole = ({ scrollWidth, clientWidth }: Element) => scrollWidth <= clientWidth
      return {
        street: isWhole(street),
        material: isWhole(material),
        badge: badge.getBoundingClientRect().right <= element.getBoundingClientRect().right,
      }
    })
    expect(fits).toEqual({ street: true, material: true, badge: true })
  })

  it('the form of a lead offers the materials of the trade, and keeps what an export called it', async () => {
    await open('/leads/lead_000000')
    await page.getByRole('dialog', { name: 'Lead' }).getByRole('button', { name: 'Edit' }).click()
    const material = page.getByRole('combobox', { name: 'Material' })
    expect(await material.inputValue()).toMatch(/^(Asphalt shingle|Wood shake|Metal|Clay tile)$/)
    await stillness(page)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
    await material.click()
    await page.getByRole('option', { name: 'Standing seam metal' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/is saved\. Whether this number may be called/).waitFor()
  })
})
