/** Whole calls on the hosted engine: the practice Vapi, the real relay and the real desktop, over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '../../src-preload/contract/calls.ts'
import { type HostedWorld, hostedWorld, words } from '../fixtures/hosted-world.ts'

const CHARACTERS = [
  'books-at-once',
  'stop-calling',
  'asks-if-robot',
  'voicemail',
  'mailbox-full',
  'call-screening',
  'not-interested',
  'no-answer',
  'line-busy',
] as const

let w: HostedWorld
const calls = new Map<string, CallDetail>()
const phones = new Map<string, string>()

beforeAll(async () => {
  w = await hostedWorld()
  const leads: Awaited<ReturnType<HostedWorld['leadAs']>>[] = []
  for (const [index, character] of CHARACTERS.entries()) {
    const lead = await w.leadAs(character, index)
    phones.set(character, lead.phone)
    leads.push(lead)
  }
  const { status, body } = await w.launch(leads.map(({ lead_id }) => lead_id))
  expect(status, JSON.stringify(body)).toBe(201)
  for (const [index, character] of CHARACTERS.entries()) {
    const callOf = body.calls.find((call: { lead_id: string }) => call.lead_id === leads[index]?.lead_id)
    calls.set(character, await w.ended(callOf.call_id, 120_000))
  }
  if (process.env.SHOW_TRANSCRIPTS)
    for (const [character, call] of calls)
      console.log(`--- ${character}: ${call.outcome}, ${call.duration_seconds} s\n${words(call)}`)
}, 240_000)
afterAll(() => w?.close())

const the = (character: (typeof CHARACTERS)[number]): CallDetail => {
  const call = calls.get(character)
  if (!call) throw new Error(`nobody called ${character}`)
  return call
}

describe('a call that Vapi holds', () => {
  it('begins with the fixed opening, whole, whoever answers', () => {
    for (const character of ['books-at-once', 'asks-if-robot', 'not-interested', 'call-screening'] as const) {
      const first = the(character).turns.find(({ speaker }) => speaker === 'agent')
      expect(first?.text).toMatch(
        /^Hi, this is Ava, the A\.I\. assistant for .* To stop these calls, say stop calling or press 9\. This call is recorded\./,
      )
      expect(first?.interrupted).toBe(false)
    }
  })

  it('books an inspection, which stands among the bookings', async () => {
    const call = the('books-at-once')
    expect(call).toMatchObject({ engine: 'vapi', outcome: 'booked', interest: 'hot' })
    const { body } = await w.ask('/bookings')
    expect(body.items).toContainEqual(
      expect.objectContaining({ call_id: call.call_id, booking_id: call.booking_id, status: 'confirmed' }),
    )
    expect(call.turns.flatMap(({ actions }) => actions)).toContainEqual(expect.stringMatching(/^Booked /))
  })

  it('costs what its minutes cost, and what Vapi charges is on the books', () => {
    const call = the('books-at-once')
    expect(call.cost.total_cents).toBe(Math.ceil((call.duration_seconds ?? 0) / 60) * 15)
    expect(call.cost_cents).toBe(call.cost.total_cents)
    for (const unanswered of ['no-answer', 'line-busy'] as const) expect(the(unanswered).cost_cents).toBe(0)
  })

  it('puts a number on the do-not-call list at the first word, and ends', async () => {
    const call = the('stop-calling')
    expect(call.outcome).toBe('do_not_call')
    const { body } = await w.ask('/suppressions')
    expect(body.items.map(({ phone }: { phone: string }) => phone)).toContain(phones.get('stop-calling'))
  })

  it('says that it is an A.I. when somebody asks', () => {
    const call = the('asks-if-robot')
    const asked = call.turns.findIndex(
      ({ speaker, text }) =>
        speaker === 'homeowner' && /robot|real person|A\.?I|machine|computer/i.test(text),
    )
    expect(asked).toBeGreaterThan(0)
    expect(call.turns.slice(asked).find(({ speaker }) => speaker === 'agent')?.text).toMatch(/A\.I\./)
  })

  it('leaves no message on a voicemail or a full mailbox', () => {
    expect(the('voicemail').outcome).toBe('voicemail')
    expect(the('mailbox-full').outcome).toBe('voicemail')
  })

  it('tells a call screener truthfully who calls and why, and talks with the person who then picks up', () => {
    const call = the('call-screening')
    const answers = call.turns.filter(({ speaker }) => speaker === 'agent').map(({ text }) => text)
    expect(answers.join(' ')).toMatch(/A\.I\. assistant for .*roof inspection/)
    expect(call.turns.some(({ speaker, text }) => speaker === 'homeowner' && /this is/i.test(text))).toBe(
      true,
    )
    expect(['booked', 'screened', 'hung_up', 'callback', 'not_interested']).toContain(call.outcome)
  })

  it('knows an unanswered phone from a busy line', () => {
    expect(the('no-answer').outcome).toBe('no_answer')
    expect(the('line-busy').outcome).toBe('busy')
  })

  it('is recorded after its notice, and can be heard', async () => {
    const { call_id } = the('books-at-once')
    const until = Date.now() + 30_000
    let call = await w.call(call_id)
    while (!call.has_recording && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      call = await w.call(call_id)
    }
    expect(call.has_recording).toBe(true)
  })
})

interface Held {
  readonly status: string
  readonly endedReason?: string
  readonly customer: { readonly number: string }
}
const vapi = async (path: string, body?: object): Promise<unknown> =>
  (
    await fetch(`${w.world.ready.vapi.baseUrl}${path}`, {
      headers: {
        authorization: `Bearer ${w.world.ready.vapi.apiKey}`,
        'content-type': 'application/json',
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  ).json()
/** Every call that Vapi has had. */
const held = async () => (await vapi('/call?limit=1000')) as Held[]

