import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { useHearing } from './hearing.ts'
import { useTakeOver } from './take-over.ts'

export interface Listening {
  on: boolean
  toggle(): void
}

/**
 * Hears a call from the click on Listen until the next click or until the call leaves the screen. Whoever speaks in the
 * call hears the homeowner anyway, and hears both again afterwards.
 */
export function useListen(callId: CallId): Listening {
  const hearing = useHearing()
  const [on, setOn] = useState(false)
  const speaks = useSpeaks(callId)
  useEffect(() => {
    if (!on || speaks) return
    const stop = new AbortController()
    hearing.hear(callId, 'both', stop.signal)
    return () => stop.abort()
  }, [on, speaks, callId, hearing])
  return { on, toggle: () => setOn((was) => !was) }
}

/** Whether the person at this window speaks in the call. */
export const useSpeaks = (callId: CallId): boolean =>
  useStore(useTakeOver(), (voice) => voice.status === 'speaking' && voice.call.call_id === callId)
