import { createContext, use } from 'react'
import { useStore } from 'zustand'
import type { Bridge } from './bridge.ts'
import type { ConnectionState } from './reconnect-policy.ts'

export const BridgeContext = createContext<Bridge | null>(null)

export function useBridge(): Bridge {
  const bridge = use(BridgeContext)
  if (!bridge) throw new Error('useBridge was used outside the app.')
  return bridge
}

export const useConnectionState = (): ConnectionState => useStore(useBridge().connection.state)
