import { RPCLink } from '@orpc/client/message-port'
import type { OpenLine } from './connection.ts'

/** What the preload script exposes as `window.ridgeline`. */
export interface ElectronHost {
  platform: string
  requestCorePort(): void
  openExternal(url: string): void
}

const PORT_TIMEOUT_MS = 5_000

/** A MessagePort to the core process, handed over by the preload script through a window message. */
export function openPortLine(host: ElectronHost, view: Window): Promise<OpenLine> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => {
      view.removeEventListener('message', onMessage)
      reject(new Error('The core process gave no port.'))
    }, PORT_TIMEOUT_MS)

    function onMessage(event: MessageEvent) {
      const port = event.ports[0]
      if (event.source !== view || !isPortMessage(event.data) || !port) return
      clearTimeout(timeout)
      view.removeEventListener('message', onMessage)
      const lost = Promise.race([
        new Promise<void>((settle) => port.addEventListener('close', () => settle())),
        nextPortArrives(view),
      ])
      port.start()
      resolve({ link: new RPCLink({ port }), lost })
    }
    view.addEventListener('message', onMessage)
    host.requestCorePort()
  })
}

// A second port means that the core process was started anew; the first is then dead.
function nextPortArrives(view: Window): Promise<void> {
  return new Promise((settle) => {
    const onMessage = (event: MessageEvent) => {
      if (event.source !== view || !isPortMessage(event.data)) return
      view.removeEventListener('message', onMessage)
      settle()
    }
    view.addEventListener('message', onMessage)
  })
}

const isPortMessage = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'ridgeline-core-port'
