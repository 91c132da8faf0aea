/** Once an hour: forgets what need not be kept, and changes the relay's key when it is old. */
import type { Clock } from './clock.ts'
import type { CommandResults } from './desktop-link/command-results.ts'
import type { Devices } from './desktop-link/devices.ts'
import type { RelayKeys } from './desktop-link/relay-key.ts'
import type { EventStore } from './events/event-store.ts'
import { failureKind, type Log } from './log.ts'

const EVERY_MS = 3_600_000
const KEEP_MS = 24 * 3_600_000
const CHANGE_KEY_AFTER_MS = 90 * 24 * 3_600_000

export interface HouseworkParts {
  readonly store: EventStore
  readonly commandResults: CommandResults
  readonly devices: Devices
  readonly relayKeys: RelayKeys
  readonly isQuiet: () => boolean
  readonly clock: Clock
  readonly log: Log
}

/** Answers how to end it. */
export function startHousework(parts: HouseworkParts): () => void {
  const timer = setInterval(() => {
    try {
      doHousework(parts)
    } catch (cause) {
      // Calls go on, and in an hour the disk may take it.
      parts.log.error('housework failed', { kind: failureKind(cause) })
    }
  }, EVERY_MS)
  return () => clearInterval(timer)
}

export function doHousework(parts: HouseworkParts): void {
  const { store, commandResults, devices, relayKeys, isQuiet, clock, log } = parts
  const nowMs = clock.wallMs()
  store.purgeBodies(nowMs - KEEP_MS)
  commandResults.forget(nowMs - KEEP_MS)
  // While nobody is paired somebody may be about to type a code, and it names the key.
  const isOld = nowMs - relayKeys.madeAtMs() > CHANGE_KEY_AFTER_MS
  if (isOld && devices.count() > 0 && isQuiet()) {
    relayKeys.change(nowMs)
    log.info('the relay has a new key')
  }
}
