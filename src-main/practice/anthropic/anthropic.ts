import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Fault, Faults } from '../faults.ts'
import { faultyHttp, type LoopbackEnv, pauseMs } from '../loopback/faulty-http.ts'
import { type LoopbackServer, serveLoopback } from '../loopback/serve.ts'
import { invalid, type MessagesRequest, MODELS, type Refusal, refusalOf } from './messages-request.ts'
import { type Disturbed, withFault } from './stream-faults.ts'
import { completeMessage, messageEvents, paceOf } from './stream-message.ts'
import { think } from './think.ts'
import { promptCache, tokensIn } from './usage.ts'

/** Anthropic's Messages API on loopback, with a rule-made 'Claude' behind it. */
export interface AnthropicOptions {
  readonly port: number
  readonly apiKey: string
  readonly faults: Faults
}

export interface AnthropicSimulator extends LoopbackServer {
  /** Answers given so far, and which of them the client cut short. */
  requests(): readonly AnsweredRequest[]
}

export interface AnsweredRequest {
  readonly request: MessagesRequest
  readonly atMs: number
  ended: 'running' | 'complete' | 'aborted-by-client' | 'fault'
}

const REMEMBERED = 200

export async function startAnthropic({
  port,
  apiKey,
  faults,
}: AnthropicOptions): Promise<AnthropicSimulator> {
  const cache = promptCache()
  const answered: AnsweredRequest[] = []
  const app = new Hono<LoopbackEnv>()

  app.use('*', async (context, next) => {
    const key =
      context.req.header('authorization')?.replace(/^Bearer /, '') ?? context.req.header('x-api-key')
    context.header('request-id', `req_${randomUUID().slice(0, 12)}`)
    if (key !== apiKey)
      return refuse(context, { status: 401, type: 'authentication_error', message: 'invalid bearer token' })
    if (!context.req.header('anthropic-version'))
      return refuse(context, invalid('anthropic-version: header is required'))
    return next()
  })
  const strike = faultyHttp(faults, 'anthropic', (status) =>
    errorBody(
      status === 429 ? 'rate_limit_error' : status === 529 ? 'overloaded_error' : 'api_error',
      'Refused by request',
    ),
  )
  app.use('*', strike)

  app.get('/v1/models', (context) =>
    context.json({
      data: MODELS.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-10-01T00:00:00Z' })),
      has_more: false,
      first_id: MODELS[0],
      last_id: MODELS.at(-1),
    }),
  )
  app.post('/v1/messages/count_tokens', async (context) =>
    context.json({ input_tokens: tokensIn(JSON.stringify(await context.req.json())) }),
  )
  app.post('/v1/messages', async (context) => {
    const body: unknown = await context.req.json().catch(() => null)
    const refusal = refusalOf(body)
    if (refusal) return refuse(context, refusal)
    const request = body as MessagesRequest
    const usage = cache.charge(request, Date.now())
    const messageId = `msg_${randomUUID().replaceAll('-', '').slice(0, 20)}`
    const thought = request.max_tokens === 0 ? { say: '', toolId: '' } : think(request)
    const record: AnsweredRequest = { request, atMs: Date.now(), ended: 'running' }
    answered.unshift(record)
    answered.splice(REMEMBERED)
    if (request.stream) {
      const fault = faults.strike('anthropic', 'message', 'stream')
      return eventStream(
        context,
        withFault(messageEvents(request, thought, usage, messageId), fault),
        record,
        fault,
      )
    }
    const pace = paceOf(request)
    const complete = completeMessage(request, thought, usage, messageId)
    await pauseMs(Math.min(6_000, pace.firstTokenMs + tokensIn(thought.say) * pace.perTokenMs))
    record.ended = 'complete'
    return context.json(complete)
  })
  app.notFound((context) => refuse(context, { status: 404, type: 'not_found_error', message: 'Not found' }))

  return { ...(await serveLoopback(app, port)), requests: () => answered }
}

/** Writes the events at their pace, until the client goes away. */
function eventStream(
  context: Context<LoopbackEnv>,
  events: Iterable<Disturbed>,
  record: AnsweredRequest,
  fault: Fault | null,
): Response {
  const encoder = new TextEncoder()
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      if (fault?.fault === 'latency') await pauseMs(fault.ms ?? 3_000)
      for (const paced of events) {
        if (cancelled) return
        if (paced === 'cut') {
          record.ended = 'fault'
          context.env.incoming.socket.destroy()
          return
        }
        if (paced === 'stall') {
          await pauseMs(fault?.ms ?? 3_600_000)
          continue
        }
        if (paced.afterMs > 0) await pauseMs(paced.afterMs)
        if (cancelled) return
        controller.enqueue(encoder.encode(`event: ${paced.event}\ndata: ${JSON.stringify(paced.data)}\n\n`))
      }
      record.ended = 'complete'
      controller.close()
    },
    cancel() {
      cancelled = true
      record.ended = 'aborted-by-client'
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'request-id': `req_${randomUUID().slice(0, 12)}`,
    },
  })
}

const refuse = (context: Context, { status, type, message }: Refusal): Response =>
  context.json(errorBody(type, message), status)

const errorBody = (type: string, message: string): object => ({
  type: 'error',
  error: { type, message },
  request_id: `req_${randomUUID().slice(0, 12)}`,
})
