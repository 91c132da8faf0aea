/** Signed webhooks over kept connections, and a record of every answer: what was answered 2xx must never be lost. */
import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { signedHeaders, telnyxEvent } from '../../cloud-relay/testing/relay-under-test.ts'

export interface Acknowledged {
  readonly eventId: string
  /** Tells the connections apart in a log of system calls. */
  readonly clientPort: number
}

export interface Answers {
  /** In the order in which the 2xx arrived. */
  readonly acknowledged: Acknowledged[]
  /** How often each other status came. */
  readonly refused: Map<number, number>
}

export interface SendingOptions {
  readonly connections: number
  /** At most so many in all; sending also ends when the relay is gone. */
  readonly limit: number
}

export async function sendWebhooks(url: string, { connections, limit }: SendingOptions): Promise<Answers> {
  const answers: Answers = { acknowledged: [], refused: new Map() }
  let sent = 0

  async function sendOverOneConnection(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    try {
      while (sent < limit) {
        sent += 1
        const eventId = randomUUID()
        const { status, clientPort } = await post(url, telnyxEvent(eventId, { n: sent }), agent)
        if (status >= 200 && status < 300) answers.acknowledged.push({ eventId, clientPort })
        else answers.refused.set(status, (answers.refused.get(status) ?? 0) + 1)
      }
    } catch {
      // The relay is gone, which is what these tests do to it.
    } finally {
      agent.destroy()
    }
  }

  await Promise.all(Array.from({ length: connections }, sendOverOneConnection))
  return answers
}

function post(url: string, body: string, agent: Agent): Promise<{ status: number; clientPort: number }> {
  return new Promise((resolve, reject) => {
    const posting = request(
      `${url}/api/webhooks/telnyx`,
      {
        method: 'POST',
        agent,
        headers: { ...signedHeaders({ body }), 'content-length': Buffer.byteLength(body) },
      },
      (response: IncomingMessage) => {
        // Read now: the answer gives the connection back when it ends.
        const clientPort = response.socket.localPort ?? 0
        response.resume()
        response.once('end', () => resolve({ status: response.statusCode ?? 0, clientPort }))
        response.once('error', reject)
      },
    )
    posting.once('error', reject)
    posting.end(body)
  })
}
