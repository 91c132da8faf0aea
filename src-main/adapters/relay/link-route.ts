/** The way to one run of the relay. While the relay is restarted as planned there are two: sound stays on the old one. */
import { type ReliableLane, reliableLane } from '../../../cloud-relay/wire/reliable-lane.ts'
import { type CallStreams, callStreams } from './call-streams.ts'
import type { LifeboatDeposits } from './lifeboat-deposits.ts'
import type { LinkConnection } from './link-connection.ts'
import type { LinkClock } from './link-parts.ts'

export interface LinkRoute {
  readonly lane: ReliableLane
  readonly streams: CallStreams
  connection: LinkConnection | undefined
  relayRunId: string | undefined
}

export function linkRoute(
  clock: Pick<LinkClock, 'monotonicMs'>,
  lifeboat: Pick<LifeboatDeposits, 'orderFor' | 'forget'>,
): LinkRoute {
  const lane = reliableLane()
  const route: LinkRoute = {
    lane,
    streams: callStreams(lane, () => route.connection, clock, lifeboat),
    connection: undefined,
    relayRunId: undefined,
  }
  return route
}
