import { createContext, use } from 'react'
import { createStore, type StoreApi } from 'zustand'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import type { Client } from '../bridge/bridge.ts'
import { followStream } from '../bridge/follow-stream.ts'
import { createListenPlayer, type Ears } from './listen-player.ts'

/** What this window plays of calls, and how loud: 0 to 100. */
export interface Hearing extends StoreApi<{ volume: number }> {
  /** Plays a call until the signal aborts. */
  hear(callId: CallId, ears: Ears, signal: AbortSignal): void
}

export function createHearing(live: Pick<Client['live'], 'listen'>): Hearing {
  const store = createStore(() => ({ volume: 80 }))
  return {
    ...store,
    hear(callId, ears, signal) {
      const player = createListenPlayer(store.getState().volume / 100, ears)
      const forget = store.subscribe(({ volume }) => player.setVolume(volume / 100))
      signal.addEventListener('abort', () => {
        forget()
        player.close()
      })
      void followStream(
        {
          open: (until) => live.listen({ call_id: callId }, { signal: until }),
          onEvent: (chunk) => player.play(chunk),
        },
        signal,
      )
    },
  }
}

export const HearingContext = createContext<Hearing | null>(null)

export function useHearing(): Hearing {
  const hearing = use(HearingContext)
  if (!hearing) throw new Error('useHearing was used outside the app.')
  return hearing
}
