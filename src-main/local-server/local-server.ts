import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { App } from '../app.ts'
import { asProblem, httpApi } from './http-api.ts'
import { localSockets } from './local-sockets.ts'
import { internalProblem, problem } from './problems.ts'
import type { Router } from './router.ts'
import { type StaticFiles, staticFiles } from './static-files.ts'

export interface LocalServerOptions {
  readonly app: App
  readonly router: Router
  readonly token: string
  /** 0 for any. */
  readonly port: number
  /** The built window, served to a browser. Null under Electron, which has its own protocol. */
  readonly rendererFolder: string | null
}

export interface LocalServer {
  readonly origin: string
  close(): Promise<void>
}

const LOOPBACK = '127.0.0.1'

/** Loopback only, behind a random token: the window for a browser, its socket, the HTTP API, metrics, activity. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { app, router, token } = options
  const files = options.rendererFolder ? staticFiles(options.rendererFolder) : null
  const server = await listen(pages(app, httpApi(app, router), token, files), options.port)
  const port = (server.address() as { port: number }).port
  const sockets = localSockets({
    app,
    router,
    isOurs: (request, url) => isOurs(request, port) && sameToken(tokenOf(request, url), token),
  })
  server.on('upgrade', sockets.upgrade)

  return {
    origin: `http://${LOOPBACK}:${port}`,
    async close() {
      sockets.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function pages(app: App, api: Hono, token: string, files: StaticFiles | null): Hono {
  const all = new Hono()
  all.use('*', async (c, next) => {
    const isApi = c.req.path.startsWith('/api/') || c.req.path === '/metrics'
    if (isApi && !sameToken(bearerOf(c.req.header('authorization')), token)) {
      return asProblem(
        problem(
          'unauthorized',
          'The token is missing or wrong',
          'Send "Authorization: Bearer TOKEN" with the token of the ready line.',
        ),
      )
    }
    // A foreign name that resolves to this machine (DNS rebinding) is not us.
    const host = c.req.header('host')?.replace(/:\d+$/, '')
    if (host !== LOOPBACK && host !== 'localhost') return c.text('Unknown host', 403)
    return next()
  })
  all.route('/', api)
  all.get('*', (c) => files?.(c.req.path) ?? c.text('There is no window here.', 404))
  all.onError((error, c) => {
    app.log.error({ err: error, path: c.req.path }, 'a request failed')
    return asProblem(internalProblem())
  })
  return all
}

function listen(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: LOOPBACK }, () => resolve(server as Server))
    server.once('error', reject)
  })
}

const bearerOf = (header: string | undefined): string => /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? ''
const tokenOf = (request: IncomingMessage, url: URL): string =>
  url.searchParams.get('token') ?? bearerOf(request.headers.authorization)

/** Constant time whatever the lengths: digests are compared, not the tokens. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** A browser page of another origin may not open our sockets. */
function isOurs(request: IncomingMessage, port: number): boolean {
  const { origin, host } = request.headers
  if (host !== `${LOOPBACK}:${port}` && host !== `localhost:${port}`) return false
  return (
    origin === undefined || origin === `http://${LOOPBACK}:${port}` || origin === `http://localhost:${port}`
  )
}
