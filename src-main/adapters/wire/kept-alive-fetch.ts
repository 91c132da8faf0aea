import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { ReadableStream } from 'node:stream/web'

/**
 * `fetch` for the SDK of a vendor that is asked in the middle of a call. Node's own closes a connection that was idle
 * for four seconds; between two replies the model is idle for longer, so each would begin with a TLS handshake. These
 * connections stay open as long as the vendor lets them. It takes a URL and a body of text, as SDKs give them.
 */
export function keptAliveFetch(): typeof fetch {
  const plain = new HttpAgent({ keepAlive: true, scheduling: 'lifo' })
  const secure = new HttpsAgent({ keepAlive: true, scheduling: 'lifo' })
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const [request, agent] = url.protocol === 'https:' ? [httpsRequest, secure] : [httpRequest, plain]
    const { body, signal, method = 'GET' } = init
    if (body != null && typeof body !== 'string') throw new TypeError('only text can be sent')
    const headers = Object.fromEntries(new Headers(init.headers))
    if (body != null) headers['content-length'] = String(Buffer.byteLength(body))
    const ask = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request(url, { method, agent, headers, ...(signal && { signal }) })
        asked.once('socket', keepOneListener)
        asked.once('response', resolve)
        asked.on('error', (error) =>
          reject(isStale(asked.reusedSocket, error) ? new StaleConnection() : error),
        )
        asked.end(body ?? undefined)
      })
    // A kept connection that the vendor closed in this very moment has carried nothing: a fresh one is asked, once.
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof StaleConnection) return ask()
      throw error
    })
    return responseOf(answer)
  }
}

/**
 * A request that is given up in the moment in which its answer ends: Node has taken its own listener off the socket by
 * then, and the error of the abort would reach nobody and end the program.
 */
function keepOneListener(socket: Socket): void {
  socket.off('error', toldElsewhere)
  socket.on('error', toldElsewhere)
}
/** Whoever reads the answer is told by the answer. */
const toldElsewhere = () => {}

class StaleConnection extends Error {}

const isStale = (wasKept: boolean, error: NodeJS.ErrnoException): boolean =>
  wasKept && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) if (value) headers.set(name, String(value))
  const status = answer.statusCode ?? 0
  const hasBody = status !== 204 && status !== 304
  if (!hasBody) answer.resume()
  const body = hasBody ? ReadableStream.from(answer) : null
  return new Response(body as ConstructorParameters<typeof Response>[0], { status, headers })
}
