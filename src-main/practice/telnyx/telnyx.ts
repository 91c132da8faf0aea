import { type Context, Hono } from 'hono'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import type { Directory } from '../homeowners/directory.ts'
import { faultyHttp, type LoopbackEnv } from '../loopback/faulty-http.ts'
import { type LoopbackServer, serveLoopback } from '../loopback/serve.ts'
import type { Studio } from '../voices/studio.ts'
import { startBeat } from './beat.ts'
import { runCommand } from './call-commands.ts'
import { placeCall } from './call-leg.ts'
import type { CallLeg, Carrier, CarrierSettings } from './carrier.ts'
import { carrierRecords } from './carrier-records.ts'
import { type Body, isClientState, readDial, text } from './dial-request.ts'
import { ERRORS, errorBody, type TelnyxError } from './errors.ts'
import { type Messages, telnyxMessages } from './messages.ts'
import { webhookKey } from './signatures.ts'
import { telnyxWebhooks } from './webhooks.ts'

/** Telnyx on loopback: Call Control, signed webhooks, media sockets, text messages. */
export interface TelnyxSimulator {
  readonly baseUrl: string
  readonly publicKey: string
  readonly messages: Messages
  readonly settings: CarrierSettings
  calls(): readonly CallLeg[]
  close(): Promise<void>
}

export interface TelnyxOptions {
  readonly port: number
  readonly apiKey: string
  readonly connectionId: string
  /** Where its records of calls outlive it; left out, they end with it. */
  readonly recordsFile?: string
  /** Fixes the webhook key, for test vectors. */
  readonly webhookSeedHex?: string
  readonly directory: Directory
  readonly studio: Studio
  readonly utterances: HeardUtterances
  readonly faults: Faults
  readonly seed: number
}

const DIAL_WINDOW_MS = 5_000
const DIALS_PER_WINDOW = 150
const SAME_COMMAND_MS = 60_000
const STATUS_KEPT_MS = 600_000

