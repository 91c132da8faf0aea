import { contextBridge, ipcRenderer } from 'electron'

// This script alone is compiled for both worlds; of the browser's it uses only this.
declare const window: {
  location: { origin: string }
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
}

/**
 * All that the window gets of Electron: three names, no events, no callbacks. The main process checks every message
 * again; its channels are spelled in src-main/hosts/electron/core-line.ts, which this sandboxed script cannot import.
 */
contextBridge.exposeInMainWorld('ridgeline', {
  platform: process.platform,
  requestCorePort: (): void => ipcRenderer.send('request-core-port', undefined),
  openExternal: (url: string): void => ipcRenderer.send('open-external', String(url)),
})

ipcRenderer.on('core-port', (event) => {
  window.postMessage({ type: 'ridgeline-core-port' }, window.location.origin, event.ports)
})
