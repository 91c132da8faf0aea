/** The relay put together: routes, sockets, storage, and an orderly end. */
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { billing } from './billing/checkout.ts'
import { billingReturnPage } from './billing/return-page.ts'
import { type Clock, systemClock } from './clock.ts'
import { controlServer } from './control/control-socket.ts'
import { handOver, type Leaver, takeOverFrom } from './control/hand-over.ts'
import { relayAdmin } from './control/relay-admin.ts'
import { commandResultsIn } from './desktop-link/command-results.ts'
import { devicesIn } from './desktop-link/devices.ts'
import { linkServer } from './desktop-link/link-server.ts'
import { pairRoute } from './desktop-link/pair-route.ts'
import { type Pairing, pairing } from './desktop-link/pairing.ts'
import { relayKeysIn } from './desktop-link/relay-key.ts'
import { sqliteEventStore } from './events/sqlite-event-store.ts'
import { startHousework } from './housework.ts'
import { failureKind, type Log } from './log.ts'
import { operatorRoutes } from './operator-routes.ts'
import { failuresPerMinute } from './rate-limit.ts'
import { relayMetrics } from './relay-metrics.ts'
import { requestsInFlight } from './requests-in-flight.ts'
import type { Settings } from './settings.ts'
import { openDatabase } from './storage/database.ts'
import { upgrades } from './upgrades.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'
import { isLoopbackHost } from './wire/loopback.ts'

const SWEEP_MS = 1_000
/** The desktop and the carriers have gone by then. */
const DRAINED_AFTER_SWEEPS = 2
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
  /** A new relay has this one's place, and no call has its sound here any more. */
  onDrained?: (how: 'handed-over' | 'successor-failed') => void
}

export async function startRelay({
  settings,
  log,
  clock = systemClock,
  onBroken,
  onDrained,
}: RelayOptions): Promise<Relay> {
  const { dataDir, host } = settings
  const metrics = relayMetrics()
  const predecessor = settings.takeOver ? await takeOverFrom(dataDir) : undefined
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
  const relayKeys = relayKeysIn(dataDir, db)
  const devices = devicesIn(db)
  const commandResults = commandResultsIn(db)
  if (settings.resetPairing) devices.removeAll()

  const app = new Hono()
  const requests = requestsInFlight()
  app.use(requests.count)
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
    relayKeys,
    devices,
    commandResults,
    pairing: () => pairs,
    store,
    hostedHeaders: settings.vapiSecret ? { 'X-Vapi-Secret': settings.vapiSecret } : undefined,
    billing: billing({ stripe: settings.stripe, bundles: settings.bundles, publicUrl, clock, log }),
    clock,
    log,
    metrics,
    publicUrl,
    isOurHost,
    predecessor,
    relayIsPublic: settings.publicUrl !== undefined && !isLoopbackHost(new URL(settings.publicUrl).hostname),
  })
  const pairs: Pairing = pairing({
    relayKey: relayKeys.current,
    devices,
    clock,
    publicUrl,
    isOurHost,
    askDevice: link.deviceDesk.askToJudge,
  })

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
  app.route('/', operatorRoutes({ store, link, metrics }))
  app.onError((cause, c) => {
    log.error('request failed', { kind: failureKind(cause) })
    return c.json({ code: 'internal' }, 500)
  })

  const stopUpgrades = upgrades({
    server,
    link,
    clock,
    metrics,
    sockets: { link: webSockets(), carrier: webSockets() },
  })
  let drain: { quietSweeps: number; how: 'handed-over' | 'successor-failed' } | undefined
  const leaver: Leaver = {
    async letGo() {
      drain = { quietSweeps: 0, how: 'successor-failed' }
      stopHousework()
      control.close()
      server.close()
      await requests.finish()
      const inheritance = link.letGo()
      store.close()
      return inheritance
    },
    successorListens() {
      if (drain) drain.how = 'handed-over'
      link.sendDesktopOn()
    },
    dropDesktop: link.dropDesktop,
    release: link.release,
  }
  const admin = relayAdmin({
    devices,
    relayKeys,
    clock,
    remove: link.deviceDesk.remove,
    renewCode: pairs.renewCode,
    connectedDeviceId: link.connectedDeviceId,
  })
  const control = controlServer(
    dataDir,
    { answer: admin, handOver: (socket) => handOver(socket, leaver) },
    log,
  )
  const sweep = setInterval(() => {
    link.hub.check()
    // Calls need no disk: they may end before the process does.
    const isQuiet = link.hub.liveCount() === 0
    if (storageBroken && isQuiet) onBroken?.()
    if (!drain) return
    drain.quietSweeps = isQuiet ? drain.quietSweeps + 1 : 0
    if (drain.quietSweeps > DRAINED_AFTER_SWEEPS) onDrained?.(drain.how)
  }, SWEEP_MS)
  const stopHousework = startHousework({
    store,
    commandResults,
    devices,
    relayKeys,
    isQuiet: () => link.hub.liveCount() === 0,
    clock,
    log,
  })
  predecessor?.listening()
  log.info('relay ready', { port, tookOver: predecessor !== undefined })

  return {
    url,
    pairingCode: pairs.code(),
    async close() {
      clearInterval(sweep)
      stopHousework()
      control.close()
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
