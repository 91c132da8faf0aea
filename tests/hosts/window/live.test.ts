import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { inSight, windowOnDouble } from './window-on-double.ts'

const { open } = windowOnDouble()

describe('a live call', () => {
  it('keeps Hang up free of news, marks a line of the desk and says who cut the sentence', async () => {
    const { page } = await open('/live', { liveCalls: 1 })
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
    const { page } = await open('/live', { liveCalls: 1 })
    const call = page.getByRole('region', { name: /^Call with/ })
    const heightOf = async (locator: Locator) => (await locator.boundingBox())?.height ?? 0
    expect(await heightOf(call.getByRole('log'))).toBeGreaterThan((await heightOf(call)) / 2)
  })

  it('offers nothing that the core could not hear', async () => {
    const { page, server } = await open('/live', { liveCalls: 1 })
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
  const theCall = (page: Page) => page.getByRole('region', { name: /^Call with/ })

  it('whisper a hint, mute the agent, and let it talk again', async () => {
    const { page, server } = await open('/live', { liveCalls: 1 })
    const call = theCall(page)
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
    const { page, server } = await open('/live', { liveCalls: 1 })
    const call = theCall(page)
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
    const { page, server } = await open('/live', { liveCalls: 1 })
    await page.evaluate((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error))
    }, name)
    await theCall(page).getByRole('button', { name: 'Take over' }).click()
    await page.getByText(words).waitFor()
    await theCall(page).getByRole('button', { name: 'Take over' }).waitFor()
    expect(server.heard()).toEqual([])
  })

  it('are told when the homeowner has not heard the opening yet', async () => {
    const { page } = await open('/live', { liveCalls: 1, beforeOpening: true })
    await theCall(page).getByRole('button', { name: 'Take over' }).click()
    await page.getByText('The opening comes first').waitFor()
    await theCall(page).getByRole('button', { name: 'Take over' }).waitFor()
  })

  it('are told when the agent has taken the call back', async () => {
    const { page, server } = await open('/live', { liveCalls: 1 })
    await theCall(page).getByRole('button', { name: 'Take over' }).click()
    await theCall(page)
      .getByText(/^You are speaking with/)
      .waitFor()
    server.takeBack()
    await page.getByText('The agent has the call back').waitFor()
    await theCall(page).getByRole('button', { name: 'Take over' }).waitFor()
  })

  it('are told that a call is taken over from elsewhere, and can speak from here', async () => {
    const { page } = await open('/live', { liveCalls: 1, takenOver: true })
    await theCall(page).getByText('The call is taken over, but not from this window.').waitFor()
    await theCall(page).getByRole('button', { name: 'Speak from here' }).click()
    await theCall(page)
      .getByText(/^You are speaking with/)
      .waitFor()
  })
})
