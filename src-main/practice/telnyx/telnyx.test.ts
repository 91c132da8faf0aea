import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Telnyx from 'telnyx'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type PracticeWorld, startPracticeWorld } from '../practice-world.ts'
import { RFC_TEST_SEED_HEX, webhookKey } from './signatures.ts'

const VECTOR_BODY =
  '{"data":{"event_type":"call.answered","id":"0ccc7b54-4df3-4bca-a65a-3da1ecc777f0","occurred_at":"2026-11-22T08:00:00.000000Z","payload":{"call_control_id":"v3:test-call-control-id","call_leg_id":"428c31b6-7af4-4bcb-b7f5-5013ef9657c1","call_session_id":"428c31b6-abf3-3bc1-b7f4-5013ef9657c1","client_state":"Y2FsbC0xMjM=","connection_id":"1234567890","from":"+15555550101","to":"+15555550100"},"record_type":"event"},"meta":{"attempt":1,"delivered_to":"https://relay.example.com/telnyx/webhook"}}'

describe('signatures', () => {
  it('agree with the Ed25519 vector', () => {
    expect(createHash('sha256').update(VECTOR_BODY).digest('hex')).toBe(
      'b831e0b67fcfa7a2fe23e7efeabd5b63232799b5965ddef73691c5832277da96',
    )
    const key = webhookKey(RFC_TEST_SEED_HEX)
    expect(key.publicKey).toBe('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
    expect(key.sign('1795334400', VECTOR_BODY)).toBe(
      'X629txxW2eCKMiaq6xzatVzMmImnz57tF8lNd3li09x/5pEGjMBDweTA3YfFeOkPlxQ7Tn2WZTZUZjhiD/NQAw==',
    )
  })
})

describe('the carrier', () => {
  let world: PracticeWorld
  let client: Telnyx
  let server: Server
  let origin: string
  let answerWith = 200
  const posts: { headers: Record<string, string>; raw: string; event: WebhookBody }[] = []
  const streams: { socket: WebSocket; token: string | undefined; frames: Frame[] }[] = []

  beforeAll(async () => {
    world = await startPracticeWorld({
      cacheFolder: mkdtempSync(join(tmpdir(), 'telnyx-')),
      prepareLines: false,
      webhookSeedHex: RFC_TEST_SEED_HEX,
    })
    client = new Telnyx({
      apiKey: world.ready.telnyx.apiKey,
      baseURL: world.ready.telnyx.baseUrl,
      publicKey: world.ready.telnyx.publicKey,
      maxRetries: 0,
    })
    server = createServer((request, response) => {
      let raw = ''
      request.on('data', (piece) => {
        raw += piece
      })
      request.on('end', () => {
        posts.push({
          headers: request.headers as Record<string, string>,
          raw,
          event: JSON.parse(raw) as WebhookBody,
        })
        response.statusCode = answerWith
        response.end()
      })
    })
    new WebSocketServer({ server }).on('connection', (socket, request) => {
      const stream = {
        socket,
        token: request.headers['x-telnyx-streaming-auth-token'] as string | undefined,
        frames: [] as Frame[],
      }
      streams.push(stream)
      socket.on('message', (data) => stream.frames.push(JSON.parse(data.toString()) as Frame))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  })

  afterAll(async () => {
    await world.close()
    server.closeAllConnections()
    server.close()
  })

  const dial = (phone: string, more: object = {}) =>
    client.calls.dial({
      connection_id: world.ready.telnyx.connectionId,
      to: phone,
      from: world.ready.telnyx.fromNumber,
      webhook_url: `${origin}/webhook`,
      client_state: 'eyJjYWxsIjoiYzEifQ==',
      ...more,
    })

  const eventsOf = (legId: string | undefined) =>
    posts.filter(({ event }) => event.data.payload.call_leg_id === legId)
  const until = async (happened: () => boolean, what: string): Promise<void> => {
    const deadline = Date.now() + 12_000
    while (!happened()) {
      if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  it('refuses what Telnyx refuses', async () => {
    const stranger = new Telnyx({ apiKey: 'wrong', baseURL: world.ready.telnyx.baseUrl, maxRetries: 0 })
    await expect(stranger.calls.retrieveStatus('v3:x')).rejects.toMatchObject({ status: 401 })
    await expect(dial('5125550101')).rejects.toMatchObject({
      status: 422,
      error: { errors: [{ code: '10016' }] },
    })
    await expect(dial('+15125550101', { client_state: 'not base64!' })).rejects.toMatchObject({
      error: { errors: [{ code: '90017' }] },
    })
    await expect(dial('+15125550101', { connection_id: '1' })).rejects.toMatchObject({
      error: { errors: [{ code: '10015' }] },
    })
    await expect(client.calls.actions.hangup('v3:unknown', {})).rejects.toMatchObject({
      error: { errors: [{ code: '90015' }] },
    })
  })

  it('places one call for one command id', async () => {
    world.directory.put({ phone: '+15125550150', character: 'line-busy' })
    const first = await dial('+15125550150', { command_id: 'only-once' })
    const second = await dial('+15125550150', { command_id: 'only-once' })
    expect(second.data?.call_control_id).toBe(first.data?.call_control_id)
    expect(first.data?.is_alive).toBe(false)
  })

  it('tells of a busy line, signed, with the client state and the cost', async () => {
    world.directory.put({ phone: '+15125550151', character: 'line-busy' })
    const { data } = await dial('+15125550151')
    await until(
      () => eventsOf(data?.call_leg_id).some(({ event }) => event.data.event_type === 'call.cost'),
      'cost',
    )
    const told = eventsOf(data?.call_leg_id)
    expect(told.map(({ event }) => event.data.event_type)).toEqual([
      'call.initiated',
      'call.hangup',
      'call.cost',
    ])
    expect(told[1]?.event.data.payload).toMatchObject({
      hangup_cause: 'user_busy',
      sip_hangup_cause: '486',
      client_state: 'eyJjYWxsIjoiYzEifQ==',
    })
    expect(told[2]?.event.data.payload).toMatchObject({ total_cost: '0.0000', billed_duration_secs: 0 })
    const verifier = new TelnyxWebhook(world.ready.telnyx.publicKey)
    for (const { raw, headers } of told) await verifier.verify(raw, headers)
    await expect(verifier.verify(`${told[0]?.raw} `, told[0]?.headers ?? {})).rejects.toThrow()
    await expect(client.calls.actions.hangup(data?.call_control_id ?? '', {})).rejects.toMatchObject({
      error: { errors: [{ code: '90018' }] },
    })
  })

  it('cancels a ringing call', async () => {
    world.directory.put({ phone: '+15125550152', character: 'no-answer' })
    const { data } = await dial('+15125550152')
    await until(() => eventsOf(data?.call_leg_id).length > 0, 'initiated')
    await client.calls.actions.hangup(data?.call_control_id ?? '', {})
    await until(() => eventsOf(data?.call_leg_id).length > 1, 'hangup')
    expect(eventsOf(data?.call_leg_id)[1]?.event.data.payload).toMatchObject({
      hangup_cause: 'originator_cancel',
      sip_hangup_cause: '487',
    })
  })

  it('sends an unanswered webhook again, the same event with a higher attempt', async () => {
    world.directory.put({ phone: '+15125550153', character: 'line-busy' })
    answerWith = 500
    const { data } = await dial('+15125550153', {
      webhook_retries_policies: { 'call.initiated': { retries_ms: [100, 100] } },
    })
    const initiated = () =>
      eventsOf(data?.call_leg_id).filter(({ event }) => event.data.event_type === 'call.initiated')
    await until(() => initiated().length === 3, 'three attempts')
    answerWith = 200
    expect(new Set(initiated().map(({ event }) => event.data.id)).size).toBe(1)
    expect(initiated().map(({ event }) => event.meta.attempt)).toEqual([1, 2, 3])
  })

  it('streams audio both ways, echoes marks when played, and clears on request', async () => {
    world.directory.put({ phone: '+15125550154', character: 'books-at-once' })
    const { data } = await dial('+15125550154', {
      answering_machine_detection: 'premium',
      stream_url: `${origin.replace('http', 'ws')}/media`,
      stream_auth_token: 'one-time-secret',
      stream_bidirectional_mode: 'rtp',
    })
    await until(() => streams.some(({ frames }) => frames.some((frame) => frame.event === 'media')), 'media')
    const stream = streams.at(-1)
    if (!stream) throw new Error('no stream')
    expect(stream.token).toBe('one-time-secret')
    expect(stream.frames[0]).toMatchObject({ event: 'connected', version: '1.0.0' })
    expect(stream.frames[1]).toMatchObject({
      event: 'start',
      sequence_number: '1',
      start: {
        call_control_id: data?.call_control_id,
        media_format: { encoding: 'PCMU', sample_rate: 8_000 },
      },
    })
    const media = stream.frames.find((frame) => frame.event === 'media')
    expect(media).toMatchObject({ media: { track: 'inbound', chunk: '1' } })
    expect(Buffer.from(media?.media?.payload ?? '', 'base64')).toHaveLength(160)

    const sentAtMs = performance.now()
    stream.socket.send(
      JSON.stringify({ event: 'media', media: { payload: Buffer.alloc(1_600, 0x55).toString('base64') } }),
    )
    stream.socket.send(JSON.stringify({ event: 'mark', mark: { name: 'played' } }))
    await until(() => stream.frames.some((frame) => frame.mark?.name === 'played'), 'mark')
    expect(performance.now() - sentAtMs).toBeGreaterThan(150)

    stream.socket.send(
      JSON.stringify({ event: 'media', media: { payload: Buffer.alloc(80_000, 0x55).toString('base64') } }),
    )
    stream.socket.send(JSON.stringify({ event: 'mark', mark: { name: 'never-heard' } }))
    stream.socket.send(JSON.stringify({ event: 'clear' }))
    await until(() => stream.frames.some((frame) => frame.mark?.name === 'never-heard'), 'cleared mark')

    stream.socket.send('{not json')
    stream.socket.send(JSON.stringify({ event: 'media', media: { payload: '***' } }))
    await until(() => stream.frames.filter((frame) => frame.event === 'error').length === 2, 'errors')
    expect(
      stream.frames.filter((frame) => frame.event === 'error').map((frame) => frame.payload?.code),
    ).toEqual([100_003, 100_004])

    await until(
      () => eventsOf(data?.call_leg_id).some(({ event }) => event.data.event_type.startsWith('call.machine')),
      'detection',
    )
    const status = await client.calls.retrieveStatus(data?.call_control_id ?? '')
    expect(status.data?.is_alive).toBe(true)
    const active = await client.connections.listActiveCalls(world.ready.telnyx.connectionId)
    expect(JSON.stringify(active.data)).toContain(data?.call_control_id)
    await client.calls.actions.hangup(data?.call_control_id ?? '', {})
    await until(
      () => eventsOf(data?.call_leg_id).some(({ event }) => event.data.event_type === 'call.hangup'),
      'hangup',
    )
    expect(stream.frames.at(-1)?.event).toBe('stop')
    expect(eventsOf(data?.call_leg_id).map(({ event }) => event.data.event_type)).toEqual(
      expect.arrayContaining([
        'call.answered',
        'streaming.started',
        'call.machine.premium.detection.ended',
        'streaming.stopped',
        'call.hangup',
      ]),
    )
  })

  it('says when a stream could not be opened, and keeps the call', async () => {
    world.directory.put({ phone: '+15125550155', character: 'books-at-once' })
    const { data } = await dial('+15125550155', {
      stream_url: 'ws://127.0.0.1:9/media',
      stream_bidirectional_mode: 'rtp',
    })
    await until(
      () => eventsOf(data?.call_leg_id).some(({ event }) => event.data.event_type === 'streaming.failed'),
      'streaming.failed',
    )
    expect((await client.calls.retrieveStatus(data?.call_control_id ?? '')).data?.is_alive).toBe(true)
    await client.calls.actions.hangup(data?.call_control_id ?? '', {})
  })

  it('sends text messages, and none to those who said STOP', async () => {
    const message = {
      to: '+15125550161',
      from: '+15125550199',
      text: 'See you Tuesday.',
      webhook_url: `${origin}/sms`,
    }
    const sent = await client.messages.send(message)
    expect(sent.data?.to?.[0]?.status).toBe('queued')
    world.telnyx.messages.receive('+15125550161', '+15125550199', 'stop')
    await expect(client.messages.send(message)).rejects.toMatchObject({
      error: { errors: [{ code: '40300' }] },
    })
  })

  it('suffers the faults it is asked to', async () => {
    world.faults.add({ vendor: 'telnyx', fault: 'refuse', status: 503, place: 'request' })
    world.directory.put({ phone: '+15125550156', character: 'line-busy' })
    await expect(dial('+15125550156')).rejects.toMatchObject({ status: 503 })
    world.faults.add({ vendor: 'telnyx', fault: 'duplicate', place: 'webhook', match: 'call.hangup' })
    const { data } = await dial('+15125550156')
    const hangups = () =>
      eventsOf(data?.call_leg_id).filter(({ event }) => event.data.event_type === 'call.hangup')
    await until(() => hangups().length === 2, 'a double')
    expect(new Set(hangups().map(({ event }) => event.data.id)).size).toBe(1)
  })
})

interface WebhookBody {
  readonly data: {
    readonly id: string
    readonly event_type: string
    readonly payload: Record<string, unknown>
  }
  readonly meta: { readonly attempt: number }
}

interface Frame {
  readonly event: string
  readonly mark?: { readonly name: string }
  readonly media?: { readonly payload: string }
  readonly payload?: { readonly code: number }
}
