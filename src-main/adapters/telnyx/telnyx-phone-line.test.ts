import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { DialRequest } from '../../core/call/phone-line.ts'
import { telnyxPhoneLine } from './telnyx-phone-line.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function lineAnswering(status: number) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ errors: [{ code: '1', title: 'No' }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => void server.close())
  const { port } = server.address() as AddressInfo
  return telnyxPhoneLine({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}/v2`, connectionId: 'c' })
}

describe('a dial that Telnyx turns away', () => {
  it.each([
    [401, 'locked-out'],
    [403, 'locked-out'],
    [422, 'refused'],
    [429, 'rate-limited'],
  ])('with %i is %s', async (status, because) => {
    const line = await lineAnswering(status)
    const request = { callId: 'call_1', commandId: 'cmd_1', to: '+15125550100', from: '+15125550199' }
    const answer = await line.dial(request as DialRequest, new AbortController().signal)
    expect(answer).toMatchObject({ placed: false, because })
  })
})
