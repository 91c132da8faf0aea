import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { FailureLimit } from '../rate-limit.ts'
import { type PairFailureCode, PairRequest } from '../wire/pairing-messages.ts'
import type { PairAnswer, Pairing } from './pairing.ts'

export interface PairRouteParts {
  pairing: Pairing
  failures: FailureLimit
  addressOf: (env: unknown) => string
}

export function pairRoute({ pairing, failures, addressOf }: PairRouteParts): Hono {
  const route = new Hono()
  route.post('/', bodyLimit({ maxSize: 8_192 }), async (c) => {
    const address = addressOf(c.env)
    if (failures.exceeded(address))
      return c.json({ code: 'slow_down' satisfies PairFailureCode }, 429, { 'Retry-After': '60' })
    const parsed = PairRequest.safeParse(await c.req.json().catch(() => undefined))
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
