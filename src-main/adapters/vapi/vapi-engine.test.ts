/** What goes over the wire to Vapi, against a plain server that keeps what it was sent. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tools } from '../../core/conversation/tools.ts'
import type { HostedCallRequest } from '../../core/hosted/hosted-engine.ts'
import { endOf } from './ended-reason.ts'
import { vapiEngine } from './vapi-engine.ts'
import { hostedNews, toolAnswers } from './vapi-message.ts'
import { reportOf } from './vapi-report.ts'

interface Asked {
  readonly what: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}
type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'cut'

let server: Server
let origin: string
let asked: Asked[]
let answer: (what: string) => Answer
const never = new AbortController().signal

beforeEach(async () => {
  asked = []
  answer = () => ({
    status: 201,
    body: { id: 'vapi-1', monitor: { controlUrl: `${origin}/control/vapi-1` } },
  })
  server = createServer((request, response) => {
    let raw = ''
    request.on('data', (piece: Buffer) => {
      raw += piece.toString()
    })
    request.on('end', () => {
      const what = `${request.method} ${request.url?.split('?')[0]}`
      const query = new URLSearchParams(request.url?.split('?')[1])
      asked.push({ what, query, headers: request.headers, body: raw ? JSON.parse(raw) : {} })
      const given = answer(what)
      if (given === 'cut') return request.socket.destroy()
      response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
      response.end(JSON.stringify(given.body ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const engine = (phoneNumberId: string | null = 'pn-1') =>
  vapiEngine({ apiKey: 'private-key', baseUrl: origin, phoneNumberId }, () => 0)

const request = (record = false): HostedCallRequest => ({
  callId: 'call_0123456789abcdef01234567',
  to: '+15125550123',
  homeowner: 'Dana Sample',
  from: '+15125550199',
  webhook: { url: 'https://relay.example/api/webhooks/vapi', headers: { 'X-Vapi-Secret': 'shared' } },
  assistant: {
    name: 'Summit Ridge Roofing',
    firstMessage: 'Hi, this is Ava, the A.I. assistant for Summit Ridge Roofing.',
    system: 'Be brief.',
    tools,
    language: 'en',
    voiceId: 'a-voice',
    record,
    bargeIn: true,
    maxDurationSeconds: 180,
    silenceSeconds: 20,
    words: {
      goodbye: 'Goodbye.',
      stillThere: 'Are you there?',
      nobodyThere: 'Nobody.',
      optedOut: 'You are off our list.',
      oneMoment: 'One moment.',
    },
    references: { call_id: 'call_0123456789abcdef01234567', campaign_id: 'campaign_1' },
  },
})

describe('a dial', () => {
  it('says the opening first and whole, within our limits, and names our own call', async () => {
    expect(await engine().dial(request(), never)).toEqual({ placed: true, carrierCallId: 'vapi-1' })
    const [{ headers, body }] = asked as [Asked]
    expect(headers.authorization).toBe('Bearer private-key')
    expect(body).toMatchObject({
      name: 'call_0123456789abcdef01234567',
      phoneNumberId: 'pn-1',
      customer: { number: '+15125550123' },
      assistant: {
        firstMessage: 'Hi, this is Ava, the A.I. assistant for Summit Ridge Roofing.',
        firstMessageMode: 'assistant-speaks-first',
        firstMessageInterruptionsEnabled: false,
        maxDurationSeconds: 180,
        backgroundSound: 'off',
        metadata: { call_id: 'call_0123456789abcdef01234567', campaign_id: 'campaign_1' },
        artifactPlan: { recordingEnabled: false, pcapEnabled: false },
        keypadInputPlan: { enabled: true },
        server: {
          url: 'https://relay.example/api/webhooks/vapi',
          headers: { 'X-Vapi-Secret': 'shared' },
          timeoutSeconds: 10,
        },
      },
    })
    const { assistant } = body as { assistant: Record<string, unknown> & { serverMessages: string[] } }
    expect(assistant.voicemailMessage).toBeUndefined()
    expect(assistant.serverMessages).toEqual(
      expect.arrayContaining(['status-update', 'transcript', 'tool-calls', 'end-of-call-report']),
    )
    expect(assistant.serverMessages).not.toContain('phone-call-control')
  })

  it('records only where the opening says so', async () => {
    await engine().dial(request(true), never)
    expect(asked[0]?.body).toMatchObject({ assistant: { artifactPlan: { recordingEnabled: true } } })
  })

  it('ends the call by itself when a request to stop finds nobody who answers', async () => {
    await engine().dial(request(), never)
    const [{ body }] = asked as [Asked]
    const { assistant } = body as {
      assistant: { model: { tools: { function: { name: string }; messages: unknown[] }[] } }
    }
    const tool = assistant.model.tools.find(({ function: { name } }) => name === 'add_to_do_not_call')
    expect(tool?.messages).toEqual([
      { type: 'request-failed', content: 'You are off our list.', endCallAfterSpokenEnabled: true },
    ])
  })

  it.each([
    ['HTTP 500', { status: 500 }],
    ['HTTP 503', { status: 503 }],
    ['HTTP 408', { status: 408 }],
    ['an answer without a call', { status: 201, body: {} }],
    ['a cut connection', 'cut'],
  ] as [string, Answer][])(
    'whose answer is %s is unclear, and asked for exactly once',
    async (_what, given) => {
      answer = () => given
      await expect(engine().dial(request(), never)).rejects.toMatchObject({ code: 'unclear' })
      expect(asked.map(({ what }) => what)).toEqual(['POST /call'])
    },
  )

  it.each([
    [400, 'refused'],
    [401, 'locked-out'],
    [402, 'locked-out'],
    [429, 'rate-limited'],
  ] as const)('that is answered HTTP %i is %s, and asked for once', async (status, because) => {
    answer = () => ({ status, body: { message: ['no'], statusCode: status } })
    const refused = await engine().dial(request(), never)
    expect(refused).toMatchObject({ placed: false, because, detail: 'Vapi refused the call: no' })
    expect(!refused.placed && refused.reason).toMatch(/^Vapi (?!refused the call:)[a-z]/)
    expect(asked).toHaveLength(1)
  })

  it('goes out from the number at Vapi that shows the contractor’s caller ID, or not at all', async () => {
    const numbers = [{ id: 'pn-9', number: '+15125550199' }]
    answer = (what) =>
      what === 'GET /phone-number' ? { status: 200, body: numbers } : { status: 201, body: { id: 'v' } }
    await engine(null).dial(request(), never)
    expect(asked.at(-1)?.body).toMatchObject({ phoneNumberId: 'pn-9' })
    numbers.length = 0
    expect(await engine(null).dial(request(), never)).toMatchObject({ placed: false, because: 'locked-out' })
  })

  it('is found by our own reference when its answer was lost', async () => {
    answer = () => ({
      status: 200,
      body: [
        { id: 'other', name: 'call_x' },
        { id: 'ours', name: request().callId },
      ],
    })
    expect(await engine().findDialed(request().callId)).toBe('ours')
    expect(await engine().findDialed('call_nobody')).toBeNull()
  })

  it('is looked for among the calls of its own minutes, however many came after it', async () => {
    answer = () => ({ status: 200, body: [] })
    const dialedAtMs = Date.UTC(2026, 10, 20, 15)
    const access = { apiKey: 'private-key', baseUrl: origin, phoneNumberId: 'pn-1' }
    await vapiEngine(access, () => Date.now() - dialedAtMs).findDialed(request().callId)
    const { query } = asked[0] as Asked
    const [since, until] = ['createdAtGt', 'createdAtLt'].map((name) => Date.parse(query.get(name) ?? ''))
    expect(dialedAtMs - (since as number)).toBeGreaterThan(60_000)
    expect(dialedAtMs - (since as number)).toBeLessThan(600_000)
    expect((until as number) - dialedAtMs).toBeGreaterThan(60_000)
    expect((until as number) - dialedAtMs).toBeLessThan(600_000)
  })

  it('leaves a silent line only after a patient wait, and asks before that whether somebody is there', async () => {
    await engine().dial(request(), never)
    expect(asked[0]?.body).toMatchObject({
      assistant: {
        hooks: [
          {
            on: 'customer.speech.timeout',
            options: { timeoutSeconds: 20, triggerMaxCount: 1 },
            do: [{ type: 'say', exact: 'Are you there?' }],
          },
          {
            on: 'customer.speech.timeout',
            options: { timeoutSeconds: 80, triggerMaxCount: 1 },
            do: [
              { type: 'say', exact: 'Nobody.' },
              { type: 'tool', tool: { type: 'endCall' } },
            ],
          },
        ],
      },
    })
  })

  it('needs a key', () => {
    expect(vapiEngine(null, () => 0).missing()).toContain('VAPI_API_KEY')
  })
})

describe('a recording', () => {
  it('is fetched without handing our key to whoever stores it', async () => {
    answer = (what) =>
      what.startsWith('GET /call/')
        ? { status: 302, headers: { location: `${origin}/stored` } }
        : { status: 404 }
    expect(await engine().recording('vapi-1')).toBeNull()
    const stored = asked.filter(({ what }) => what === 'GET /stored')
    expect(stored).toHaveLength(2)
    for (const { headers } of stored) expect(headers.authorization).toBeUndefined()
  })
})

describe('words that must be heard', () => {
  it('take the place of what the agent is saying, and nobody cuts them', async () => {
    await engine().dial(request(), never)
    await engine().sayInstead('vapi-1', 'Hi, this is Ava.')
    await engine().sayLastWords('vapi-1', 'You are off our list.')
    const said = asked.filter(({ what }) => what === 'POST /control/vapi-1').map(({ body }) => body)
    const atOnce = { type: 'say', interruptAssistantEnabled: true, interruptionsEnabled: false }
    expect(said).toEqual([
      { ...atOnce, content: 'Hi, this is Ava.', endCallAfterSpoken: false },
      { ...atOnce, content: 'You are off our list.', endCallAfterSpoken: true },
    ])
  })
})

describe('what Vapi knows of a call', () => {
  it.each([
    [{ status: 404 }, 'unknown'],
    [{ status: 200, body: { id: 'vapi-1', status: 'in-progress' } }, 'alive'],
    [
      { status: 200, body: { id: 'vapi-1', status: 'ended', endedReason: 'customer-busy' } },
      { cause: 'busy' },
    ],
  ] as [Answer, unknown][])('%j is told as it is', async (given, told) => {
    answer = () => given
    const report = await engine().report('vapi-1')
    if (typeof told === 'string') expect(report).toBe(told)
    else expect(report).toMatchObject(told as object)
  })
})

describe('what Vapi tells', () => {
  it.each([
    ['customer-did-not-answer', false, { cause: 'no_answer', trouble: false }],
    ['customer-busy', false, { cause: 'busy', trouble: false }],
    ['voicemail', true, { machineAnswered: true }],
    ['call.start.error-subscription-frozen', false, { cause: 'unreachable', trouble: true }],
    ['call.in-progress.error-vapifault-worker-died', true, { cause: 'talked', trouble: true }],
    ['pipeline-error-deepgram-transcriber-failed', true, { trouble: true }],
    ['worker-shutdown', true, { cause: 'talked', trouble: true }],
    ['assistant-not-found', false, { cause: 'unreachable', trouble: true }],
    ['phone-call-provider-closed-websocket', true, { trouble: true }],
    ['a-reason-of-next-year', true, { cause: 'talked', trouble: false }],
  ] as const)('%s is read for what it is', (reason, answered, end) => {
    expect(endOf(reason, answered)).toMatchObject(end)
  })

  const about = { call: { id: 'v', name: 'call_1' }, timestamp: 1_795_371_600 }

  it('may be of a type that is new, or of none, and disturbs nothing', () => {
    for (const body of [
      {},
      null,
      'x',
      { message: { type: 'next-year', ...about } },
      { message: { type: 'hang' } },
    ])
      expect(hostedNews(body)).toBeNull()
  })

  it.each([
    ['typed', { id: 't', type: 'function', function: { name: 'leave_note', arguments: '{"text":"dog"}' } }],
    ['in prose', { id: 't', name: 'leave_note', parameters: { text: 'dog' } }],
  ])('names a tool and its input as %s', (_how, tool) => {
    expect(hostedNews({ message: { type: 'tool-calls', toolCallList: [tool], ...about } })).toEqual({
      type: 'tools-called',
      callId: 'call_1',
      engineCallId: 'v',
      atMs: 1_795_371_600_000,
      tools: [{ toolCallId: 't', name: 'leave_note', input: { text: 'dog' } }],
    })
  })

  it('counts a call that was never answered as no time at all, and money as plain decimals', () => {
    expect(reportOf({ endedReason: 'customer-busy', cost: 1e-7 })).toMatchObject({
      startedAtMs: null,
      lines: [],
      costUsd: '0.00000010',
    })
  })

  it('is answered as strings, each for its tool', () => {
    const tool = { toolCallId: 't', name: 'end_call', input: {} }
    const outcome = { content: 'no such time', isError: true, action: null }
    expect(toolAnswers([{ tool, outcome, hangUpSaying: null }])).toEqual({
      results: [{ name: 'end_call', toolCallId: 't', error: 'no such time' }],
    })
  })
})
