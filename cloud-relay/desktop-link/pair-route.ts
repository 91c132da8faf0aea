import { Hono } from 'hono'
import { limitedBody } from '../limited-body.ts'
import type { FailureLimit } from '../rate-limit.ts'
import { type PairFailureCode, PairRequest } from '../wire/pairing-messages.ts'
import type { PairAnswer, Pairing } from './pairing.ts'

const MAX_BODY_BYTES = 8_192

export interface PairRouteParts {
  pairing: Pairing
  failures: FailureLimit
  addressOf: (env: unknown) => string
}

export function pairRoute({ pairing, failures, addressOf }: PairRouteParts): Hono {
  const route = new Hono()
  route.post('/', async (c) => {
    const address = addressOf(c.env)
    if (failures.exceeded(address))
      return c.json({ code: 'slow_down' satisfies PairFailureCode }, 429, { 'Retry-After': '60' })
    const body = await limitedBody(c.req.raw, MAX_BODY_BYTES)
    if (!body.fits && !body.isRead) c.header('Connection', 'close')
    if (!body.fits) return c.json({ code: 'malformed' satisfies PairFailureCode }, 413)
    const parsed = PairRequest.safeParse(jsonIn(body.bytes))
    if (!parsed.success) return c.json({ code: 'malformed' satisfies PairFailureCode }, 400)
    const request = parsed.data
    const answer: PairAnswer<object> =
      request.step === 'begin' ? pairing.begin(request) : await pairing.finish(request)
    if (answer.ok) return c.json(answer.value)
    failures.failed(address)
    return c.json({ code: answer.code }, 403)
  })
  return route
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
