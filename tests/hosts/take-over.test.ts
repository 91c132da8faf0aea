import type { Browser, Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture } from './browser.ts'
import { ownersWindow } from './owners-window.ts'
import { type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'
import { BEEP_EVERY_MS, beepsIn } from './sound.ts'

/** One call in the owner's own hands; the recording tells how evenly the microphone was heard. */
let host: RunningHost
let browser: Browser

beforeAll(async () => {
  host = await startHost()
  await host.post('/leads/import', sampleLeads().join('\n'))
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await host?.stop()
})

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

describe('the owner', () => {
  it('whispers to the agent, takes a call over with the microphone, hands it back and hangs up', async () => {
    const { page, complaints, go, expectAccessible } = await ownersWindow(browser)
    await page.goto(host.url)
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
    await expectAccessible('a call taken over')
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
    await expectAccessible('where the time of each answer went')

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
    expect(complaints).toEqual([])
  })
})
