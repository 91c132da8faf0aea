/** The hosted engine's messages against a real relay and a real link, over loopback sockets. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { type RelayUnderTest, relayUnderTest } from '../../../cloud-relay/testing/relay-under-test.ts'
import type { DesktopRelayLink } from './relay-link.ts'
import { linkTo } from './testing/link-surroundings.ts'

const SECRET = 'vapi-webhook-secret'
/** So long a desktop that is there has for its answer; the engine gives up after that (protocols/vapi.md). */
const A_DESKTOP_IS_WAITED_FOR_MS = 7_000
const THE_ENGINE_WAITS_MS = 10_000
const never = new AbortController().signal
let relay: RelayUnderTest
let link: DesktopRelayLink | undefined
let order: string[]

beforeEach(async () => {
  relay = await relayUnderTest({ vapiSecret: SECRET })
  order = []
})
afterEach(async () => {
  await link?.close()
  link = undefined
  await relay.remove()
})

/** `answer`: what the desktop says to a message that is waited on; null when it says nothing. */
async function desktop(answer: (eventId: string) => unknown) {
  const asked = new Set<string>()
  const opened = linkTo(relay.url(), relay.pairingCode())
  opened.hosted.onQuestion({
    asked(eventId) {
      order.push('asked')
      asked.add(eventId)
    },
    answerTaken: (_eventId, taken) => void order.push(taken ? 'taken' : 'not taken'),
  })
  opened.onEvent(({ eventId }) => {
    order.push(asked.has(eventId) ? 'event that is waited on' : 'event')
    const body = answer(eventId)
    if (body !== null) opened.hosted.answer(eventId, body)
  })
  link = opened
  await eventually('online', () => opened.state().status === 'online')
  return opened
}

const toolCalls = (toolCallId = 'tc1') => ({
  message: {
    type: 'tool-calls',
    timestamp: 1_795_371_600_123,
    call: { id: 'vapi-call', name: 'call_1' },
    toolCallList: [
      { id: toolCallId, type: 'function', function: { name: 'book_inspection', arguments: '{}' } },
    ],
  },
})
async function tell(body: object, secret = SECRET) {
  const response = await fetch(`${relay.url()}/api/webhooks/vapi`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

it('keeps the engine waiting until the desktop has answered, which knows that it does', async () => {
  await desktop(() => ({ results: [{ name: 'book_inspection', toolCallId: 'tc1', result: 'done' }] }))
  expect(await tell(toolCalls())).toEqual({
    status: 200,
    body: { results: [{ name: 'book_inspection', toolCallId: 'tc1', result: 'done' }] },
  })
  await eventually('told that it was heard', () => order.includes('taken'))
  expect(order).toEqual(['asked', 'event that is waited on', 'taken'])
})

it('answers a repeated question as before, without the desktop doing it again', async () => {
  let times = 0
  await desktop(() => ({ results: [], times: ++times }))
  const [first, second] = await Promise.all([tell(toolCalls()), tell(toolCalls())])
  const third = await tell(toolCalls())
  expect([first.body, second.body, third.body]).toEqual(Array(3).fill({ results: [], times: 1 }))
})

it('tells the agent after three seconds that nobody is there, and delivers the message once the desktop is', async () => {
  const startedAtMs = performance.now()
  const { status, body } = await tell(toolCalls())
  expect(status).toBe(200)
  expect(performance.now() - startedAtMs).toBeLessThan(A_DESKTOP_IS_WAITED_FOR_MS)
  expect(body.results).toEqual([
    { name: 'book_inspection', toolCallId: 'tc1', error: expect.stringContaining('was not done') },
  ])
  await desktop(() => null)
  await eventually('delivered', () => order.length > 0)
  // Nobody waits any more: the desktop must not do what the agent was told has failed.
  expect(order).toEqual(['event'])
})

it('tells the agent in time when the desktop does not answer, and the desktop that it came too late', async () => {
  let late = ''
  const opened = await desktop((eventId) => {
    late = eventId
    return null
  })
  const startedAtMs = performance.now()
  const { body } = await tell(toolCalls())
  expect(performance.now() - startedAtMs).toBeLessThan(THE_ENGINE_WAITS_MS)
  expect(JSON.stringify(body)).toContain('was not done')
  opened.hosted.answer(late, { results: [] })
  await eventually('told that it was too late', () => order.includes('not taken'))
})

it('gives the desktop the address and the proof, and takes nothing without that proof', async () => {
  const opened = await desktop(() => null)
  expect(await opened.hosted.webhook(never)).toEqual({
    url: `${relay.url()}/api/webhooks/vapi`,
    headers: { 'X-Vapi-Secret': SECRET },
  })
  expect((await tell(toolCalls(), 'another secret')).status).toBe(401)
  expect(order).toEqual([])
})

it('says what is missing when the relay has no secret for the engine', async () => {
  await relay.stop()
  await relay.start({ vapiSecret: undefined })
  const opened = await desktop(() => null)
  await expect(opened.hosted.webhook(never)).rejects.toThrow('VAPI_WEBHOOK_SECRET')
})
