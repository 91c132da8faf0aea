/** What the desktop asks of the relay on the link, and who here answers it. */
import { answerOnBilling } from '../billing/billing-requests.ts'
import type { Billing } from '../billing/checkout.ts'
import type { Clock } from '../clock.ts'
import type { Predecessor } from '../control/hand-over.ts'
import type { Questions } from '../hosted/questions.ts'
import type { Lifeboat } from '../lifeboat/lifeboat.ts'
import type { StreamHub } from '../media/stream-hub.ts'
import { unreachable } from '../unreachable.ts'
import type { DesktopMessage, RelayMessage } from '../wire/control-messages.ts'
import type { CommandResults, Request } from './command-results.ts'
import type { DeviceDesk } from './device-desk.ts'

export interface DesktopRequestParts {
  readonly commandResults: CommandResults
  readonly hub: StreamHub
  readonly lifeboat: Lifeboat
  readonly questions: Questions
  readonly deviceDesk: DeviceDesk
  readonly billing: Billing
  /** What proves the hosted engine's messages genuine, as headers that it is told to send; undefined when nothing can. */
  readonly hostedHeaders: Record<string, string> | undefined
  /** The relay whose place this one took, while it drains. */
  readonly predecessor: Predecessor | undefined
  readonly publicUrl: string
  readonly clock: Clock
}

/** `undefined` for what may not be asked on an open link. A promise is kept sooner or later and does not fail. */
export type AnswerDesktop = (
  message: DesktopMessage,
  deviceId: string,
) => RelayMessage | Promise<RelayMessage> | undefined

export function desktopRequests(parts: DesktopRequestParts): AnswerDesktop {
  const { commandResults, hub, lifeboat, questions, deviceDesk, billing, publicUrl, clock } = parts

  /** What is no command: taking it twice changes nothing. */
  function take(message: Exclude<DesktopMessage, Request>): RelayMessage | undefined {
    switch (message.type) {
      case 'answer': {
        const { event_id, body } = message
        return { type: 'answer_taken', event_id, taken: questions.answered(event_id, body) }
      }
      case 'lifeboat_clip':
        lifeboat.keepClip(message.clip_id, Buffer.from(message.pcmu, 'base64'))
        return { type: 'clip_kept', clip_id: message.clip_id }
      case 'hello':
      case 'proof':
        return undefined
      default:
        return unreachable(message)
    }
  }

  function carryOut(request: Request, deviceId: string): RelayMessage | Promise<RelayMessage> {
    switch (request.type) {
      case 'open_stream':
        return openStream(request.request_id, request.call_id)
      case 'checkout':
      case 'list_bundles':
      case 'look_at_checkout':
        return answerOnBilling(request, billing)
      case 'hosted_webhook': {
        const { request_id } = request
        const headers = parts.hostedHeaders
        if (!headers) return { type: 'request_failed', request_id, code: 'hosted_not_configured' }
        return { type: 'hosted_webhook', request_id, url: `${publicUrl}/api/webhooks/vapi`, headers }
      }
      case 'list_devices':
      case 'offer_pairing':
      case 'withdraw_pairing':
      case 'admit_device':
      case 'remove_device':
      case 'change_key':
        return deviceDesk.answer(request, deviceId)
      default:
        return unreachable(request)
    }
  }

  function openStream(request_id: string, callId: string): RelayMessage {
    // The desktop asks for a call that it has elsewhere only when it has lost it there.
    parts.predecessor?.release(callId)
    const opened = hub.openStream(callId)
    if (opened === 'too_many_streams') return { type: 'request_failed', request_id, code: opened }
    return {
      type: 'stream_opened',
      request_id,
      stream_id: opened.streamId,
      stream_url: `${publicUrl.replace(/^http/, 'ws')}/api/voice/stream/${callId}`,
      auth_token: opened.token,
    }
  }

  return (message, deviceId) =>
    'request_id' in message
      ? commandResults.once(message, clock.wallMs(), () => carryOut(message, deviceId))
      : take(message)
}
