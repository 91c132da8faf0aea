/** What the operator and the supervisor look at. */
import { Hono } from 'hono'
import type { LinkServer } from './desktop-link/link-server.ts'
import type { EventStore } from './events/event-store.ts'
import type { RelayMetrics } from './relay-metrics.ts'

export interface OperatorRouteParts {
  readonly store: EventStore
  readonly link: LinkServer
  readonly metrics: RelayMetrics
}

export function operatorRoutes({ store, link, metrics }: OperatorRouteParts): Hono {
  const { registry, watch } = metrics
  watch('relay_link_connected', 'Whether a desktop is connected', () =>
    Number(link.connectedDeviceId() !== null),
  )
  watch('relay_streams_live', 'Carrier sockets now open', () => link.hub.liveCount())
  watch('relay_calls_protected', 'Calls the lifeboat could take over', () => link.lifeboat.counts().protected)
  watch('relay_calls_alone', 'Calls whose desktop is gone', () => link.lifeboat.counts().alone)
  watch('relay_events_waiting', 'Events not yet acknowledged by the desktop', () => store.waiting())

  const routes = new Hono()
  routes.get('/healthz', (c) => c.json({ status: 'alive' }))
  routes.get('/readyz', (c) => {
    const health = store.health()
    return health.ready
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not-ready', reason: health.reason }, 503)
  })
  routes.get('/metrics', async (c) =>
    c.text(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  )
  return routes
}
