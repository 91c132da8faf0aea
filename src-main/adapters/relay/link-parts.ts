/** What the link needs from its surroundings. */
import type { Clock } from '../../core/clock.ts'
import type { DeviceKeyStore } from './device-identity.ts'
import type { HangUpGrant } from './lifeboat-deposits.ts'

export interface RelayLinkOptions {
  /** Origin of the relay: https anywhere, http on loopback only. */
  url: string
  /** Printed by the relay. Needed once. */
  pairingCode?: string | undefined
  deviceKeyStore: DeviceKeyStore
  deviceName: string
  hangUpGrant: HangUpGrant
  commitCursor: CommitCursor
  log: LinkLog
  /** A ping was answered after so long. */
  roundTrip?: (ms: number) => void
  clock?: LinkClock
  /** From 0 to 1, spreads reconnects. */
  chance?: () => number
}

export type LinkClock = Pick<Clock, 'nowMs' | 'monotonicMs' | 'wakeAfter'>

export const systemLinkClock: LinkClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  wakeAfter(delayMs, wake) {
    const timer = setTimeout(wake, delayMs)
    return () => clearTimeout(timer)
  },
}

export interface LinkLog {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  warn(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  error(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
}

/** How far the desktop has come in the relay's event log. */
export interface CommitCursor {
  /**
   * Called at each connect with the log the relay now speaks for. Answers the last sequence number committed from
   * that very log, 0 when there is none. Numbers stored afterwards belong to this log.
   */
  resume(logId: string): number
  /**
   * Called after the handler has returned. Harmless when the handler's own transaction has stored the number
   * already, which is the better way.
   */
  advance(seq: number): void
}
