/** The relay put together: routes, sockets, storage, and an orderly end. */
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { billing } from './billing/checkout.ts'
import { billingReturnPage } from './billing/return-page.ts'
import { type Clock, systemClock } from './clock.ts'
import { devicesIn } from './desktop-link/devices.ts'
import { linkServer } from './desktop-link/link-server.ts'
import { pairRoute } from './desktop-link/pair-route.ts'
import { pairing } from './desktop-link/pairing.ts'
import { relayKeyIn } from './desktop-link/relay-key.ts'
import { sqliteEventStore } from './events/sqlite-event-store.ts'
import { failureKind, type Log } from './log.ts'
import { failuresPerMinute } from './rate-limit.ts'
import { relayMetrics } from './relay-metrics.ts'
import type { Settings } from './settings.ts'
import { openDatabase } from './storage/database.ts'
import { upgrades } from './upgrades.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'
import { isLoopbackHost } from './wire/loopback.ts'

const SWEEP_MS = 1_000
const PURGE_EVERY_MS = 3_600_000
const KEEP_BODIES_MS = 24 * 3_600_000
const MAX_CONNECTIONS = 4_096

export interface Relay {
  readonly url: string
  readonly pairingCode: string | null
  close(): Promise<void>
}

export interface RelayOptions {
  settings: Settings
  log: Log
  clock?: Clock
  /** Storage can no longer be trusted and no call is live: the process should end and start anew. */
  onBroken?: () => void
}

export async function startRelay({
  settings,
  log,
  clock = systemClock,
  onBroken,
}: RelayOptions): Promise<Relay> {
  const { dataDir, host } = settings
  const metrics = relayMetrics()
  const db = openDatabase(dataDir)
  let storageBroken = false
  const store = sqliteEventStore({
    db,
    dataDir,
    monotonicMs: clock.monotonicMs,
    onCommit: (seconds) => metrics.commitSeconds.observe(seconds),
    onBroken(cause) {
      log.error('storage failed', { kind: failureKind(cause) })
      storageBroken = true
    },
  })
  const relayKey = relayKeyIn(dataDir)
  const devices = devicesIn(db)
  if (settings.resetPairing) devices.removeAll()

  const app = new Hono()
  const serverOptions = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 }
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions,
  }) as Server
  server.maxConnections = MAX_CONNECTIONS
  const port = await listen(server, settings.port, host)

  const url = `http://127.0.0.1:${port}`
  const publicUrl = settings.publicUrl ?? url
  // A stranger in between would have to be reached under another name; on loopback there is no stranger.
  const isOurHost = (claimed: string) =>
    claimed === new URL(publicUrl).host || isLoopbackHost(claimed.replace(/:\d+$/, ''))
  const link = linkServer({
    relayKey,
    devices,
    store,
    hostedHeaders: settings.vapiSecret ? { 'X-Vapi-Secret': settings.vapiSecret } : undefined,
    billing: billing({ stripe: settings.stripe, bundles: settings.bundles, publicUrl, clock, log }),
    clock,
    log,
    metrics,
    publicUrl,
    isOurHost,
    relayIsPublic: settings.publicUrl !== undefined && !isLoopbackHost(new URL(settings.publicUrl).hostname),
  })
  const pairs = pairing({ relayKey, devices, clock, publicUrl, isOurHost })

  app.route(
    '/api/webhooks',
    webhookRoutes({
      settings,
      store,
      clock,
      log,
      metrics,
      onStored: link.eventStored,
      ask: link.questions.ask,
    }),
  )
  app.route('/pair', pairRoute({ pairing: pairs, failures: failuresPerMinute(10, clock), addressOf }))
  app.route('/billing', billingReturnPage())
  app.get('/healthz', (c) => c.json({ status: 'alive' }))
  app.get('/readyz', (c) => {
    const health = store.health()
    return health.ready
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not-ready', reason: health.reason }, 503)
  })
  app.get('/metrics', async (c) =>
    c.text(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType }),
  )
  app.onError((cause, c) => {
    log.error('request failed', { kind: failureKind(cause) })
    return c.json({ code: 'internal' }, 500)
  })
  metrics.watch('relay_link_connected', 'Whether a desktop is connected', () => Number(link.connected()))
  metrics.watch('relay_streams_live', 'Carrier sockets now open', () => link.hub.liveCount())
  metrics.watch(
    'relay_calls_protected',
    'Calls the lifeboat could take over',
    () => link.lifeboat.counts().protected,
  )
  metrics.watch('relay_calls_alone', 'Calls whose desktop is gone', () => link.lifeboat.counts().alone)
  metrics.watch('relay_events_waiting', 'Events not yet acknowledged by the desktop', () => store.waiting())

  const stopUpgrades = upgrades({
    server,
    link,
    clock,
    metrics,
    sockets: { link: webSockets(), carrier: webSockets() },
  })
  const sweep = setInterval(() => {
    link.hub.check()
    // Calls need no disk: they may end before the process does.
    if (storageBroken && link.hub.liveCount() === 0) onBroken?.()
  }, SWEEP_MS)
  const purge = setInterval(() => store.purgeBodies(clock.wallMs() - KEEP_BODIES_MS), PURGE_EVERY_MS)
  log.info('relay ready', { port })

  return {
    url,
    pairingCode: pairs.code(),
    async close() {
      clearInterval(sweep)
      clearInterval(purge)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      link.close()
      stopUpgrades()
      server.closeIdleConnections()
      const impatience = setTimeout(() => server.closeAllConnections(), 2_000)
      await closed
      clearTimeout(impatience)
      store.close()
      log.info('relay stopped')
    },
  }
}

const webSockets = () =>
  new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1_048_576 })

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function addressOf(env: unknown): string {
  const incoming = (env as { incoming?: IncomingMessage } | undefined)?.incoming
  return incoming?.socket.remoteAddress ?? 'unknown'
}
