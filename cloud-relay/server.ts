/** The relay put together: routes, sockets, storage, and an orderly end. */
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { billing } from './billing/checkout.ts'
import { billingReturnPage } from './billing/return-page.ts'
import { type Clock, systemClock } from './clock.ts'
import { controlServer } from './control/control-socket.ts'
import { handOver, takeOverFrom } from './control/hand-over.ts'
import { relayAdmin } from './control/relay-admin.ts'
import { departure } from './departure.ts'
import { commandResultsIn } from './desktop-link/command-results.ts'
import { devicesIn } from './desktop-link/devices.ts'
import { linkServer } from './desktop-link/link-server.ts'
import { pairRoute } from './desktop-link/pair-route.ts'
import { type Pairing, pairing } from './desktop-link/pairing.ts'
import { relayKeysIn } from './desktop-link/relay-key.ts'
import { sqliteEventStore } from './events/sqlite-event-store.ts'
import { startHousework } from './housework.ts'
import { addressOf, closeHttpServer, openHttpServer, portOf } from './http-server.ts'
import { failureKind, type Log } from './log.ts'
import { operatorRoutes } from './operator-routes.ts'
import { failuresPerMinute } from './rate-limit.ts'
import { relayMetrics } from './relay-metrics.ts'
import { requestsInFlight } from './requests-in-flight.ts'
import type { Settings } from './settings.ts'
import { openDatabase } from './storage/database.ts'
import { upgrades } from './upgrades.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'
import { MAX_MESSAGE_BYTES } from './wire/frame.ts'
import { isLoopbackHost } from './wire/loopback.ts'

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
  const server = await openHttpServer(app, settings.port, host)
  const port = portOf(server)

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
  const { leaver, stop: stopSweeping } = departure({
    link,
    store,
    server,
    requests,
    storageIsBroken: () => storageBroken,
    stopServing() {
      stopHousework()
      control.close()
    },
    onBroken,
    onDrained,
  })
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
      stopSweeping()
      stopHousework()
      control.close()
      await closeHttpServer(server, () => {
        link.close()
        stopUpgrades()
      })
      store.close()
      log.info('relay stopped')
    },
  }
}

const webSockets = () =>
  new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES })
