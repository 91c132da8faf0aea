import { Hono } from 'hono'
import type { Faults } from '../faults.ts'
import type { Directory } from '../homeowners/directory.ts'
import { faultyHttp, type LoopbackEnv } from '../loopback/faulty-http.ts'
import { type LoopbackServer, serveLoopback } from '../loopback/serve.ts'
import type { Studio } from '../voices/studio.ts'
import { readCreateCall } from './create-call.ts'
import { type HostedCall, hostCall } from './hosted-call.ts'
import type { Side } from './recorded-call.ts'

/** Vapi on loopback: calls it holds itself, server messages, live control. */
export interface VapiOptions {
  readonly port: number
  readonly apiKey: string
  readonly directory: Directory
  readonly faults: Faults
  readonly studio: Pick<Studio, 'speak'>
  /** How many times faster than speech calls go. */
  readonly speed: number
}

export interface VapiSimulator extends LoopbackServer {
  /** May be changed while it runs; calls that are up go on as they began. */
  readonly settings: { speed: number }
}

export async function startVapi({
  port,
  apiKey,
  directory,
  faults,
  studio,
  speed,
}: VapiOptions): Promise<VapiSimulator> {
  const settings = { speed }
  const calls = new Map<string, HostedCall>()
  const app = new Hono<LoopbackEnv>()

  app.get('/recordings/:id/:side{customer|assistant}', async (context) => {
    const wav = await calls.get(context.req.param('id'))?.recording(context.req.param('side') as Side)
    if (!wav) return context.json(failure(404, 'No recording'), 404)
    return context.body(new Uint8Array(wav), 200, { 'content-type': 'audio/wav' })
  })
  app.post('/control/:id', async (context) => {
    const call = calls.get(context.req.param('id'))
    if (!call) return context.json(failure(404, 'Call not found'), 404)
    call.control(await context.req.json().catch(() => ({})))
    return context.json({ ok: true })
  })
  app.use('*', async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${apiKey}`)
      return context.json(failure(401, 'Invalid Key'), 401)
    return next()
  })

  app.post('/call', async (context) => {
    // Trap of the real service: a 500 does not mean that the call was not placed.
    const fault = faults.strike('vapi', 'message', 'accept-then-fail')
    const request = readCreateCall(await context.req.json().catch(() => null))
    if ('wrong' in request) return context.json(failure(400, ...request.wrong), 400)
    if (fault === null) {
      const early = await faultyHttp(faults, 'vapi', () => failure(500, 'Internal server error'))(
        context,
        async () => {},
      )
      if (early) return early
    }
    const call = hostCall({
      request,
      listing: directory.find(request.customer.number),
      origin: server.origin,
      faults,
      studio,
      speed: settings.speed,
    })
    calls.set(call.id, call)
    return fault
      ? context.json(failure(500, 'Internal server error'), 500)
      : context.json(call.resource(), 201)
  })
  app.use(
    '*',
    faultyHttp(faults, 'vapi', () => failure(500, 'Internal server error')),
  )
  app.get('/call', (context) => {
    const limit = Number(context.req.query('limit') ?? 100)
    const after = context.req.query('createdAtGt')
    const all = [...calls.values()].map(
      (call) => call.resource() as { createdAt: string; phoneNumberId: string | null },
    )
    const number = context.req.query('phoneNumberId')
    return context.json(
      all
        .filter((call) => (!after || call.createdAt > after) && (!number || call.phoneNumberId === number))
        .reverse()
        .slice(0, limit),
    )
  })
  app.get('/call/:id', (context) => {
    const call = calls.get(context.req.param('id'))
    return call ? context.json(call.resource()) : context.json(failure(404, 'Call not found'), 404)
  })
  app.get('/call/:id/:artifact{(customer|assistant)-recording}', (context) => {
    const { id, artifact } = context.req.param()
    return context.redirect(`${server.origin}/recordings/${id}/${artifact.replace('-recording', '')}`, 302)
  })
  app.delete('/call/:id', (context) => {
    const call = calls.get(context.req.param('id'))
    if (!call) return context.json(failure(404, 'Call not found'), 404)
    calls.delete(call.id)
    return context.json(call.resource())
  })
  app.get('/phone-number', (context) =>
    context.json([
      {
        id: PHONE_NUMBER_ID,
        orgId: 'org-practice',
        provider: 'telnyx',
        number: '+15125550199',
        status: 'active',
      },
    ]),
  )

  const server = await serveLoopback(app, port)
  return { ...server, settings }
}

export const PHONE_NUMBER_ID = 'pn-practice'

const failure = (statusCode: number, ...message: string[]): object => ({
  message,
  error: { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' }[statusCode] ?? 'Internal Server Error',
  statusCode,
})