export async function startTelnyx(options: TelnyxOptions): Promise<TelnyxSimulator> {
  const key = webhookKey(options.webhookSeedHex)
  const records = carrierRecords(options.recordsFile ?? null)
  const webhooks = telnyxWebhooks(key, options.faults, records)
  const beat = startBeat()
  const legs = new Map<string, CallLeg>()
  const dialed: { atMs: number; commandId: string | null; answer: object }[] = []
  const settings: CarrierSettings = {
    costInWebhooks: true,
    streamsReconnect: false,
    maxConcurrentCalls: 100,
    mediaCodec: 'PCMU',
    mediaFrameMs: 20,
    numericCounters: false,
    textingRegistration: 'active',
    seed: options.seed,
  }
  const messages = telnyxMessages(webhooks, settings, options.directory)
  const carrier: Carrier = {
    ...options,
    beat,
    webhooks,
    settings,
    origin: () => server.origin,
    recordings: new Map(),
  }
  const app = new Hono<LoopbackEnv>()

  app.get('/recordings/:file', (context) => {
    const recorder = carrier.recordings.get(context.req.param('file').replace(/\.wav$/, ''))
    if (!recorder) return fail(context, ERRORS.notFound)
    return context.body(new Uint8Array(recorder.wav()), 200, { 'content-type': 'audio/wav' })
  })
  app.use('/v2/*', async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${options.apiKey}`)
      return fail(context, ERRORS.unauthorized)
    return next()
  })
  app.use(
    '/v2/*',
    faultyHttp(options.faults, 'telnyx', (status) =>
      errorBody(status === 429 ? ERRORS.dialLimit : ERRORS.unavailable),
    ),
  )

  app.post('/v2/calls', async (context) => {
    const body = await readBody(context)
    const now = Date.now()
    const commandId = text(body.command_id)
    const same = dialed.find(
      (dial) => commandId !== null && dial.commandId === commandId && now - dial.atMs < SAME_COMMAND_MS,
    )
    if (same) return context.json(same.answer)
    if (dialed.filter((dial) => now - dial.atMs < DIAL_WINDOW_MS).length >= DIALS_PER_WINDOW)
      return fail(context, ERRORS.dialLimit)
    const request = readDial(body, options.connectionId)
    if ('code' in request) return fail(context, request)
    if (aliveLegs().length >= settings.maxConcurrentCalls) return fail(context, ERRORS.channelLimit)
    const leg = placeCall(carrier, request)
    legs.set(leg.callControlId, leg)
    records.dialed(leg)
    const answer = { data: { ...resource(leg), is_alive: false } }
    dialed.unshift({ atMs: now, commandId, answer })
    dialed.splice(1_000)
    return context.json(answer)
  })

  app.get('/v2/calls/:id', (context) => {
    const leg = legs.get(context.req.param('id'))
    if (!leg || (leg.endedAtMs !== null && Date.now() - leg.endedAtMs > STATUS_KEPT_MS))
      return fail(context, ERRORS.notFound)
    return context.json({ data: resource(leg) })
  })

  app.post('/v2/calls/:id/actions/:name', async (context) => {
    const leg = legs.get(context.req.param('id'))
    if (!leg) return fail(context, ERRORS.invalidCallControlId)
    const answer = runCommand(carrier, leg, context.req.param('name'), await readBody(context))
    return 'code' in answer ? fail(context, answer as TelnyxError) : context.json(answer)
  })

  app.put('/v2/calls/:id/actions/client_state_update', async (context) => {
    const leg = legs.get(context.req.param('id'))
    if (!leg) return fail(context, ERRORS.invalidCallControlId)
    const body = await readBody(context)
    if (!isClientState(body.client_state)) return fail(context, ERRORS.badClientState)
    leg.clientState = text(body.client_state)
    return context.json({ data: { result: 'ok' } })
  })

  app.get('/v2/connections/:id/active_calls', (context) =>
    context.json({
      data: aliveLegs().map((leg) => ({
        ...resource(leg),
        record_type: 'call',
        call_duration: durationSecs(leg),
      })),
      meta: { total_items: aliveLegs().length, cursors: { after: null, before: null } },
    }),
  )
  app.get('/v2/call_events', (context) => {
    const legId = context.req.query('filter[leg_id]') ?? context.req.query('filter[call_leg_id]')
    const data = webhooks
      .events()
      .filter(({ payload }) => !legId || (payload as { call_leg_id?: string }).call_leg_id === legId)
      .map(({ eventType, occurredAt, payload }) => ({
        record_type: 'call_event',
        type: 'webhook',
        name: eventType,
        event_timestamp: occurredAt,
        ...ids(payload),
        metadata: payload,
      }))
    return context.json({
      data,
      meta: { total_pages: 1, total_results: data.length, page_number: 1, page_size: data.length },
    })
  })
  app.get('/v2/webhook_deliveries', (context) =>
    context.json({
      data: webhooks.deliveries().map((delivery) => ({ record_type: 'webhook_delivery', ...delivery })),
      meta: {},
    }),
  )
  app.get('/v2/recordings', (context) =>
    context.json({ data: [...carrier.recordings.values()].map((r) => r.resource()), meta: {} }),
  )
  app.get('/v2/recordings/:id', (context) => {
    const recorder = carrier.recordings.get(context.req.param('id'))
    return recorder ? context.json({ data: recorder.resource() }) : fail(context, ERRORS.notFound)
  })
  app.post('/v2/messages', async (context) => {
    const answer = messages.send(await readBody(context))
    return 'code' in answer ? fail(context, answer) : context.json(answer)
  })
  app.get('/v2/messages/:id', (context) => {
    const message = messages.get(context.req.param('id'))
    return message ? context.json(message) : fail(context, ERRORS.notFound)
  })
  app.get('/v2/messaging_optouts', (context) => context.json({ data: messages.optOuts(), meta: {} }))
  app.get('/v2/10dlc/phone_number_campaigns/:phone', (context) => {
    const assignment = messages.assignment(context.req.param('phone'))
    return assignment ? context.json(assignment) : fail(context, ERRORS.notFound)
  })
  app.get('/v2/10dlc/campaign/:id', (context) => {
    const campaign = messages.campaign(context.req.param('id'))
    return campaign ? context.json(campaign) : fail(context, ERRORS.notFound)
  })
  app.get('/v2/balance', (context) =>
    context.json({
      data: {
        record_type: 'balance',
        balance: '250.00',
        credit_limit: '0.00',
        available_credit: '250.00',
        currency: 'USD',
        pending: '0.00',
      },
    }),
  )
  app.get('/v2/call_control_applications', (context) =>
    context.json({
      data: [
        {
          id: options.connectionId,
          record_type: 'call_control_application',
          application_name: 'Practice',
          active: true,
          webhook_api_version: '2',
          call_cost_in_webhooks: true,
        },
      ],
      meta: {},
    }),
  )
  app.notFound((context) => fail(context, ERRORS.notFound))

  const server: LoopbackServer = await serveLoopback(app, options.port)
  const aliveLegs = (): CallLeg[] => [...legs.values()].filter((leg) => leg.status !== 'ended')

  return {
    baseUrl: `${server.origin}/v2`,
    publicKey: key.publicKey,
    messages,
    settings,
    calls: () => [...legs.values()],
    async close() {
      for (const leg of aliveLegs()) leg.hangUp('caller')
      beat.stop()
      await server.close()
    },
  }
}

const fail = (context: Context, error: TelnyxError): Response => context.json(errorBody(error), error.status)

async function readBody(context: Context): Promise<Body> {
  const body: unknown = await context.req.json().catch(() => null)
  return typeof body === 'object' && body !== null ? (body as Body) : {}
}

const resource = (leg: CallLeg): object => ({
  record_type: 'call',
  call_control_id: leg.callControlId,
  call_leg_id: leg.callLegId,
  call_session_id: leg.callSessionId,
  is_alive: leg.status !== 'ended',
  client_state: leg.clientState,
  ...(leg.answeredAtMs !== null && { start_time: new Date(leg.answeredAtMs).toISOString() }),
  ...(leg.endedAtMs !== null && { end_time: new Date(leg.endedAtMs).toISOString() }),
  call_duration: durationSecs(leg),
})

const durationSecs = (leg: CallLeg): number =>
  leg.answeredAtMs === null ? 0 : Math.round(((leg.endedAtMs ?? Date.now()) - leg.answeredAtMs) / 1_000)

function ids(payload: object): object {
  const { call_leg_id, call_session_id, connection_id } = payload as Record<string, unknown>
  return { call_leg_id, call_session_id, connection_id }
}