describe('messages of Vapi', () => {
  const oneCall = async (character: string, index: number) => {
    const lead = await w.leadAs(character, index)
    const { body } = await w.launch([lead.lead_id])
    return { lead, call: await w.ended(body.calls[0].call_id, 100_000) }
  }

  it('may come twice, late and out of order: the call is told once and right', async () => {
    for (const match of ['status-update', 'transcript', 'tool-calls', 'end-of-call-report'])
      w.world.faults.add({ vendor: 'vapi', place: 'webhook', fault: 'duplicate', match, times: 5 })
    w.world.faults.add({
      vendor: 'vapi',
      place: 'webhook',
      fault: 'reorder',
      match: 'speech-update',
      times: 4,
    })
    w.world.faults.add({ vendor: 'vapi', place: 'webhook', fault: 'garbage', match: 'transcript', times: 2 })
    const { call } = await oneCall('books-at-once', 20)
    w.world.faults.clear()
    expect(call.outcome).toBe('booked')
    const said = call.turns.map(({ speaker, text }) => `${speaker}: ${text}`)
    expect(new Set(said).size).toBe(said.length)
    const { body } = await w.ask('/bookings')
    expect(
      body.items.filter((booking: { call_id: string }) => booking.call_id === call.call_id),
    ).toHaveLength(1)
  })

  it('may all be lost: Vapi is asked, and the call ends with its words and its cost', async () => {
    w.world.faults.add({ vendor: 'vapi', place: 'webhook', fault: 'stall', times: 10_000 })
    const { call } = await oneCall('not-interested', 21)
    w.world.faults.clear()
    expect(call.turns.length).toBeGreaterThan(2)
    expect(call.cost_cents).toBeGreaterThan(0)
    expect(call.outcome).not.toBe('needs_review')
  })

  it('is not dialed again when the answer to the dial is lost, but found by our own reference', async () => {
    w.world.faults.add({ vendor: 'vapi', place: 'message', fault: 'refuse', match: 'accept-then-fail' })
    const { lead, call } = await oneCall('not-interested', 22)
    expect(call.outcome).not.toBe('needs_review')
    expect((await held()).filter(({ customer }) => customer.number === lead.phone)).toHaveLength(1)
  })

  it('that tell of a second call for one dial have that one hung up, at Vapi itself', async () => {
    const strange = '+15125550142'
    w.world.directory.put({ phone: strange, character: 'pauses-mid-sentence', name: 'Somebody Else' })
    const url = new URL('/api/webhooks/vapi', w.relay?.relay?.url).href
    await vapi('/call', {
      name: the('not-interested').call_id,
      phoneNumberId: w.world.ready.vapi.phoneNumberId,
      customer: { number: strange },
      assistant: {
        firstMessage: 'Hi.',
        server: { url, headers: { 'X-Vapi-Secret': w.relay?.settings.vapiSecret } },
      },
    })
    await expect
      .poll(async () => (await held()).find(({ customer }) => customer.number === strange), {
        timeout: 20_000,
      })
      .toMatchObject({ status: 'ended', endedReason: 'manually-canceled' })
  })
})
