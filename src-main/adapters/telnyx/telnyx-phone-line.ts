import type { DialAnswer, DialRefusal, PhoneLine } from '../../core/call/phone-line.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import {
  accountReason,
  codeOf,
  refusedStatus,
  statusOf,
  type TelnyxAccess,
  telnyxClient,
  telnyxWords,
  unavailable,
} from './telnyx-client.ts'

export interface TelnyxSettings extends TelnyxAccess {
  readonly connectionId: string
}

const CALL_ALREADY_ENDED = '90018'
const NOT_A_NUMBER = '10016'
const CONNECTION_UNFIT = '10015'
/** How the call's audio travels: 8 kHz mu-law both ways, from the dial on or attached anew. */
const STREAM = {
  stream_track: 'inbound_track',
  stream_codec: 'PCMU',
  stream_bidirectional_mode: 'rtp',
  stream_bidirectional_codec: 'PCMU',
  stream_bidirectional_sampling_rate: 8000,
  stream_bidirectional_target_legs: 'both',
} as const

/** Telnyx Call Control. */
export function telnyxPhoneLine(settings: TelnyxSettings): PhoneLine {
  const client = telnyxClient(settings)
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
        if (codeOf(error) === CALL_ALREADY_ENDED || statusOf(error) === 404) return
        throw unavailable('Telnyx did not hang up', error)
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
        throw unavailable('Telnyx did not open the audio', error)
      }
    },

    async lookUp(carrierCallId) {
      try {
        const { data } = await client.calls.retrieveStatus(carrierCallId)
        if (!data) return 'unknown'
        return data.is_alive ? 'alive' : 'ended'
      } catch (error) {
        const status = statusOf(error)
        if (status === 404 || status === 422) return 'unknown'
        throw unavailable('Telnyx could not be asked', error)
      }
    },

    async findDialed(callId) {
      try {
        for await (const call of client.connections.listActiveCalls(settings.connectionId)) {
          if (call.client_state === clientState(callId)) return call.call_control_id
        }
        return null
      } catch (error) {
        throw unavailable('Telnyx could not be asked', error)
      }
    },
  }
}

function refusal(error: unknown): Extract<DialAnswer, { placed: false }> {
  const status = refusedStatus(error, 'the dial')
  return {
    placed: false,
    because: becauseOf(status),
    reason: reasonOf(status, codeOf(error)),
    detail: `Telnyx refused the call: ${telnyxWords(error)}`,
  }
}

/** Status and code mean what protocols/telnyx.md section 10.1 says. */
function reasonOf(status: number, code: string | undefined): string {
  const ofAccount = accountReason(status)
  if (ofAccount !== null) return ofAccount
  if (code === NOT_A_NUMBER) return 'Telnyx cannot call this phone number; check it in the lead'
  if (code === CONNECTION_UNFIT)
    return 'Telnyx does not know your connection, or the connection has no webhook address; check it in the Telnyx portal'
  return 'Telnyx refused the call'
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
