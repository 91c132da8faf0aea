import { createServer, type Server } from 'node:http'
import { VapiClient } from '@vapi-ai/server-sdk'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { faultBoard } from '../faults.ts'
import { directory } from '../homeowners/directory.ts'
import type { LoopbackServer } from '../loopback/serve.ts'
import { startVapi } from './vapi.ts'

const TOOLS = [
  'find_inspection_slots',
  'book_inspection',
  'schedule_callback',
  'mark_not_interested',
  'add_to_do_not_call',
]

describe('Vapi on loopback', () => {
  let vapi: LoopbackServer
  let client: VapiClient
  let server: Server
  let origin: string
  const faults = faultBoard()
  const studio = {
    speak: async (_: unknown, text: string) => ({ text, pcmu: new Uint8Array(800).fill(0x80), words: [] }),
  }
  const homeowners = directory([])
  const told: { message: ServerMessage; secret: string | undefined }[] = []

  beforeAll(async () => {
    vapi = await startVapi({ port: 0, apiKey: 'key', directory: homeowners, faults, studio, speed: 8 })
    client = new VapiClient({ token: 'key', baseUrl: vapi.origin, maxRetries: 0 })
    server = createServer((request, response) => {
      let raw = ''
      request.on('data', (piece) => {
        raw += piece
      })
      request.on('end', () => {
        const { message } = JSON.parse(raw) as { message: ServerMessage }
        told.push({ message, secret: request.headers['x-vapi-secret'] as string | undefined })
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(message.type === 'tool-calls' ? answerTool(message) : {}))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  })
  afterAll(async () => {
    await vapi.close()
    server.close()
  })

  const create = (phone: string, character: string) => {
    homeowners.put({ phone, character, name: 'Dana Sample' })
    return client.calls.create({
      name: `attempt ${phone}`,
      phoneNumberId: 'pn-practice',
      customer: { number: phone, name: 'Dana Sample' },
      assistant: {
        name: 'Summit Ridge',
        firstMessage:
          "Hi, this is Summit Ridge Roofing's A.I. assistant. To stop these calls, say stop calling. I'm calling about the roof inspection you asked for. Is now a good time?",
        model: {
          provider: 'anthropic',
          model: 'claude-haiku-4-5-20251001',
          messages: [
            { role: 'system', content: '<contractor>{"display_name":"Summit Ridge Roofing"}</contractor>' },
          ],
          tools: [
            ...TOOLS.map((name) => ({ type: 'function' as const, function: { name } })),
            { type: 'endCall' as const },
          ],
        },
        voicemailDetection: { provider: 'vapi' },
        server: {
          url: `${origin}/vapi`,
          headers: { 'X-Vapi-Secret': 'per-call-secret' },
          backoffPlan: { type: 'fixed' as never, maxRetries: 2, baseDelaySeconds: 0 },
        },
        serverMessages: ['status-update', 'transcript', 'tool-calls', 'end-of-call-report'],
      },
    } as Parameters<typeof client.calls.create>[0])
  }

  const of = (id: string) =>
    told.filter(({ message }) => message.call.id === id).map(({ message }) => message)
  const arrived = (id: string, isIt: (message: ServerMessage) => boolean): Promise<ServerMessage> =>
    vi.waitFor(
      () => {
        const message = of(id).find(isIt)
        if (!message) throw new Error('it has not come yet')
        return message
      },
      { timeout: 15_000 },
    )
  const reportOf = (id: string) => arrived(id, ({ type }) => type === 'end-of-call-report')

  it('holds a whole call and books through the tools', async () => {
    const call = (await create('+15125550171', 'books-at-once')) as { id: string; status?: string }
    expect(call.status).toBe('queued')
    const report = await reportOf(call.id)
    expect(
      of(call.id)
        .filter(({ type }) => type === 'status-update')
        .map(({ status }) => status),
    ).toEqual(['queued', 'ringing', 'in-progress', 'ended'])
    expect(
      of(call.id)
        .filter(({ type }) => type === 'tool-calls')
        .map((message) => message.toolCallList?.[0]?.name),
    ).toEqual(['find_inspection_slots', 'book_inspection'])
    expect(report.endedReason).toMatch(/customer-ended-call|assistant-ended-call/)
    expect(report.artifact?.transcript).toContain('Tuesday at ten')
    expect(told.every(({ secret }) => secret === 'per-call-secret')).toBe(true)
    expect(await client.calls.get({ id: call.id })).toMatchObject({
      status: 'ended',
      endedReason: report.endedReason,
    })
  })

  it.each([
    ['+15125550172', 'no-answer', 'customer-did-not-answer'],
    ['+15125550173', 'line-busy', 'customer-busy'],
    ['+15125550174', 'voicemail', 'voicemail'],
  ])('%s: %s ends as %s', async (phone, character, reason) => {
    const call = (await create(phone, character)) as { id: string }
    expect((await reportOf(call.id)).endedReason).toBe(reason)
  })

  it('keeps each side of a call that was recorded, and sends it without its own key', async () => {
    const call = (await create('+15125550177', 'not-interested')) as { id: string }
    await reportOf(call.id)
    const asked = await fetch(`${vapi.origin}/call/${call.id}/customer-recording`, {
      headers: { authorization: 'Bearer key' },
      redirect: 'manual',
    })
    expect(asked.status).toBe(302)
    const wav = await fetch(asked.headers.get('location') ?? '')
    expect(Buffer.from(await wav.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF')
  })

  it('can be told to hang up', async () => {
    const call = (await create('+15125550175', 'pauses-mid-sentence')) as {
      id: string
      monitor?: { controlUrl?: string }
    }
    await arrived(call.id, ({ type, status }) => type === 'status-update' && status === 'in-progress')
    await fetch(call.monitor?.controlUrl ?? '', {
      method: 'POST',
      body: JSON.stringify({ type: 'end-call' }),
    })
    expect((await reportOf(call.id)).endedReason).toBe('manually-canceled')
  })

  it('says at once what it is told to, cuts what it was saying, and hangs up after it', async () => {
    const call = (await create('+15125550178', 'books-at-once')) as {
      id: string
      monitor?: { controlUrl?: string }
    }
    await arrived(call.id, ({ type, status }) => type === 'status-update' && status === 'in-progress')
    const say = {
      type: 'say',
      content: 'We have to go.',
      interruptAssistantEnabled: true,
      endCallAfterSpoken: true,
    }
    await fetch(call.monitor?.controlUrl ?? '', { method: 'POST', body: JSON.stringify(say) })
    const report = await reportOf(call.id)
    expect(report.endedReason).toBe('assistant-ended-call-after-message-spoken')
    expect(report.artifact?.transcript).toMatch(/AI: We have to go\.$/)
    expect(report.artifact?.transcript).not.toContain('Is now a good time?')
  })

  it('follows a note of the office in its own words, and does not speak what is no such note', async () => {
    const call = (await create('+15125550179', 'books-at-once')) as {
      id: string
      monitor?: { controlUrl?: string }
    }
    await arrived(call.id, ({ type, status }) => type === 'status-update' && status === 'in-progress')
    for (const content of ['<office_note>Mention the gutters</office_note>', 'Mention the chimney'])
      await fetch(call.monitor?.controlUrl ?? '', {
        method: 'POST',
        body: JSON.stringify({ type: 'add-message', message: { role: 'system', content } }),
      })
    const { transcript } = (await reportOf(call.id)).artifact ?? { transcript: '' }
    expect(transcript).toContain('We can talk about the gutters too.')
    expect(transcript).not.toMatch(/chimney|office|mention/i)
  })

  it('refuses nonsense, and can accept a call while answering 500', async () => {
    await expect(
      client.calls.create({ phoneNumberId: 'pn', customer: { number: '123' }, assistant: {} }),
    ).rejects.toMatchObject({ statusCode: 400 })
    faults.add({ vendor: 'vapi', fault: 'refuse', place: 'message', match: 'accept-then-fail' })
    await expect(create('+15125550176', 'line-busy')).rejects.toMatchObject({ statusCode: 500 })
    const listed = (await client.calls.list({ limit: 100 })) as { name?: string }[]
    expect(listed.map(({ name }) => name)).toContain('attempt +15125550176')
  })
})

function answerTool(message: ServerMessage): object {
  const call = message.toolCallList?.[0]
  const result =
    call?.name === 'find_inspection_slots'
      ? '{"slots":[{"slot_id":"s1","spoken":"Tuesday at ten in the morning"}]}'
      : '{"ok":true}'
  return { results: [{ name: call?.name, toolCallId: call?.id, result }] }
}

interface ServerMessage {
  readonly type: string
  readonly status?: string
  readonly endedReason?: string
  readonly call: { readonly id: string }
  readonly artifact?: { readonly transcript: string }
  readonly toolCallList?: readonly { readonly id: string; readonly name: string }[]
}
