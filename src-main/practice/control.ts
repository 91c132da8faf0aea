import { Hono } from 'hono'
import type { AnthropicSimulator } from './anthropic/anthropic.ts'
import type { ElevenLabsSimulator } from './elevenlabs/elevenlabs.ts'
import { FAULT_KINDS, FAULT_PLACES, type Fault, type Faults, VENDORS } from './faults.ts'
import { CHARACTERS, type Directory } from './homeowners/directory.ts'
import type { LoopbackEnv } from './loopback/faulty-http.ts'
import { type LoopbackServer, serveLoopback } from './loopback/serve.ts'
import type { StripeSimulator } from './stripe/stripe.ts'
import type { CallLeg } from './telnyx/carrier.ts'
import type { TelnyxSimulator } from './telnyx/telnyx.ts'
import type { VapiSimulator } from './vapi/vapi.ts'

/** For tests and rehearsals: cause faults, cast homeowners, and compare transcripts with what really happened. */
export type ControlServer = LoopbackServer

export interface ControlOptions {
  readonly port: number
  readonly faults: Faults
  readonly telnyx: TelnyxSimulator
  readonly anthropic: AnthropicSimulator
  readonly stripe: StripeSimulator
  readonly elevenlabs: ElevenLabsSimulator
  readonly vapi: VapiSimulator
  readonly directory: Directory
}

export async function startControl({
  port,
  faults,
  telnyx,
  anthropic,
  stripe,
  elevenlabs,
  vapi,
  directory,
}: ControlOptions): Promise<ControlServer> {
  const app = new Hono<LoopbackEnv>()
  app.get('/healthz', (context) => context.json({ ok: true }))
  app.get('/faults', (context) => context.json({ faults: faults.list() }))
  app.post('/faults', async (context) => {
    const fault: unknown = await context.req.json().catch(() => null)
    const wrong = wrongFault(fault)
    if (wrong) return context.json({ error: wrong }, 400)
    faults.add(fault as Fault)
    return context.json({ faults: faults.list() }, 201)
  })
  app.delete('/faults', (context) => {
    faults.clear()
    return context.body(null, 204)
  })
  app.get('/calls', (context) => context.json({ calls: telnyx.calls().map(describeCall) }))
  app.get('/calls/:id', (context) => {
    const leg = telnyx
      .calls()
      .find(({ callControlId, request }) => [callControlId, request.to].includes(context.req.param('id')))
    return leg ? context.json(describeCall(leg)) : context.json({ error: 'No such call' }, 404)
  })
  app.post('/calls/:id/hang-up', (context) => {
    const leg = telnyx.calls().find(({ callControlId }) => callControlId === context.req.param('id'))
    leg?.hangUp('callee')
    return leg ? context.json(describeCall(leg)) : context.json({ error: 'No such call' }, 404)
  })
  app.get('/characters', (context) =>
    context.json({ characters: CHARACTERS.map(({ id, kind, summary }) => ({ id, kind, summary })) }),
  )
  app.put('/homeowners/:phone', async (context) => {
    const entry = (await context.req.json().catch(() => ({}))) as { character?: string; name?: string }
    const character = CHARACTERS.find(({ id }) => id === entry.character)
    if (!character) return context.json({ error: `Unknown character ${entry.character}` }, 400)
    directory.put({ ...entry, character: character.id, phone: context.req.param('phone') })
    return context.json({ phone: context.req.param('phone'), character: character.id })
  })
  app.post('/messages/inbound', async (context) => {
    const { from, to, text } = (await context.req.json()) as { from: string; to: string; text: string }
    telnyx.messages.receive(from, to, text)
    return context.body(null, 204)
  })
  app.get('/messages', (context) => context.json({ messages: telnyx.messages.sent() }))
  app.put('/messages/webhook-url', async (context) => {
    const { url } = (await context.req.json()) as { url: string }
    telnyx.messages.setProfileWebhook(url)
    return context.json({ url })
  })
  app.put('/stripe/webhook-url', async (context) => {
    const { url } = (await context.req.json()) as { url: string }
    stripe.webhooks.urls.clear()
    stripe.webhooks.urls.add(url)
    return context.json({ url })
  })
  app.post('/stripe/sessions/:id/:what{pay|refund|dispute}', async (context) => {
    const { id, what } = context.req.param()
    const { amount_cents } = (await context.req.json().catch(() => ({}))) as { amount_cents?: number }
    const done =
      what === 'pay'
        ? stripe.pay(id) !== null
        : what === 'refund'
          ? stripe.refund(id, amount_cents)
          : stripe.dispute(id)
    return context.json({ done }, done ? 200 : 404)
  })
  const settings = { telnyx: telnyx.settings, elevenlabs: elevenlabs.settings, vapi: vapi.settings }
  app.get('/settings', (context) => context.json(settings))
  app.patch('/settings', async (context) => {
    const change = (await context.req.json().catch(() => ({}))) as Partial<typeof settings>
    for (const name of ['telnyx', 'elevenlabs', 'vapi'] as const)
      Object.assign(settings[name], known(change[name], settings[name]))
    return context.json(settings)
  })
  app.get('/model-requests', (context) => context.json({ requests: anthropic.requests() }))
  return serveLoopback(app, port)
}

/** Only settings that exist, of the kind that they are. */
const known = (change: object | undefined, settings: object): object =>
  Object.fromEntries(
    Object.entries(change ?? {}).filter(
      ([name, value]) => typeof value === typeof (settings as Record<string, unknown>)[name],
    ),
  )

function wrongFault(fault: unknown): string | null {
  if (typeof fault !== 'object' || fault === null) return 'The body must be a JSON object'
  const { vendor, fault: kind, place } = fault as Partial<Fault>
  if (!VENDORS.some((known) => known === vendor)) return `vendor must be one of ${VENDORS.join(', ')}`
  if (!FAULT_KINDS.some((known) => known === kind)) return `fault must be one of ${FAULT_KINDS.join(', ')}`
  if (place !== undefined && !FAULT_PLACES.some((known) => known === place))
    return `place must be one of ${FAULT_PLACES.join(', ')}`
  return null
}

const describeCall = (leg: CallLeg): object => ({
  call_control_id: leg.callControlId,
  to: leg.request.to,
  from: leg.request.from,
  client_state: leg.clientState,
  character: leg.listing.character.id,
  name: leg.listing.facts.name,
  status: leg.status,
  dialed_at_ms: leg.dialedAtMs,
  answered_at_ms: leg.answeredAtMs,
  ended_at_ms: leg.endedAtMs,
  hangup_cause: leg.endedBecause,
  /** Times count from the answer. */
  said: leg.phone.truth.said,
  heard: leg.phone.truth.heard,
})
