/** When this relay ends by itself: its place is a new one's, or its disk has failed, and no call has its sound here any more. */
import type { Server } from 'node:http'
import type { Leaver } from './control/hand-over.ts'
import type { LinkServer } from './desktop-link/link-server.ts'
import type { EventStore } from './events/event-store.ts'
import type { RequestsInFlight } from './requests-in-flight.ts'

const SWEEP_MS = 1_000
/** The desktop and the carriers have gone by then. */
const DRAINED_AFTER_SWEEPS = 2

export interface DepartureParts {
  readonly link: LinkServer
  readonly store: EventStore
  readonly server: Server
  readonly requests: RequestsInFlight
  readonly storageIsBroken: () => boolean
  /** No operator is heard and no housework is done any more. */
  readonly stopServing: () => void
  /** Called at every sweep from then on. */
  readonly onBroken: (() => void) | undefined
  /** Called at every sweep from then on. `successor-failed`: it never told that it listens. */
  readonly onDrained: ((how: 'handed-over' | 'successor-failed') => void) | undefined
}

export interface Departure {
  readonly leaver: Leaver
  /** Watches no longer. */
  stop(): void
}

export function departure(parts: DepartureParts): Departure {
  const { link, store, server, requests } = parts
  let drain: { quietSweeps: number; how: 'handed-over' | 'successor-failed' } | undefined

  const sweep = setInterval(() => {
    link.hub.check()
    // Calls need no disk: they may end before the process does.
    const isQuiet = link.hub.liveCount() === 0
    if (isQuiet && parts.storageIsBroken()) parts.onBroken?.()
    if (!drain) return
    drain.quietSweeps = isQuiet ? drain.quietSweeps + 1 : 0
    if (drain.quietSweeps > DRAINED_AFTER_SWEEPS) parts.onDrained?.(drain.how)
  }, SWEEP_MS)

  return {
    leaver: {
      async letGo() {
        drain = { quietSweeps: 0, how: 'successor-failed' }
        parts.stopServing()
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
    },
    stop: () => clearInterval(sweep),
  }
}
