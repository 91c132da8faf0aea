import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { DialRequest } from '../../core/call/phone-line.ts'
import { telnyxPhoneLine } from './telnyx-phone-line.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function carrierAnswering(status: number, answer: object) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(await text(request))
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => void server.close())
  const { port } = server.address() as AddressInfo
  const line = telnyxPhoneLine({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}/v2`, connectionId: 'c' })
  return { line, asked }
}
const NO = { errors: [{ code: '10099', title: 'No' }] }
const request = {
  callId: 'call_1',
  commandId: 'cmd_1',
  to: '+15125550100',
  from: '+15125550199',
  timeLimitSeconds: 420,
} as DialRequest

describe('a dial', () => {
  it('carries its command id, by which Telnyx knows it again, and the carrier’s own limit of the call', async () => {
    const { line, asked } = await carrierAnswering(200, { data: { call_control_id: 'v3:a' } })
    const answer = await line.dial(request, new AbortController().signal)
    expect(answer).toEqual({ placed: true, carrierCallId: 'v3:a' })
    expect(asked.map((body) => JSON.parse(body))).toMatchObject([
      { command_id: 'cmd_1', time_limit_secs: 420, to: '+15125550100' },
    ])
  })

  it.each([408, 409, 500, 503])('is asked for once, also when Telnyx answers %i', async (status) => {
    const { line, asked } = await carrierAnswering(status, NO)
    await line.dial(request, new AbortController().signal).catch(() => null)
    expect(asked).toHaveLength(1)
  })
})

describe('a dial that Telnyx turns away', () => {
  it.each([
    [401, 'locked-out'],
    [403, 'locked-out'],
    [422, 'refused'],
    [429, 'rate-limited'],
  ])('with %i is %s', async (status, because) => {
    const { line } = await carrierAnswering(status, NO)
    const answer = await line.dial(request, new AbortController().signal)
    expect(answer).toMatchObject({ placed: false, because })
    if (answer.placed) return
    expect(answer.reason).toMatch(/^Telnyx [a-z' ]+/)
    expect(answer.reason).not.toMatch(/\d|invalid_|\(/)
    expect(answer.detail).toContain('10099')
  })
})

describe('a stream that is attached anew', () => {
  const attach = {
    carrierCallId: 'v3:a',
    commandId: 'cmd_2',
    streamUrl: 'wss://relay.example/api/voice/stream/call_1',
    streamAuthToken: 'token',
  }

  it('has the codec, the direction and the ticket of one that was dialed with', async () => {
    const { line, asked } = await carrierAnswering(200, { data: { result: 'ok' } })
    await line.attachStream(attach, new AbortController().signal)
    expect(JSON.parse(asked[0] ?? '')).toEqual({
      command_id: 'cmd_2',
      stream_url: attach.streamUrl,
      stream_auth_token: 'token',
      stream_track: 'inbound_track',
      stream_codec: 'PCMU',
      stream_bidirectional_mode: 'rtp',
      stream_bidirectional_codec: 'PCMU',
      stream_bidirectional_sampling_rate: 8_000,
      stream_bidirectional_target_legs: 'both',
    })
  })

  it('is a failure that may be tried again when Telnyx refuses', async () => {
    const { line, asked } = await carrierAnswering(503, NO)
    const attached = line.attachStream(attach, new AbortController().signal)
    await expect(attached).rejects.toMatchObject({ code: 'unavailable' })
    expect(asked).toHaveLength(1)
  })
})
