import type { Faults } from '../faults.ts'
import { faultyDelivery } from '../loopback/faulty-delivery.ts'
import { pauseMs } from '../loopback/faulty-http.ts'
import { DEFAULT_MESSAGES, type VapiAssistant } from './create-call.ts'

export type ServerMessage = Readonly<Record<string, unknown>> & { readonly type: string }

/** Messages to `assistant.server.url`, one after another, with its own headers and back-off plan. */
export interface ServerMessages {
  /** Queues the message; unwanted types are not sent. */
  tell(message: ServerMessage): void
  /** Sends and waits for the JSON answer. */
  ask(message: ServerMessage): Promise<unknown>
}

const DEFAULT_TIMEOUT_SECS = 20

export function serverMessages(assistant: VapiAssistant, faults: Faults): ServerMessages {
  const server = assistant.server
  const wanted = new Set(assistant.serverMessages ?? DEFAULT_MESSAGES)
  let queue: Promise<unknown> = Promise.resolve()
  const faulty = faultyDelivery(faults, 'vapi')

  async function post(message: object): Promise<unknown> {
    if (!server) return null
    const plan = server.backoffPlan
    const tries = 1 + (plan?.maxRetries ?? 0)
    for (let i = 0; i < tries; i++) {
      if (i > 0)
        await pauseMs(
          (plan?.baseDelaySeconds ?? 1) * 1_000 * (plan?.type === 'exponential' ? 2 ** (i - 1) : 1),
        )
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...server.headers },
        body: JSON.stringify({ message }),
        signal: AbortSignal.timeout((server.timeoutSeconds ?? DEFAULT_TIMEOUT_SECS) * 1_000),
      }).catch(() => null)
      if (response?.ok) return response.json().catch(() => null)
    }
    return null
  }

  const deliver = (message: ServerMessage): Promise<unknown> =>
    faulty(message.type, async (fault) => {
      if (fault?.fault === 'garbage') await post({ type: 'practice-unknown-type', timestamp: Date.now() })
      return post(message)
    })

  function enqueue(message: ServerMessage): Promise<unknown> {
    const sent = queue.then(() => deliver({ timestamp: Date.now(), ...message }))
    queue = sent.catch(() => null)
    return sent
  }

  return {
    tell(message) {
      if (wanted.has(message.type) || wanted.has(`${message.type}[transcriptType="final"]`))
        void enqueue(message)
    },
    ask: enqueue,
  }
}
