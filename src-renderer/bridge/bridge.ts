import { createORPCClient, DynamicLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { Contract } from '../../src-preload/contract/contract.ts'
import { type Connection, keepConnected, type World } from './connection.ts'
import { type ElectronHost, openPortLine } from './port-line.ts'
import { openSocketLine } from './socket-line.ts'
import { takeToken } from './token.ts'

export type Client = ContractRouterClient<Contract>

export interface Bridge {
  client: Client
  api: ReturnType<typeof createTanstackQueryUtils<Client>>
  connection: Connection
  openExternal(url: string): void
}

declare global {
  interface Window {
    ridgeline?: ElectronHost
  }
}

/** The one way to the core. Null when a browser was opened without its token. */
export function createBridge(page: Window): Bridge | null {
  const host = page.ridgeline
  if (host) {
    const connection = keepConnected(() => openPortLine(host, page), browserWorld)
    return { ...createClient(connection), connection, openExternal: (url) => host.openExternal(url) }
  }
  const token = takeToken(page)
  if (!token) return null
  const connection = keepConnected(() => openSocketLine(page.location, token), browserWorld)
  const openExternal = (url: string) => void page.open(url, '_blank', 'noopener,noreferrer')
  return { ...createClient(connection), connection, openExternal }
}

function createClient(connection: Connection): Pick<Bridge, 'client' | 'api'> {
  const client: Client = createORPCClient(new DynamicLink(() => connection.link()))
  return { client, api: createTanstackQueryUtils(client) }
}

const browserWorld: World = {
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  chance: () => Math.random(),
}
