import type { ClientContext, ClientLink } from '@orpc/client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type ConnectionState, nextConnectionState, reconnectDelayMs } from './reconnect-policy.ts'

export type Link = ClientLink<ClientContext>

/** An open line; `lost` settles when it breaks. */
export interface OpenLine {
  link: Link
  lost: Promise<void>
}

/** Thrown by an opener when trying again cannot help: the token is wrong. */
export class TurnedAway extends Error {}

export interface World {
  sleep(delayMs: number): Promise<void>
  chance(): number
}

export interface Connection {
  state: StoreApi<ConnectionState>
  /** The link of the line now open; waits for the next one while reconnecting. */
  link(): Promise<Link>
  retryNow(): void
  close(): void
}

const PATIENCE_MS = 15_000

/** Opens a line and opens it again whenever it breaks, until closed or turned away. */
export function keepConnected(open: () => Promise<OpenLine>, world: World): Connection {
  const state = createStore<ConnectionState>(() => ({ status: 'connecting' }))
  const waiting = new Set<(link: Link) => void>()
  let current: Link | undefined
  let closed = false
  let wake: () => void = () => undefined
  const tell = (event: Parameters<typeof nextConnectionState>[1]) =>
    state.setState(nextConnectionState(state.getState(), event), true)

  async function stayConnected(): Promise<void> {
    for (let attempt = 1; !closed; attempt++) {
      try {
        const line = await open()
        attempt = 0
        current = line.link
        tell({ type: 'opened' })
        for (const resolve of waiting) resolve(line.link)
        waiting.clear()
        await line.lost
        current = undefined
        if (!closed) tell({ type: 'lost' })
      } catch (error) {
        if (error instanceof TurnedAway) return tell({ type: 'turned-away', detail: error.message })
        tell({ type: 'attempt-failed' })
      }
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      await Promise.race([world.sleep(reconnectDelayMs(Math.max(attempt, 1), world.chance())), woken])
    }
  }
  void stayConnected()

  return {
    state,
    async link() {
      if (current) return current
      let resolveLink: (link: Link) => void = () => undefined
      const next = new Promise<Link>((resolve) => {
        resolveLink = resolve
      })
      waiting.add(resolveLink)
      const answer = await Promise.race([next, world.sleep(PATIENCE_MS)])
      waiting.delete(resolveLink)
      if (!answer) throw new ConnectionLost()
      return answer
    },
    retryNow: () => wake(),
    close() {
      closed = true
      wake()
    },
  }
}

/** The core could not be reached; nothing was asked of it. */
export class ConnectionLost extends Error {
  constructor() {
    super('Ridgeline is not answering.')
  }
}
