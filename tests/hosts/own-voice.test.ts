import AxeBuilder from '@axe-core/playwright'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, picture, stillness } from './browser.ts'
import { type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'
import { loudness, measureLoudspeaker } from './sound.ts'

/** A person talks with the agent before anybody is called: over the API, and at the window with a microphone. */
let host: RunningHost
let input: { contractor_id: string; script_id: string; lead_id: string }

beforeAll(async () => {
  host = await startHost()
  await host.post('/leads/import', sampleLeads().join('\n'))
  const lead = await host.get('/leads?q=dana')
  const contractor = await host.get('/contractors')
  const contractor_id = contractor.body.items[0].contractor_id
  const lead_id = lead.body.items[0].lead_id
  const script = await host.post('/scripts/write', { contractor_id, name: 'Spring', lead_ids: [lead_id] })
  input = { contractor_id, script_id: script.body.script_id, lead_id }
})
afterAll(async () => {
  await host?.stop()
})

interface Turn {
  speaker: string
  text: string
  heard_text: string
}
interface Heard {
  turns: Turn[]
  sound: Buffer[]
}

/** Follows the talk as a script would, from the stream of server-sent events, until it ends. */
function follow(rehearsalId: string): { heard: Heard; over: Promise<void> } {
  const heard: Heard = { turns: [], sound: [] }
  const read = async () => {
    const response = await fetch(`${host.api}/rehearsals/${rehearsalId}/talk`, {
      headers: { authorization: `Bearer ${host.token}` },
    })
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('utf8')
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (!data) continue
        const news = JSON.parse(data)
        if (news?.type === 'state') heard.turns = news.turns
        if (news?.type === 'audio') heard.sound.push(Buffer.from(news.agent, 'base64'))
      }
    }
  }
  return { heard, over: read() }
}

const agentSaid = ({ turns }: Heard, words: RegExp) =>
  turns.some(({ speaker, heard_text }) => speaker === 'agent' && words.test(heard_text))
const personSaid = ({ turns }: Heard, words: RegExp) =>
  turns.some(({ speaker, text }) => speaker === 'homeowner' && words.test(text))

describe('a talk with the agent over the API', () => {
  it('is held in real time, by typing and by microphone, and leaves a report and no trace besides', async () => {
    const wallet = await host.get('/wallet')
    const started = await host.post('/rehearsals/own-voice', input)
    expect(started).toMatchObject({ status: 201, body: { by: 'own-voice', status: 'running', total: 1 } })
    const id = started.body.rehearsal_id
    const { heard, over } = follow(id)
    await expect.poll(() => agentSaid(heard, /A\.I\. assistant/), { timeout: 20_000 }).toBe(true)
    expect((await host.post('/rehearsals/own-voice', input)).body).toMatchObject({ code: 'conflict' })

    await expect.poll(() => agentSaid(heard, /\?$/), { timeout: 20_000 }).toBe(true)
    const opening = Buffer.concat(heard.sound)
    expect(
      (await host.post(`/rehearsals/${id}/say`, { text: 'Yes, the roof is fifteen years old.' })).status,
    ).toBe(200)
    await expect.poll(() => personSaid(heard, /fifteen years old/), { timeout: 20_000 }).toBe(true)
    const answered = heard.turns.length
    await expect
      .poll(() => heard.turns.length > answered && heard.turns.at(-1)?.speaker === 'agent', {
        timeout: 20_000,
      })
      .toBe(true)

    // The practice world understands its own voices only, so the microphone plays it what the agent said before.
    const isUnderstood = () => personSaid(heard, /assistant|inspection/)
    for (let at = 0; at < opening.length && !isUnderstood(); at += 320) {
      const pcmu_base64 = opening.subarray(at, at + 320).toString('base64')
      await Promise.all([
        host.post(`/rehearsals/${id}/microphone`, { pcmu_base64 }),
        new Promise((resolve) => setTimeout(resolve, 40)),
      ])
    }
    await expect.poll(isUnderstood, { timeout: 20_000 }).toBe(true)

    expect((await host.post(`/rehearsals/${id}/hangup`, {})).status).toBe(200)
    await over
    const { body } = await host.get(`/rehearsals/${id}`)
    expect(body).toMatchObject({ status: 'done', by: 'own-voice', done: 1, script_id: input.script_id })
    const [call] = body.report.calls
    expect(call).toMatchObject({ homeowner: { homeowner_id: 'own-voice' }, ended_by: 'homeowner' })
    expect(call.turns.length).toBeGreaterThan(4)
    expect(body.report.latency.p50_ms).toBeGreaterThan(0)
    expect(call.timeline.turns.length).toBeGreaterThan(0)
    expect((await host.get(`/rehearsals?script_id=${input.script_id}`)).body.items[0]).toMatchObject({
      rehearsal_id: id,
      by: 'own-voice',
    })
    expect((await host.post(`/rehearsals/${id}/say`, { text: 'Hello?' })).body).toMatchObject({
      code: 'conflict',
    })
    expect((await host.get('/ai-voice/calls')).body.items).toEqual([])
    expect((await host.get('/bookings')).body.items).toEqual([])
    expect((await host.get('/wallet')).body).toEqual(wallet.body)
  })
})

describe('a talk with the agent at the window', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })

  it('is had from the script of a campaign, with the microphone, heard, and judged when it is over', async () => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    page.setDefaultTimeout(20_000)
    await measureLoudspeaker(page)
    await page.goto(host.url)
    await page.getByPlaceholder(/name, phone/i).fill('dana fernwick')
    await page.getByRole('checkbox', { name: 'Select Dana Fernwick' }).check()
    await page.getByRole('button', { name: 'Start a campaign with 1' }).click()
    await page.getByRole('button', { name: 'Write it' }).click()
    await page.getByRole('button', { name: 'Talk to it yourself' }).click()
    const talk = page.getByRole('region', { name: 'Your talk with the agent' })
    await talk.getByText('You are talking with the agent').waitFor()
    await expect.poll(() => loudness(page), { timeout: 20_000 }).toBeGreaterThan(0.01)
    await page.waitForFunction(() => {
      const bar = document.querySelector('[aria-label="Loudness of your microphone"] > span')
      return Number(/scaleX\(([\d.]+)\)/.exec((bar as HTMLElement).style.transform)?.[1]) > 0.3
    })
    await talk
      .getByText(/A\.I\. assistant/)
      .first()
      .waitFor()
    await talk.getByLabel('What you would say').fill('How much does it cost?')
    await talk.getByRole('button', { name: 'Say it' }).click()
    await talk.locator('[data-speaker="homeowner"]', { hasText: 'How much does it cost?' }).waitFor()
    await picture(page, 'rehearsal-own-voice')
    await stillness(page)
    const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
    await talk.getByRole('button', { name: 'Hang up' }).click()
    await talk.waitFor({ state: 'detached' })
    await page
      .getByText(/^1 talk,/)
      .first()
      .waitFor()
    await page.getByRole('table', { name: 'Rehearsed talks' }).getByRole('button', { name: 'You' }).click()
    await page.getByRole('dialog').getByText('How much does it cost?').first().waitFor()
    await page.context().close()
  })
})
