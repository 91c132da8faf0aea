/** The relay's door to the network: HTTP with limits for slow and for many clients. */
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

const MAX_CONNECTIONS = 4_096
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 }
/** Answers under way have so long when the relay ends. */
const CLOSE_WITHIN_MS = 2_000

/** Rejects when the port is taken. Port 0 is any free one. */
export function openHttpServer(app: Hono, port: number, host: string): Promise<Server> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: TIMEOUTS,
  }) as Server
  server.maxConnections = MAX_CONNECTIONS
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

/** Takes nothing new, has the sockets closed, and waits for what is under way, but not for long. */
export async function closeHttpServer(server: Server, closeSockets: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  closeSockets()
  server.closeIdleConnections()
  const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
  await closed
  clearTimeout(impatience)
}

/** The peer of a request, from what Hono calls its environment. */
export function addressOf(env: unknown): string {
  const incoming = (env as { incoming?: IncomingMessage } | undefined)?.incoming
  return incoming?.socket.remoteAddress ?? 'unknown'
}
