/** Verify, store, answer. Nothing else happens before the 200, and the 200 happens only after the commit. */
import { type Context, Hono } from 'hono'
import type { Clock } from '../clock.ts'
import {
  type EventStore,
  type IncomingEvent,
  StoreUnavailable,
  type WebhookSource,
} from '../events/event-store.ts'
import { nobodyAnswered, toolsCalled } from '../hosted/questions.ts'
import { limitedBody } from '../limited-body.ts'
import type { Log } from '../log.ts'
import { perSecondLimit } from '../rate-limit.ts'
import type { RelayMetrics } from '../relay-metrics.ts'
import type { Settings } from '../settings.ts'
import { identifyEvent } from './event-identity.ts'
import {
  type HeaderReader,
  type Verdict,
  verifyStripe,
  verifyTelnyx,
  verifyVapi,
  verifyVapiHmac,
} from './signatures.ts'

const MAX_BODY_BYTES = 1_048_576
const MAX_PER_SECOND = 200
const RETRY_AFTER_SECONDS = { 429: '1', 503: '5' } as const

export interface WebhookParts {
  settings: Pick<Settings, 'telnyx' | 'vapiSecret' | 'vapiHmacSecret' | 'stripe'>
  store: EventStore
  clock: Clock
  log: Log
  metrics: RelayMetrics
  /** A new event waits for the desktop. */
  onStored: () => void
  /** The desktop's answer to a stored event that its sender waits on; undefined when none came in time. */
  ask: (eventId: string) => Promise<unknown>
}

type Verify = (header: HeaderReader, body: Buffer) => Verdict

export function webhookRoutes({ settings, store, clock, log, metrics, onStored, ask }: WebhookParts): Hono {
  const { telnyx, stripe } = settings
  const routes = new Hono()
  const withinLimit = perSecondLimit(MAX_PER_SECOND, clock)

  const answer = (
    c: Context,
    source: WebhookSource,
    status: 400 | 401 | 404 | 413 | 429 | 503,
    code: string,
  ) => {
    metrics.webhooks.inc({ source, result: code })
    return c.json(
      { code },
      status,
      status === 429 || status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS[status] } : {},
    )
  }

  const receive = (source: WebhookSource, verify: Verify | undefined) => async (c: Context) => {
    if (!verify) return answer(c, source, 404, 'not-configured')
    const read = await limitedBody(c.req.raw, MAX_BODY_BYTES)
    if (!read.fits) return tooLarge(c, source, read.isRead)
    const verdict = verify((name) => c.req.header(name), read.bytes)
    if (verdict !== 'genuine') return answer(c, source, 401, verdict)
    if (!withinLimit()) return answer(c, source, 429, 'too-many')
    return take(c, source, read.bytes)
  }

  function tooLarge(c: Context, source: WebhookSource, isRead: boolean): Response {
    if (!isRead) c.header('Connection', 'close')
    return answer(c, source, 413, 'too-large')
  }

  async function take(c: Context, source: WebhookSource, body: Buffer): Promise<Response> {
    const identity = identifyEvent(source, body)
    if (!identity) return answer(c, source, 400, 'malformed')
    const event = { source, ...identity, receivedAtMs: clock.wallMs(), body }
    const tools = source === 'vapi' ? toolsCalled(JSON.parse(body.toString('utf8'))) : null
    if (!tools) return keep(c, event)
    const answered = ask(event.eventId)
    const kept = await keep(c, event)
    if (!kept.ok) return kept
    return c.json((await answered) ?? nobodyAnswered(tools))
  }

  async function keep(c: Context, event: IncomingEvent & { source: WebhookSource }): Promise<Response> {
    const { source } = event
    try {
      const { stored } = await store.append(event)
      metrics.webhooks.inc({ source, result: stored })
      if (stored === 'new') onStored()
      if (stored === 'conflict') log.warn('one event id came with two contents', { source })
      return c.json({})
    } catch (cause) {
      if (!(cause instanceof StoreUnavailable)) throw cause
      log.error('webhook could not be stored', { source, code: cause.code })
      return answer(c, source, 503, cause.code)
    }
  }

  routes.post(
    '/telnyx',
    receive('telnyx', (header, body) => verifyTelnyx(telnyx, header, body, clock.wallMs())),
  )
  routes.post('/vapi', receive('vapi', vapiProof(settings, clock)))
  routes.post(
    '/stripe',
    receive(
      'stripe',
      stripe ? (header, body) => verifyStripe(stripe.webhookSecret, header, body, clock.wallMs()) : undefined,
    ),
  )
  return routes
}

function vapiProof(
  { vapiSecret, vapiHmacSecret }: WebhookParts['settings'],
  clock: Clock,
): Verify | undefined {
  if (vapiHmacSecret) return (header, body) => verifyVapiHmac(vapiHmacSecret, header, body, clock.wallMs())
  return vapiSecret ? (header) => verifyVapi(vapiSecret, header) : undefined
}
