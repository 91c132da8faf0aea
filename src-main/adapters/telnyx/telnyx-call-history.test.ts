import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { telnyxCallHistory } from './telnyx-call-history.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function carrierWith(answer: (url: URL) => { status: number; body: object }) {
  const asked: URL[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://carrier')
    asked.push(url)
    const { status, body } = answer(url)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => void server.close())
  const { port } = server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}/v2`
  return { history: telnyxCallHistory({ apiKey: 'k', baseUrl, connectionId: 'c' }), asked }
}

const cost = { call_control_id: 'v3:a', billed_duration_secs: 60, total_cost: '0.01' }
const hangup = { call_control_id: 'v3:a', hangup_cause: 'user_busy', hangup_source: 'callee' }
const event = (name: string, second: number, metadata: object) => ({
  record_type: 'call_event',
  type: 'webhook',
  name,
  event_timestamp: `2026-11-22T08:00:0${second}.000000Z`,
  metadata,
})
const page = (number: number, of: number, data: object[]) => ({
  status: 200,
  body: { data, meta: { page_number: number, total_pages: of, page_size: 100, total_results: 9 } },
})

describe('the carrier’s record of what it reported', () => {
  it('is read to its last page and told in the order in which it happened', async () => {
    const { history, asked } = await carrierWith((url) =>
      url.searchParams.get('page[number]') === '2'
        ? page(2, 2, [event('call.hangup', 1, hangup)])
        : page(1, 2, [event('call.cost', 2, cost)]),
    )
    const news = await history.newsSince(Date.parse('2026-11-21T08:00:00Z'))
    expect(news).toMatchObject([
      { type: 'ended', cause: 'busy', carrierCallId: 'v3:a' },
      { type: 'priced', billedSeconds: 60 },
    ])
    expect(asked[0]?.searchParams.get('filter[occurred_at][gte]')).toBe('2026-11-21T08:00:00.000Z')
    expect(asked[0]?.searchParams.get('filter[connection_id]')).toBe('c')
  })

  it.each([
    ['the payload', cost],
    ['a record with the payload', { payload: cost }],
    ['the whole webhook', { data: { event_type: 'call.cost', payload: cost } }],
  ])('is understood when its metadata are %s', async (_name, metadata) => {
    const { history } = await carrierWith(() => page(1, 1, [event('call.cost', 1, metadata)]))
    expect(await history.newsSince(0)).toMatchObject([{ type: 'priced', billedSeconds: 60 }])
  })

  it('passes over what says nothing about a call', async () => {
    const { history } = await carrierWith(() => page(1, 1, [event('call.cost', 1, {})]))
    expect(await history.newsSince(0)).toEqual([])
  })

  it('is a failure, not an empty record, when the carrier cannot be asked; and it is asked once', async () => {
    const { history, asked } = await carrierWith(() => ({ status: 503, body: {} }))
    await expect(history.newsSince(0)).rejects.toThrow('Telnyx could not be asked')
    expect(asked).toHaveLength(1)
  })
})
