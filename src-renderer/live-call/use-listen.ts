import { useEffect, useRef, useState } from 'react'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { followStream } from '../bridge/follow-stream.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { createListenPlayer, type ListenPlayer } from './listen-player.ts'

export interface Listening {
  on: boolean
  toggle(): void
  /** 0 to 100. */
  volume: number
  setVolume(volume: number): void
}

/** Hears a call from the click on Listen until the next click or until the call leaves the screen. */
export function useListen(callId: CallId): Listening {
  const { client } = useBridge()
  const [listening, setListening] = useState(false)
  const [volume, setVolume] = useState(80)
  const player = useRef<ListenPlayer>(null)
  const startVolume = useRef(volume)

  useEffect(() => {
    if (!listening) return
    const current = createListenPlayer(startVolume.current / 100)
    player.current = current
    const stop = new AbortController()
    void followStream(
      {
        open: (signal) => client.live.listen({ call_id: callId }, { signal }),
        onEvent: (chunk) => current.play(chunk),
      },
      stop.signal,
    )
    return () => {
      stop.abort()
      current.close()
      player.current = null
    }
  }, [listening, callId, client])

  return {
    on: listening,
    toggle: () => setListening((on) => !on),
    volume,
    setVolume: (next: number) => {
      setVolume(next)
      startVolume.current = next
      player.current?.setVolume(next / 100)
    },
  }
}
