/** Questions to the relay. Each is asked again after a cut until it is answered: every one is harmless to repeat. */
import { randomUUID } from 'node:crypto'
import type {
  DesktopMessage,
  RelayMessage,
  RequestFailureCode,
} from '../../../cloud-relay/wire/control-messages.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export type Request = Extract<DesktopMessage, { request_id: string }>
export type Answer = Extract<RelayMessage, { request_id: string }>
type Unnumbered<T> = T extends Request ? Omit<T, 'request_id'> : never

export interface LinkRequests {
  ask(request: Unnumbered<Request>, signal: AbortSignal, answered: (answer: Answer) => void): Promise<void>
  /** False when nobody waits for it any more. */
  answer(answer: Answer): boolean
  askAgain(): void
  failAll(reason: string): void
}

export function linkRequests(send: (request: Request) => void): LinkRequests {
  const open = new Map<
    string,
    { request: Request; settle: (answer: Answer) => void; fail: (cause: Error) => void }
  >()
  return {
    ask(unnumbered, signal, answered) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const requestId = randomUUID()
        const request: Request = { ...unnumbered, request_id: requestId }
        const stop = () => done(() => reject(signal.reason))
        const done = (settle: () => void) => {
          open.delete(requestId)
          signal.removeEventListener('abort', stop)
          settle()
        }
        signal.addEventListener('abort', stop, { once: true })
        open.set(requestId, {
          request,
          // The caller's part happens at once, before anything that follows the answer on the wire.
          settle: (answer) =>
            done(() => {
              answered(answer)
              resolve()
            }),
          fail: (cause) => done(() => reject(cause)),
        })
        send(request)
      })
    },
    answer(answer) {
      const waiting = open.get(answer.request_id)
      waiting?.settle(answer)
      return waiting !== undefined
    },
    askAgain() {
      for (const { request } of open.values()) send(request)
    },
    failAll(reason) {
      for (const { fail } of [...open.values()]) fail(new VendorFailure('relay', 'unavailable', reason))
    },
  }
}

export const refusedByRelay = (code: RequestFailureCode): VendorFailure =>
  new VendorFailure('relay', 'refused', SENTENCES[code])

const SENTENCES: Readonly<Record<RequestFailureCode, string>> = {
  too_many_streams:
    'The relay carries as many calls as it can. Allow fewer calls at once in the settings, or end some.',
  checkout_not_configured: 'The relay is not set up to sell minutes.',
  bundles_unavailable: 'The relay cannot say at this moment which minutes are on sale. Try again later.',
  unknown_bundle: 'These minutes are not on sale any more. Choose others.',
  payment_vendor_failed: 'The payment service could not be reached by the relay. Try again later.',
  hosted_not_configured: 'The relay is not set up for calls that Vapi holds.',
  unknown_device: 'The relay does not know that computer any more.',
  own_device: 'That is this computer.',
  unknown_pairing: 'Pairing took too long. Try again.',
  bad_signature: 'The relay did not accept the key of this computer. Pair it again with a new code.',
  different_command: 'The relay and this app do not understand each other. Update both.',
}
