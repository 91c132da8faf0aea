import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { App } from '../app.ts'
import { watchActivity } from './live-streams.ts'
import type { Router } from './router.ts'

export interface LocalSocketsOptions {
  readonly app: App
  readonly router: Router
  /** Whether whoever knocks has the token and comes from a page of ours. */
  readonly isOurs: (request: IncomingMessage, url: URL) => boolean
}

export interface LocalSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

const MAX_RPC_BYTES = 4 * 1024 * 1024

/** The window's socket and the activity feed. Whatever a peer sends or breaks off ends its own socket only. */
export function localSockets({ app, router, isOurs }: LocalSocketsOptions): LocalSockets {
  const rpc = new RPCHandler(router)
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_RPC_BYTES, perMessageDeflate: false })
  const brokeOff = (error: Error) => app.log.debug({ err: error }, 'a local socket broke off')
  const accepted: Record<string, (ws: WebSocket) => void> = {
    '/rpc': (ws) => void rpc.upgrade(ws, { context: {} }),
    '/ws/activity': (ws) => sendActivity(app, ws),
  }
  return {
    upgrade(request, socket, head) {
      // Without a listener an `error` event, such as a reset by the peer, would end the whole core.
      socket.on('error', brokeOff)
      const url = URL.parse(request.url ?? '/', 'http://127.0.0.1')
      if (!url) return refuse(socket, '400 Bad Request')
      if (!isOurs(request, url)) return refuse(socket, '401 Unauthorized')
      const serve = accepted[url.pathname]
      if (!serve) return refuse(socket, '404 Not Found')
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', brokeOff)
        serve(ws)
      })
    },
    close() {
      for (const ws of server.clients) ws.terminate()
      server.close()
    },
  }
}

function sendActivity(app: App, ws: WebSocket): void {
  const gone = new AbortController()
  ws.on('close', () => gone.abort())
  const send = async () => {
    for await (const event of watchActivity(app.activity.feed, gone.signal)) ws.send(JSON.stringify(event))
  }
  send().catch((error: unknown) => {
    app.log.error({ err: error }, 'the activity feed failed')
    ws.terminate()
  })
}

/** Closed as soon as the refusal is out: a stranger who never hangs up must not keep the server open. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
