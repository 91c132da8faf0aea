import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hangUpAfter } from './hang-up.ts'

const PAUSES_MS = [0, 20, 30, 40]

let carrier: Server
/** What the carrier answers, one after the other; the last one for ever. */
let answers: number[]
let asked: { path: string | undefined; authorization: string | undefined; commandId: string }[]
beforeEach(async () => {
  answers = [200]
  asked = []
  carrier = createServer(async (request, response) => {
    const body = String(Buffer.concat(await request.toArray()))
    const { authorization } = request.headers
    asked.push({ path: request.url, authorization, commandId: JSON.parse(body).command_id })
    response.writeHead(answers.length > 1 ? (answers.shift() ?? 200) : (answers[0] ?? 200)).end('{}')
  })
  await once(carrier.listen(0, '127.0.0.1'), 'listening')
})
afterEach(() => {
  carrier.closeAllConnections()
  carrier.close()
})

const hangUp = () =>
  hangUpAfter(PAUSES_MS)({
    carrierUrl: `http://127.0.0.1:${(carrier.address() as AddressInfo).port}/v2/`,
    carrierKey: 'KEY0',
    callControlId: 'v3:a/b',
  })

describe('hanging up at the carrier', () => {
  it('asks for this call alone, with the grant', async () => {
    expect(await hangUp()).toBe('done')
    expect(asked).toEqual([
      {
        path: '/v2/calls/v3%3Aa%2Fb/actions/hangup',
        authorization: 'Bearer KEY0',
        commandId: expect.any(String),
      },
    ])
  })

  it.each([404, 422])('takes %i for a call that is over', async (status) => {
    answers = [status]
    expect(await hangUp()).toBe('done')
    expect(asked).toHaveLength(1)
  })

  it('outlives a carrier that refuses for some seconds, with one command id for all tries', async () => {
    answers = [503, 429, 500, 200]
    const begunMs = performance.now()
    expect(await hangUp()).toBe('done')
    expect(asked).toHaveLength(4)
    expect(new Set(asked.map(({ commandId }) => commandId)).size).toBe(1)
    expect(performance.now() - begunMs).toBeGreaterThan(80)
  })

  it('says when the carrier never took it', async () => {
    answers = [503]
    expect(await hangUp()).toBe('failed')
    expect(asked).toHaveLength(4)
  })
})
