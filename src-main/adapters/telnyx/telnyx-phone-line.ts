import Telnyx from 'telnyx'
import type { DialRefusal, PhoneLine } from '../../core/call/phone-line.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface TelnyxSettings {
  readonly apiKey: string
  readonly baseUrl: string
  readonly connectionId: string
}

const DIAL_TIMEOUT_MS = 10_000
const CALL_ALREADY_ENDED = '90018'
/** How the call's audio travels: 8 kHz mu-law both ways, from the dial on or attached anew. */
const STREAM = {
  stream_track: 'inbound_track',
  stream_codec: 'PCMU',
  stream_bidirectional_mode: 'rtp',
  stream_bidirectional_codec: 'PCMU',
  stream_bidirectional_sampling_rate: 8000,
  stream_bidirectional_target_legs: 'both',
} as const

/**
 * Telnyx Call Control. The SDK's own retries are off for everything: it would repeat a dial outside the
 * 60 s window in which the carrier recognises our command id (protocols/telnyx.md section 12.3).
 */
export function telnyxPhoneLine(settings: TelnyxSettings): PhoneLine {
  const client = new Telnyx({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl,
    maxRetries: 0,
    timeout: DIAL_TIMEOUT_MS,
  })
  return {
    async dial(request, signal) {
      try {
        const { data } = await client.calls.dial(
          {
            connection_id: settings.connectionId,
            to: request.to,
            from: request.from,
            from_display_name: request.displayName,
            timeout_secs: request.ringTimeoutSeconds,
            time_limit_secs: request.timeLimitSeconds,
            command_id: request.commandId,
            client_state: clientState(request.callId),
            webhook_url: request.webhookUrl,
            answering_machine_detection: 'premium',
            stream_url: request.streamUrl,
            stream_auth_token: request.streamAuthToken,
            ...STREAM,
            send_silence_when_idle: true,
          },
          { signal },
        )
        if (!data) throw new VendorFailure('telnyx', 'unclear', 'Telnyx answered the dial without a call')
        return { placed: true, carrierCallId: data.call_control_id }
      } catch (error) {
        return refusal(error)
      }
    },

    async hangUp(carrierCallId, commandId) {
      try {
        await client.calls.actions.hangup(carrierCallId, { command_id: commandId })
      } catch (error) {
        if (
          error instanceof Telnyx.APIError &&
          (codeOf(error) === CALL_ALREADY_ENDED || error.status === 404)
        )
          return
        throw new VendorFailure('telnyx', 'unavailable', `Telnyx did not hang up: ${describe(error)}`, error)
      }
    },

    async attachStream({ carrierCallId, commandId, streamUrl, streamAuthToken }, signal) {
      try {
        await client.calls.actions.startStreaming(
          carrierCallId,
          { ...STREAM, command_id: commandId, stream_url: streamUrl, stream_auth_token: streamAuthToken },
          { signal },
        )
      } catch (error) {
        throw new VendorFailure(
          'telnyx',
          'unavailable',
          `Telnyx did not open the audio: ${describe(error)}`,
          error,
        )
      }
    },

    async lookUp(carrierCallId) {
      try {
        const { data } = await client.calls.retrieveStatus(carrierCallId)
        if (!data) return 'unknown'
        return data.is_alive ? 'alive' : 'ended'
      } catch (error) {
        if (error instanceof Telnyx.APIError && (error.status === 404 || error.status === 422))
          return 'unknown'
        throw new VendorFailure(
          'telnyx',
          'unavailable',
          `Telnyx could not be asked: ${describe(error)}`,
          error,
        )
      }
    },

    async findDialed(callId) {
      try {
        for await (const call of client.connections.listActiveCalls(settings.connectionId)) {
          if (call.client_state === clientState(callId)) return call.call_control_id
        }
        return null
      } catch (error) {
        throw new VendorFailure(
          'telnyx',
          'unavailable',
          `Telnyx could not be asked: ${describe(error)}`,
          error,
        )
      }
    },
  }
}

/** A clear "no" is an answer; everything that leaves the dial's fate open is thrown as `unclear`. */
function refusal(error: unknown): { placed: false; reason: string; because: DialRefusal } {
  if (error instanceof VendorFailure) throw error
  if (
    error instanceof Telnyx.APIError &&
    error.status !== undefined &&
    error.status >= 400 &&
    error.status < 500 &&
    error.status !== 408
  ) {
    return {
      placed: false,
      reason: `Telnyx refused the call: ${describe(error)}`,
      because: becauseOf(error.status),
    }
  }
  throw new VendorFailure(
    'telnyx',
    'unclear',
    `Telnyx gave no clear answer to the dial: ${describe(error)}`,
    error,
  )
}

function becauseOf(status: number): DialRefusal {
  switch (status) {
    case 401:
    case 403:
      return 'locked-out'
    case 429:
      return 'rate-limited'
    default:
      return 'refused'
  }
}

/** Telnyx wants valid Base64 and echoes it in every webhook of the call. */
const clientState = (callId: string): string =>
  Buffer.from(JSON.stringify({ call: callId })).toString('base64')

interface TelnyxErrorBody {
  errors?: { code?: string; title?: string; detail?: string }[]
}
const bodyOf = (error: InstanceType<typeof Telnyx.APIError>): TelnyxErrorBody =>
  (error.error ?? {}) as TelnyxErrorBody
const codeOf = (error: InstanceType<typeof Telnyx.APIError>): string | undefined =>
  bodyOf(error).errors?.[0]?.code

function describe(error: unknown): string {
  if (error instanceof Telnyx.APIError) {
    const first = bodyOf(error).errors?.[0]
    return first
      ? `${first.title ?? 'error'} (${first.code ?? error.status})`
      : (error.message ?? `HTTP ${error.status}`)
  }
  return messageOf(error)
}
