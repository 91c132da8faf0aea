import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FRAME_MS } from '../../../../src-main/core/audio/pcmu.ts'
import { type Body, type DialRequest, readDial } from '../../../../src-main/practice/telnyx/dial-request.ts'
import { ERRORS, errorBody, type TelnyxError } from '../../../../src-main/practice/telnyx/errors.ts'
import { microseconds } from '../../../../src-main/practice/telnyx/sent-event.ts'
import { webhookKey } from '../../../../src-main/practice/telnyx/signatures.ts'
import type { Line, Switchboard } from '../line.ts'
import type { PreciseTimer } from '../precise-timer.ts'
import { type Loopback, openLoopback, readBody } from './loopback.ts'
import { answerPhone, type Impairment, type Phone } from './phone.ts'

/** Telnyx: takes dials, sends signed webhooks, opens the media socket of a phone that is answered. */
export interface Carrier extends Loopback {
  readonly baseUrl: string
  /** As Mission Control shows it. */
  readonly publicKey: string
  readonly connectionId: string
  /** Calls that ring or are up. */
  readonly upCount: number
  /** Hangs up from the homeowner's side. */
  hangUp(line: Line): void
}

export interface CarrierParts {
  readonly timer: PreciseTimer
  readonly switchboard: Switchboard
  /** Which line a number belongs to. */
  readonly lineOf: (phone: string) => Line | null
  readonly answered: (line: Line) => void
  readonly ended: (line: Line) => void
  readonly impairment?: Impairment
}

const CONNECTION_ID = '1494404757140276705'
const ANSWER_AFTER_MS = 150
const JUDGED_AFTER_MS = 600
/** Phones are spread over the 20 ms of a frame in steps that no two neighbours share. */
const PHASE_STEP_MS = 7

interface Leg {
  readonly line: Line
  readonly callControlId: string
  readonly dial: DialRequest
  status: 'ringing' | 'answered' | 'ended'
  phone: Phone | null
}

export async function startCarrier(parts: CarrierParts): Promise<Carrier> {
  const { timer, switchboard } = parts
  const key = webhookKey()
  const legs = new Map<string, Leg>()
  let answeredCount = 0

  function tell(leg: Leg, eventType: string, payload: object): void {
    if (leg.dial.webhook_url) void postWebhook(leg.dial.webhook_url, eventType, { ...idsOf(leg), ...payload })
  }

  async function postWebhook(url: string, eventType: string, payload: object): Promise<void> {
    const body = JSON.stringify({
      data: {
        record_type: 'event',
        event_type: eventType,
        id: randomUUID(),
        occurred_at: microseconds(new Date()),
        payload,
      },
      meta: { attempt: 1, delivered_to: url },
    })
    const timestamp = String(Math.floor(Date.now() / 1_000))
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'telnyx-timestamp': timestamp,
          'telnyx-signature-ed25519': key.sign(timestamp, body),
        },
        body,
      })
      await response.body?.cancel()
      if (!response.ok) process.stderr.write(`the relay answered ${response.status} to ${eventType}\n`)
    } catch (error) {
      // At the end of a run the relay may be gone before the last news of a call.
      process.stderr.write(`the relay did not take ${eventType}: ${String(error)}\n`)
    }
  }

  function place(dial: DialRequest): Leg | TelnyxError {
    const line = parts.lineOf(dial.to)
    if (!line) return ERRORS.notFound
    const callControlId = `v3:${randomBytes(32).toString('base64url')}`
    const leg: Leg = { line, callControlId, dial, status: 'ringing', phone: null }
    legs.set(callControlId, leg)
    tell(leg, 'call.initiated', { direction: 'outgoing', state: 'bridging' })
    timer.at(timer.nowMs() + ANSWER_AFTER_MS, () => void answer(leg))
    return leg
  }

  async function answer(leg: Leg): Promise<void> {
    const stream = leg.dial.stream
    if (leg.status !== 'ringing' || !stream) return
    leg.status = 'answered'
    tell(leg, 'call.answered', { state: 'answered', start_time: microseconds(new Date()) })
    timer.at(timer.nowMs() + JUDGED_AFTER_MS, () => {
      if (leg.status === 'answered')
        tell(leg, 'call.machine.premium.detection.ended', { result: 'human_residence' })
    })
    const phone = await answerPhone(
      {
        line: leg.line,
        callControlId: leg.callControlId,
        clientState: leg.dial.client_state,
        url: stream.stream_url,
        authToken: stream.stream_auth_token ?? null,
        phaseMs: (answeredCount++ * PHASE_STEP_MS) % FRAME_MS,
        impairment: parts.impairment ?? null,
        closed: () => end(leg, 'caller'),
      },
      timer,
      switchboard,
    )
    leg.phone = phone
    leg.line.phone = phone
    parts.answered(leg.line)
  }

  function end(leg: Leg, source: 'caller' | 'callee'): void {
    if (leg.status === 'ended') return
    leg.status = 'ended'
    leg.phone?.hangUp()
    const at = microseconds(new Date())
    tell(leg, 'call.hangup', {
      hangup_cause: 'normal_clearing',
      hangup_source: source,
      sip_hangup_cause: '200',
      end_time: at,
    })
    legs.delete(leg.callControlId)
    parts.ended(leg.line)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (error: TelnyxError) => reply(error.status, errorBody(error))
    const body = request.method === 'POST' ? (JSON.parse((await readBody(request)) || '{}') as Body) : {}
    const [, , , callControlId, , action] = (request.url ?? '').split('/').map(decodeURIComponent)
    if (callControlId === undefined) {
      const dial = readDial(body, CONNECTION_ID)
      const leg = 'code' in dial ? dial : place(dial)
      return 'code' in leg ? refuse(leg) : reply(200, { data: { ...idsOf(leg), is_alive: false } })
    }
    const leg = legs.get(callControlId)
    if (!leg) return refuse(ERRORS.callEnded)
    if (action === 'hangup') end(leg, 'caller')
    return reply(200, { data: action ? { result: 'ok' } : { ...idsOf(leg), is_alive: true } })
  }

  const loopback = await openLoopback(
    (request, response) =>
      void serve(request, response).catch((error: unknown) => {
        process.stderr.write(`the carrier could not answer: ${String(error)}\n`)
        response.destroy()
      }),
  )
  return {
    ...loopback,
    baseUrl: `${loopback.origin}/v2`,
    publicKey: key.publicKey,
    connectionId: CONNECTION_ID,
    get upCount() {
      return legs.size
    },
    hangUp(line) {
      for (const leg of legs.values()) if (leg.line === line) end(leg, 'callee')
    },
  }
}

const idsOf = ({ callControlId, dial }: Leg): object => ({
  call_control_id: callControlId,
  call_leg_id: callControlId,
  call_session_id: callControlId,
  connection_id: dial.connection_id,
  client_state: dial.client_state,
  from: dial.from,
  to: dial.to,
})
