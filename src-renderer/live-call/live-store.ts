import { createContext, use, useEffect } from 'react'
import { createStore, type StoreApi } from 'zustand'
import type { LiveCallView, LiveEvent } from '../../src-preload/contract/calls.ts'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { followStream } from '../bridge/follow-stream.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { createLevelBoard, type LevelBoard } from './level-board.ts'

export interface LiveCalls {
  /** Whether the core has told yet what is live. */
  known: boolean
  order: CallId[]
  calls: Record<CallId, LiveCallView>
}

export interface LiveStore extends StoreApi<LiveCalls> {
  levels: LevelBoard
  hear(event: LiveEvent): void
}

type CallEvent = Exclude<LiveEvent, { type: 'levels' }>

function nextLiveCalls(live: LiveCalls, event: CallEvent): LiveCalls {
  switch (event.type) {
    case 'calls':
      return {
        known: true,
        order: event.calls.map((call) => call.call_id),
        calls: Object.fromEntries(event.calls.map((call) => [call.call_id, call])),
      }
    case 'call': {
      const { call } = event
      const order = live.order.includes(call.call_id) ? live.order : [...live.order, call.call_id]
      return { ...live, order, calls: { ...live.calls, [call.call_id]: call } }
    }
    case 'gone': {
      const { [event.call_id]: _gone, ...calls } = live.calls
      return { ...live, order: live.order.filter((id) => id !== event.call_id), calls }
    }
  }
}

/** Mirrors what the core says about live calls. Loudness goes past React, to the level board. */
export function createLiveStore(): LiveStore {
  const store = createStore<LiveCalls>(() => ({ known: false, order: [], calls: {} }))
  const levels = createLevelBoard()
  return {
    ...store,
    levels,
    hear(event) {
      if (event.type === 'levels') return levels.note(event.call_id, event.homeowner, event.agent)
      if (event.type === 'gone') levels.forget(event.call_id)
      store.setState((live) => nextLiveCalls(live, event), true)
    },
  }
}

export const LiveStoreContext = createContext<LiveStore | null>(null)

export function useLiveStore(): LiveStore {
  const store = use(LiveStoreContext)
  if (!store) throw new Error('useLiveStore was used outside the app.')
  return store
}

/** Keeps the store fed for as long as the window is open, whichever screen is shown. */
export function useWatchLiveCalls(): void {
  const { client } = useBridge()
  const store = useLiveStore()
  useEffect(() => {
    const stop = new AbortController()
    void followStream(
      { open: (signal) => client.live.watch(undefined, { signal }), onEvent: store.hear },
      stop.signal,
    )
    return () => stop.abort()
  }, [client, store])
}
