import { join } from 'node:path'
import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron'
import { APP_PAGE } from './app-origin.ts'
import { askBeforeLeaving } from './leave-page.ts'
import { knowWindow } from './window-messages.ts'

export interface WindowOptions {
  readonly root: string
  readonly session: Session
  /** A developer's tools; never in an installed Ridgeline. */
  readonly devTools: boolean
  /** The program was told to end, and waits for no answer. */
  readonly mustEnd: () => boolean
  /** The page died several times in a row. */
  readonly gaveUp: () => void
}

const MOST_CRASHES = 3
const CRASHES_FORGOTTEN_AFTER_MS = 60_000

export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1_360,
    height: 860,
    minWidth: 900,
    minHeight: 600,
    title: 'Ridgeline',
    show: false,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    icon: join(options.root, 'resources', 'icons', 'icon.png'),
    webPreferences: webPreferences(options),
  })
  knowWindow(window.webContents)
  window.once('ready-to-show', () => window.show())
  askBeforeLeaving(window, options.mustEnd)
  showAgainAfterCrash(window, options.gaveUp)
  void window.loadURL(APP_PAGE)
  return window
}

/** Said in full, though most are Electron's defaults: a default that changes must not change us. */
const webPreferences = ({
  root,
  session,
  devTools,
}: WindowOptions): NonNullable<BrowserWindowConstructorOptions['webPreferences']> => ({
  session,
  preload: join(root, 'out', 'preload', 'bridge.cjs'),
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // The spelling checker would fetch its dictionaries from the network.
  spellcheck: false,
  devTools,
})

/** A page that dies is loaded again; the calls are not in it. */
function showAgainAfterCrash(window: BrowserWindow, gaveUp: () => void): void {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const now = performance.now()
    crashes = [...crashes.filter((at) => now - at < CRASHES_FORGOTTEN_AFTER_MS), now]
    if (crashes.length > MOST_CRASHES) gaveUp()
    else window.webContents.reload()
  })
}
