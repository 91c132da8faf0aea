import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { textEvent, textNewsUrl } from '../../src-main/adapters/telnyx/telnyx-text-webhook.ts'
import { telnyxTexts } from '../../src-main/adapters/telnyx/telnyx-texts.ts'
import type { TextEvent, TextRequest } from '../../src-main/core/follow-up/text-line.ts'
import type { LoopbackEnv } from '../../src-main/practice/loopback/faulty-http.ts'
import { serveLoopback } from '../../src-main/practice/loopback/serve.ts'
import { type PracticeWorld, startPracticeWorld } from '../../src-main/practice/practice-world.ts'

/** The real adapter with the installed SDK against the practice carrier, over real sockets. */
let world: PracticeWorld
let relay: Awaited<ReturnType<typeof serveLoopback>>
const news: TextEvent[] = []
const signal = new AbortController().signal

beforeAll(async () => {
  const app = new Hono<LoopbackEnv>()
  app.post('/api/webhooks/telnyx', async (context) => {
    const found = textEvent(await context.req.json())
    if (found) news.push(found.event)
    return context.json({})
  })
  relay = await serveLoopback(app, 0)
  world = await startPracticeWorld({ prepareLines: false })
  world.telnyx.messages.setProfileWebhook(`${relay.origin}/api/webhooks/telnyx`)
})
afterEach(() => {
  world.faults.clear()
  news.splice(0)
  world.telnyx.settings.textingRegistration = 'active'
})
afterAll(async () => {
  await world?.close()
  await relay?.close()
})

const line = () => telnyxTexts(world.ready.telnyx)
const request = (to: string, more: Partial<TextRequest> = {}): TextRequest => ({
  to,
  from: world.ready.telnyx.fromNumber,
  text: 'Summit Ridge Roofing LLC: see you Tuesday. Reply STOP to opt out.',
  newsUrl: textNewsUrl(relay.origin, `text_${to.slice(-4)}`),
  ...more,
})
async function until(test: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !test(); ) {
    if (Date.now() > end) throw new Error(`it never came; there was ${JSON.stringify(news)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

describe('a text through the carrier', () => {
  it('is taken once, and its news name it by the address they were asked to', async () => {
    const before = world.telnyx.messages.sent().length
    const answer = await line().send(request('+15125550171'), signal)
    expect(answer).toMatchObject({ sent: true })
    await until(() => news.some((event) => event.type === 'text-status' && event.status === 'delivered'))
    expect(world.telnyx.messages.sent().length).toBe(before + 1)
    for (const event of news)
      expect(event).toMatchObject({
        type: 'text-status',
        messageId: 'text_0171',
        carrierMessageId: answer.sent ? answer.carrierMessageId : '',
        costUsd: expect.stringMatching(/^0\.0\d+$/),
      })
  })

  it('to somebody who said STOP is refused by the carrier with what it means', async () => {
    world.telnyx.messages.receive('+15125550172', '+15125550199', 'Stop')
    expect(await line().send(request('+15125550172'), signal)).toMatchObject({
      sent: false,
      because: 'opted-out',
      reason: expect.not.stringContaining('40300'),
      detail: expect.stringContaining('40300'),
    })
    await until(() => news.length > 0)
    expect(news).toMatchObject([
      { type: 'text-received', from: '+15125550172', text: 'Stop', carrierAnswered: 'STOP' },
    ])
  })

  it('in Spanish is heard as it was written, and the carrier answers nothing itself', async () => {
    world.telnyx.messages.receive('+15125550173', '+15125550199', 'Alto, no me escriba más')
    await until(() => news.length > 0)
    expect(news).toMatchObject([{ text: 'Alto, no me escriba más', carrierAnswered: null }])
  })

  it.each([
    ['cut', { fault: 'cut' }],
    ['answered with a 500', { fault: 'refuse', status: 500 }],
    ['answered with a 503', { fault: 'refuse', status: 503 }],
  ] as const)('whose request is %s is unclear, and is not asked again', async (_, fault) => {
    world.faults.add({ vendor: 'telnyx', place: 'request', ...fault })
    const before = world.telnyx.messages.sent().length
    await expect(line().send(request('+15125550174'), signal)).rejects.toMatchObject({ code: 'unclear' })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(world.telnyx.messages.sent().length - before).toBeLessThanOrEqual(1)
  })

  it('is told to come slower, refused for good, or forbidden: each as a value', async () => {
    world.faults.add({ vendor: 'telnyx', place: 'request', fault: 'refuse', status: 429 })
    expect(await line().send(request('+15125550175'), signal)).toMatchObject({ because: 'rate-limited' })
    expect(await line().send(request('5125550175'), signal)).toMatchObject({ because: 'refused' })
    world.telnyx.settings.textingRegistration = 'pending'
    expect(await line().send(request('+15125550175'), signal)).toMatchObject({
      because: 'refused',
      reason: expect.stringMatching(/^your number is not registered for texts;/),
      detail: expect.stringContaining('40010'),
    })
  })

  it.each(['active', 'pending', 'none'] as const)(
    'the registration of the number is told: %s',
    async (state) => {
      world.telnyx.settings.textingRegistration = state
      expect(await line().registration('+15125550199', signal)).toBe(state)
    },
  )

  it('is answered by the homeowner who got it, once', async () => {
    world.directory.put({ phone: '+15125550176', character: 'books-at-once' })
    await line().send(request('+15125550176'), signal)
    await until(() => news.some(({ type }) => type === 'text-received'))
    expect(news.at(-1)).toMatchObject({ from: '+15125550176', text: 'Yes, call me please.' })
  })
})
