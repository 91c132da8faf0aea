import { z } from 'zod'
import type { CarrierEvent, EndCause } from '../../core/call/phone-line.ts'

/** Every field is optional on the wire and production adds more; unknown events are none of our business. */
const Webhook = z.object({
  data: z.object({
    event_type: z.string(),
    occurred_at: z.string().nullish(),
    payload: z.looseObject({
      call_control_id: z.string().nullish(),
      client_state: z.string().nullish(),
      hangup_cause: z.string().nullish(),
      hangup_source: z.string().nullish(),
      sip_hangup_cause: z.string().nullish(),
      result: z.string().nullish(),
      billed_duration_secs: z.number().nullish(),
      total_cost: z.string().nullish(),
      failure_reason: z.string().nullish(),
      start_time: z.string().nullish(),
      end_time: z.string().nullish(),
    }),
  }),
})

/** A verified Telnyx webhook in our words, or null when it says nothing about a call. */
export function carrierEvent(body: unknown): CarrierEvent | null {
  const parsed = Webhook.safeParse(body)
  if (!parsed.success) return null
  const { event_type, occurred_at, payload } = parsed.data.data
  if (!payload.call_control_id) return null
  const about = {
    callId: callIdOf(payload.client_state),
    carrierCallId: payload.call_control_id,
    occurredAtMs: instantOf(occurred_at),
  }
  switch (event_type) {
    case 'call.initiated':
      return { type: 'initiated', ...about }
    case 'call.answered':
      return { type: 'answered', ...about }
    case 'call.machine.detection.ended':
    case 'call.machine.premium.detection.ended':
      return { type: 'machine-judged', ...about, verdict: verdictOf(payload.result) }
    case 'call.hangup':
      return {
        type: 'ended',
        ...about,
        cause: causeOf(payload.hangup_cause),
        endedBy:
          payload.hangup_source === 'callee'
            ? 'homeowner'
            : payload.hangup_source === 'caller'
              ? 'us'
              : 'unknown',
        detail: [payload.hangup_cause, payload.sip_hangup_cause].filter(Boolean).join(' '),
        startedAtMs: instantOf(payload.start_time),
        endedAtMs: instantOf(payload.end_time),
      }
    case 'call.cost':
      return {
        type: 'priced',
        ...about,
        billedSeconds: payload.billed_duration_secs ?? null,
        totalCost: payload.total_cost ?? null,
      }
    case 'streaming.failed':
      return { type: 'stream-failed', ...about, detail: payload.failure_reason ?? 'unknown' }
    default:
      return null
  }
}

function instantOf(time: string | null | undefined): number | null {
  const atMs = Date.parse(time ?? '')
  return Number.isNaN(atMs) ? null : atMs
}

function callIdOf(clientState: string | null | undefined): string | null {
  if (!clientState) return null
  try {
    const parsed = z
      .object({ call: z.string() })
      .safeParse(JSON.parse(Buffer.from(clientState, 'base64').toString()))
    return parsed.success ? parsed.data.call : null
  } catch {
    return null
  }
}

/** `not_sure` counts as human, as Telnyx advises: nobody is hung up on by a guess. */
function verdictOf(
  result: string | null | undefined,
): Extract<CarrierEvent, { type: 'machine-judged' }>['verdict'] {
  if (result?.startsWith('human')) return 'human'
  if (result === 'machine') return 'machine'
  return result === 'fax_detected' ? 'fax' : 'unsure'
}

function causeOf(cause: string | null | undefined): EndCause {
  switch (cause) {
    case 'normal_clearing':
      return 'talked'
    case 'user_busy':
      return 'busy'
    case 'call_rejected':
      return 'rejected'
    case 'timeout':
    case 'no_answer':
      return 'no_answer'
    case 'originator_cancel':
      return 'canceled'
    case 'time_limit':
      return 'time_limit'
    case 'not_found':
      return 'unreachable'
    default:
      return 'unknown'
  }
}
