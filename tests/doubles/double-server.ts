import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { pageAnswer } from '../../src-main/local-server/page-policy.ts'
import { createCoreDouble } from './core-double.ts'
import { createDoubleState, type DeskDeed, type DoubleOptions } from './double-state.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export interface DoubleServer {
  url: string
  token: string
  /** Breaks every open line, as a crash of the core would. */
  dropLines(): void
  /** What the desk did with live calls so far. */
  heard(): DeskDeed[]
  /** The agent takes its calls back, as when a microphone is silent for too long. */
  takeBack(): void
  /** What the wallet holds, from elsewhere. */
  fund(cents: number): void
  /** From elsewhere: by a script, or in another window. */
  pauseSpending(): void
  close(): Promise<void>
}

/** Serves the built window and the core double on loopback, like the headless host. */
export async function serveDouble(
  options: DoubleOptions & { port?: number; rendererFolder: string },
): Promise<DoubleServer> {
  const token = 'double-token'
  const state = createDoubleState(options)
  const handler = new RPCHandler(createCoreDouble(state))
  const sockets = new WebSocketServer({ noServer: true })

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback')
    if (pathname.startsWith('/api/')) {
      response.writeHead(request.headers.authorization === `Bearer ${token}` ? 200 : 401).end()
      return
    }
    const file = join(options.rendererFolder, normalize(pathname === '/' ? '/index.html' : pathname))
    readFile(file).then(
      async (content) => {
        // As the real hosts answer, so that a forbidden font, style or script fails here first.
        const type = types[extname(file)] ?? 'application/octet-stream'
        const answer = pageAnswer(new Uint8Array(content), type, "'self'")
        response.setHeaders(answer.headers).end(Buffer.from(await answer.arrayBuffer()))
      },
      () => response.writeHead(404).end(),
    )
  })

  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback')
    if (pathname !== '/rpc' || searchParams.get('token') !== token) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => void handler.upgrade(client))
  })

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    dropLines() {
      for (const client of sockets.clients) client.terminate()
    },
    heard: () => [...state.deeds],
    takeBack: () => state.live.takeBack(),
    fund(cents) {
      state.wallet.balance_cents = cents
    },
    pauseSpending() {
      state.wallet.paused = true
    },
    close() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
