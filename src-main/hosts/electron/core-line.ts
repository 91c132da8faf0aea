import type { WebContents } from 'electron'
import { z } from 'zod'
import type { CoreHost } from './core-host.ts'
import { openExternalLink } from './external-links.ts'
import { hearWindow } from './window-messages.ts'

/** Channels of the preload script, which spells them once more because it can import nothing of ours. */
export const CHANNELS = {
  requestCorePort: 'request-core-port',
  corePort: 'core-port',
  openExternal: 'open-external',
} as const

const Nothing = z.undefined()
const Link = z.string().max(4_096)

export interface CoreLine {
  /** A new core runs: windows that had a line get a new one. */
  renew(): void
}

/** Everything a window may ask of the main process: a line to the core, and to open a link. */
export function connectWindows(core: () => CoreHost | undefined): CoreLine {
  const wanting = new Set<WebContents>()

  function give(contents: WebContents): void {
    const port = contents.isDestroyed() ? null : core()?.openPort()
    if (port) contents.postMessage(CHANNELS.corePort, null, [port])
  }

  hearWindow(CHANNELS.requestCorePort, Nothing, (contents) => {
    if (!wanting.has(contents)) contents.once('destroyed', () => wanting.delete(contents))
    wanting.add(contents)
    give(contents)
  })
  hearWindow(CHANNELS.openExternal, Link, (_contents, url) => void openExternalLink(url))
  return {
    renew() {
      for (const contents of wanting) give(contents)
    },
  }
}
