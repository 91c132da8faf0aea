import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type RelayUnderTest, relayUnderTest } from '../testing/relay-under-test.ts'

const Failure = z.object({ code: z.string() })

let relay: RelayUnderTest
beforeEach(async () => {
  relay = await relayUnderTest()
})
afterEach(() => relay.remove())

const pair = async (body: string) => {
  const response = await fetch(`${relay.url()}/pair`, { method: 'POST', body })
  return { status: response.status, code: Failure.parse(await response.json()).code }
}
const unknownPairing = JSON.stringify({
  step: 'finish',
  pairing_id: 'unknown',
  signature: 'A'.repeat(86),
  proof: 'A'.repeat(43),
})

describe('the door where computers are paired', () => {
  it.each(['', 'not json', '{"step":"begin"}', '[]'])(
    'refuses %j and says that it is malformed',
    async (body) => {
      expect(await pair(body)).toEqual({ status: 400, code: 'malformed' })
    },
  )

  it('refuses a body over 8 KiB, and answers the next request on the same connection', async () => {
    expect(await pair('x'.repeat(2_000_000))).toEqual({ status: 413, code: 'malformed' })
    expect((await pair(unknownPairing)).status).toBe(403)
  })

  it('lets a guesser try ten times a minute', async () => {
    for (let tries = 0; tries < 10; tries++) expect((await pair(unknownPairing)).status).toBe(403)
    expect(await pair(unknownPairing)).toEqual({ status: 429, code: 'slow_down' })
  })
})
