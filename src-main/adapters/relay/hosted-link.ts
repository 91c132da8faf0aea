import type { DesktopMessage, RelayMessage } from '../../../cloud-relay/wire/control-messages.ts'
import type { HostedLink, QuestionHandler } from '../../core/hosted/hosted-link.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { LinkRequests } from './link-requests.ts'

export interface HostedLinkEnd extends HostedLink {
  /** False when the message is about something else. */
  received(message: RelayMessage): boolean
}

/** What the hosted engine needs of the relay: an address for its messages, and somebody to answer them. */
export function hostedLink(ask: LinkRequests['ask'], send: (message: DesktopMessage) => void): HostedLinkEnd {
  let handler: QuestionHandler | undefined
  return {
    async webhook(signal) {
      let found: { url: string; headers: Readonly<Record<string, string>> } | undefined
      await ask({ type: 'hosted_webhook' }, signal, (answer) => {
        if (answer.type === 'hosted_webhook') found = { url: answer.url, headers: answer.headers }
      })
      if (found) return found
      throw new VendorFailure(
        'relay',
        'refused',
        'The relay takes no messages of the hosted engine: set VAPI_WEBHOOK_SECRET there and start it again.',
      )
    },
    onQuestion(newHandler) {
      handler = newHandler
    },
    answer: (eventId, body) => send({ type: 'answer', event_id: eventId, body }),
    received(message) {
      switch (message.type) {
        case 'question':
          handler?.asked(message.event_id, message.within_ms)
          return true
        case 'answer_taken':
          handler?.answerTaken(message.event_id, message.taken)
          return true
        default:
          return false
      }
    },
  }
}
