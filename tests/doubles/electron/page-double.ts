import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import type { MessagePort } from 'node:worker_threads'
import { refuse, strict } from './strict.ts'

/** What the window's code expects of its host. */
export interface ElectronHost {
  platform: string
  requestCorePort(): void
  openExternal(url: string): void
}

/** A page with the real preload script, in a world that holds only what a sandboxed preload has. */
export interface PageDouble {
  /** As the page's own scripts see it. */
  readonly window: EventTarget & { readonly ridgeline: ElectronHost }
  readonly exposed: Readonly<Record<string, unknown>>
  receive(channel: string, message: unknown, ports: MessagePort[]): void
}

export function openPage(root: string, send: (channel: string, args: unknown[]) => void): PageDouble {
  const exposed: Record<string, unknown> = {}
  const listeners = new Map<string, (event: object, ...args: unknown[]) => void>()
  const window = pageWindow()
  const electron = strict('electron (in a sandboxed preload script)', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld(name: string, api: object) {
        mayCross(name, api)
        exposed[name] = Object.freeze(api)
        Object.defineProperty(window, name, { value: api })
      },
    }),
    ipcRenderer: strict('ipcRenderer', {
      send: (channel: string, ...args: unknown[]) => send(channel, structuredClone(args)),
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) =>
        void listeners.set(channel, listener),
    }),
  })
  const world = createContext({
    window: { location: { origin: 'app://ui' }, postMessage: window.postMessage },
    process: strict('process (in a sandboxed preload script)', { platform: process.platform }),
    require: (name: string) =>
      name === 'electron' ? electron : refuse(`A sandboxed preload script cannot load ${name}.`),
  })
  runInContext(preloadScript(root), world)
  return {
    window,
    exposed,
    receive: (channel, message, ports) => listeners.get(channel)?.({ ports }, message),
  }
}

/** The source as the build makes it: types off, imports as require. */
function preloadScript(root: string): string {
  const source = readFileSync(join(root, 'src-preload', 'bridge.ts'), 'utf8')
  return stripTypeScriptTypes(source).replace(
    /^import (\{[^}]+\}) from '([^']+)'$/gm,
    "const $1 = require('$2')",
  )
}

/** Only plain values and functions cross the bridge, and no argument of Electron's may come along. */
function mayCross(name: string, api: object): void {
  for (const [key, value] of Object.entries(api)) {
    if (!['string', 'number', 'boolean', 'function'].includes(typeof value))
      refuse(`window.${name}.${key} cannot cross the bridge.`)
  }
}

function pageWindow() {
  const target = new EventTarget()
  const window = Object.assign(target, {
    ridgeline: undefined as unknown as ElectronHost,
    postMessage(data: unknown, targetOrigin: string, transfer: MessagePort[]) {
      if (targetOrigin !== 'app://ui') refuse('A message for the page is addressed to its own origin only.')
      const event = Object.assign(new Event('message'), { data, ports: transfer, source: target })
      queueMicrotask(() => target.dispatchEvent(event))
    },
  })
  Reflect.deleteProperty(window, 'ridgeline')
  return window
}
