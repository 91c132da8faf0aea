/** What the lifeboat did, as events that the desktop gets like any other when it is back. */
import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { EventStore } from '../events/event-store.ts'
import { failureKind, type Log } from '../log.ts'
import type { RelayMetrics } from '../relay-metrics.ts'
import type { LifeboatStep, StreamOrder } from '../wire/control-messages.ts'
import type { LifeboatParts, Protection } from './lifeboat.ts'

export interface LifeboatNewsParts {
  readonly store: EventStore
  readonly clock: Clock
  readonly log: Log
  readonly metrics: RelayMetrics
  readonly stored: () => void
}

export function lifeboatNews({
  store,
  clock,
  log,
  metrics,
  stored,
}: LifeboatNewsParts): LifeboatParts['tell'] {
  return (callId, step) => {
    const receivedAtMs = clock.wallMs()
    const told: LifeboatStep = {
      type: 'lifeboat_step',
      call_id: callId,
      step,
      at: new Date(receivedAtMs).toISOString(),
    }
    const body = Buffer.from(JSON.stringify(told))
    metrics.lifeboatSteps.inc({ step })
    log.info('lifeboat', { callId, step })
    store
      .append({
        source: 'relay',
        eventId: randomUUID(),
        contentSha256: createHash('sha256').update(body).digest(),
        receivedAtMs,
        body,
      })
      // The step was taken whether or not the disk remembers it.
      .then(stored, (cause: unknown) =>
        log.error('a lifeboat step could not be stored', { kind: failureKind(cause) }),
      )
  }
}

export const protectionIn = (order: Extract<StreamOrder, { type: 'protect' }>): Protection => ({
  callControlId: order.call_control_id,
  holdClipId: order.hold_clip_id,
  goodbyeClipId: order.goodbye_clip_id,
  carrierUrl: order.carrier_url,
  carrierKey: order.carrier_key,
})
