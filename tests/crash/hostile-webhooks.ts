/** Webhooks that no vendor sent: forged, altered in one byte, replayed, cut short, doubled, too large. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { Agent, request } from 'node:http'
import { signedHeaders, telnyxEvent } from '../../cloud-relay/testing/relay-under-test.ts'
import type { Chance } from '../doubles/chance.ts'

export const STRIPE_SECRET = 'whsec_hostile_traffic_0001'
export const VAPI_SECRET = 'vapi-hostile-traffic-0001'

const stranger = generateKeyPairSync('ed25519').privateKey
const WINDOW_SECONDS = 300
const TOO_LARGE_BYTES = 1_048_577
const CONNECTIONS = 8

interface Attempt {
  readonly path: 'telnyx' | 'stripe' | 'vapi'
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string | Buffer
}

type Attack = (chance: Chance) => Attempt

const nowSeconds = () => Math.floor(Date.now() / 1_000)
const genuine = (chance: Chance, timestampSeconds = nowSeconds()) => {
  const body = telnyxEvent(`hostile-${chance.between(0, 1e9)}`, { to: '+15555550123', n: chance.next() })
  return { body, headers: signedHeaders({ body, timestampSeconds }) }
}
const telnyx = (headers: Attempt['headers'], body: Attempt['body']): Attempt => ({
  path: 'telnyx',
  headers,
  body,
})

/** Each is wrong in one way only. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'signed by nobody': (chance) => {
    const { headers, body } = genuine(chance)
    const signature = Buffer.from(Array.from({ length: 64 }, () => chance.between(0, 255)))
    return telnyx({ ...headers, 'telnyx-signature-ed25519': signature.toString('base64') }, body)
  },
  'signed with another key': (chance) => {
    const { headers, body } = genuine(chance)
    const signature = sign(null, Buffer.from(`${headers['telnyx-timestamp']}|${body}`), stranger)
    return telnyx({ ...headers, 'telnyx-signature-ed25519': signature.toString('base64') }, body)
  },
  'one bit of the body changed': (chance) => {
    const { headers, body } = genuine(chance)
    return telnyx(headers, oneBitChanged(Buffer.from(body), chance))
  },
  'one bit of the signature changed': (chance) => {
    const { headers, body } = genuine(chance)
    const signature = Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64')
    return telnyx(
      { ...headers, 'telnyx-signature-ed25519': oneBitChanged(signature, chance).toString('base64') },
      body,
    )
  },
  'the timestamp changed': (chance) => {
    const { headers, body } = genuine(chance)
    const moved = Number(headers['telnyx-timestamp']) + chance.from([-200, -7, -1, 1, 7, 200])
    return telnyx({ ...headers, 'telnyx-timestamp': String(moved) }, body)
  },
  'replayed later, or from the future': (chance) => {
    const away = WINDOW_SECONDS + chance.between(30, 100_000)
    const { headers, body } = genuine(chance, nowSeconds() + chance.from([-away, away]))
    return telnyx(headers, body)
  },
  'a header missing': (chance) => {
    const { headers, body } = genuine(chance)
    const missing = chance.from(['telnyx-timestamp', 'telnyx-signature-ed25519'])
    return telnyx(Object.fromEntries(Object.entries(headers).filter(([name]) => name !== missing)), body)
  },
  'a header sent twice': (chance) => {
    const { headers, body } = genuine(chance)
    const twice = chance.from(['telnyx-timestamp', 'telnyx-signature-ed25519'] as const)
    return telnyx({ ...headers, [twice]: [headers[twice] ?? '', headers[twice] ?? ''] }, body)
  },
  'the JSON written anew': (chance) => {
    const { headers, body } = genuine(chance)
    return telnyx(headers, JSON.stringify(JSON.parse(body), null, chance.between(1, 4)))
  },
  'the body cut short': (chance) => {
    const { headers, body } = genuine(chance)
    return telnyx(headers, body.slice(0, chance.between(0, body.length - 1)))
  },
  'the older scheme instead of the newer': (chance) => {
    const { body } = genuine(chance)
    const mac = createHmac('sha256', '').update(`${nowSeconds()}.`).update(body).digest('base64')
    return telnyx({ 'x-telnyx-signature': `t=${nowSeconds()},h=${mac}` }, body)
  },
  'another secret of Stripe': (chance) => stripe(`${STRIPE_SECRET}x`, nowSeconds(), chance),
  'an old delivery of Stripe': (chance) =>
    stripe(STRIPE_SECRET, nowSeconds() - WINDOW_SECONDS - chance.between(30, 100_000), chance),
  'another secret of Vapi': (chance) => ({
    path: 'vapi',
    headers: { 'x-vapi-secret': VAPI_SECRET.slice(0, chance.between(0, VAPI_SECRET.length - 1)) },
    body: JSON.stringify({ message: { type: 'status-update', call: { id: `c-${chance.next()}` } } }),
  }),
}

/** Genuine but for its size. Costly, hence sent seldom. */
function tooLarge(): Attempt {
  const body = telnyxEvent('hostile-large', { padding: 'x'.repeat(TOO_LARGE_BYTES) })
  return telnyx(signedHeaders({ body }), body)
}
const TOO_LARGE_ONE_IN = 500

function stripe(secret: string, timestampSeconds: number, chance: Chance): Attempt {
  const body = JSON.stringify({ id: `evt_${chance.next()}`, type: 'checkout.session.completed', data: {} })
  const mac = createHmac('sha256', secret).update(`${timestampSeconds}.${body}`).digest('hex')
  return { path: 'stripe', headers: { 'stripe-signature': `t=${timestampSeconds},v1=${mac}` }, body }
}

function oneBitChanged(bytes: Buffer, { between }: Chance): Buffer {
  const at = between(0, bytes.length - 1)
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ (1 << between(0, 7))
  return changed
}

export interface AttackOutcome {
  readonly attempts: number
  /** Attacks that were answered 2xx, by name. */
  readonly accepted: readonly string[]
  readonly statuses: ReadonlyMap<number, number>
  /** Attempts that got no answer: the connection was closed instead. */
  readonly unanswered: number
}

export async function attackWebhooks(url: string, attempts: number, chance: Chance): Promise<AttackOutcome> {
  const names = Object.keys(ATTACKS)
  const accepted: string[] = []
  const statuses = new Map<number, number>()
  let [begun, unanswered] = [0, 0]

  async function attackOverOneConnection(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (begun < attempts) {
      begun += 1
      const isLarge = begun % TOO_LARGE_ONE_IN === 0
      const name = isLarge ? 'too large' : chance.from(names)
      const status = await post(url, isLarge ? tooLarge() : (ATTACKS[name] as Attack)(chance), agent)
      if (status === undefined) unanswered += 1
      else statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status !== undefined && status >= 200 && status < 300) accepted.push(name)
    }
    agent.destroy()
  }

  await Promise.all(Array.from({ length: CONNECTIONS }, attackOverOneConnection))
  return { attempts: begun, accepted, statuses, unanswered }
}

function post(url: string, { path, headers, body }: Attempt, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sending = request(
      `${url}/api/webhooks/${path}`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume()
        response.once('close', () => resolve(response.statusCode))
      },
    )
    sending.once('error', () => resolve(undefined))
    sending.end(body)
  })
}
