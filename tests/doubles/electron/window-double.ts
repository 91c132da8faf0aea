import type { PortDouble } from './message-ports.ts'
import { openPage, type PageDouble } from './page-double.ts'
import type { SessionDouble } from './session-double.ts'
import { onlyKnown, preventable, refuse, StrictEmitter } from './strict.ts'

/** What each preference must be, said in full. */
const REQUIRED = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
} as const
const PREFERENCES = [
  ...Object.keys(REQUIRED),
  'session',
  'preload',
  'navigateOnDragDrop',
  'spellcheck',
  'devTools',
]
const WINDOW_OPTIONS = [
  'width',
  'height',
  'minWidth',
  'minHeight',
  'title',
  'show',
  'backgroundColor',
  'autoHideMenuBar',
  'icon',
  'webPreferences',
]
const CONTENTS_EVENTS = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'will-prevent-unload',
  'render-process-gone',
  'destroyed',
]

export interface World {
  isReady(): boolean
  installed: boolean
  root: string
  sessionOf(): SessionDouble
  created(contents: WebContentsDouble): void
  hear(event: IpcEvent, channel: string, args: unknown[]): void
}
export interface IpcEvent {
  sender: { id: number; mainFrame: unknown }
  senderFrame: { origin: string; url: string } | null
  ports: unknown[]
}
export type WebPreferences = Record<string, unknown> & { preload: string }

let lastId = 0

export class WebContentsDouble extends StrictEmitter {
  readonly id = ++lastId
  readonly mainFrame = { origin: 'app://ui', url: 'about:blank' }
  readonly preferences: WebPreferences
  reloads = 0
  /** The page holds itself open, as with edits that are not saved. */
  holdsPage = false
  page: PageDouble | undefined
  readonly #world: World
  #open: ((details: { url: string }) => { action: string }) | undefined
  #destroyed = false

  constructor(world: World, preferences: WebPreferences) {
    super('webContents', CONTENTS_EVENTS)
    this.#world = world
    this.preferences = preferences
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#open = handler
  }
  postMessage(channel: string, message: unknown, transfer: readonly PortDouble[] = []): void {
    if (this.#destroyed) refuse('This window is gone.')
    this.page?.receive(
      channel,
      message,
      transfer.map((port) => port.transfer()),
    )
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  reload(): void {
    this.reloads += 1
    void this.load(this.mainFrame.url)
  }
  async load(url: string): Promise<void> {
    const answer = await this.#world.sessionOf().fetch(url)
    if (!answer.ok) refuse(`${url} was answered with ${answer.status}.`)
    this.mainFrame.url = url
    const send = (channel: string, args: unknown[]) =>
      this.#world.hear({ sender: this, senderFrame: this.mainFrame, ports: [] }, channel, args)
    this.page = openPage(this.#world.root, send)
  }
  /** What a page tries. True when it would have happened. */
  tries(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', url: string): boolean {
    const attempt = preventable({ url, isMainFrame: event !== 'will-frame-navigate', isSameDocument: false })
    this.emit(event, attempt)
    return !attempt.defaultPrevented
  }
  triesToOpen(url: string): boolean {
    return (this.#open?.({ url }) ?? { action: 'allow' }).action === 'allow'
  }
  triesWebview(): boolean {
    const attempt = preventable({})
    this.emit('will-attach-webview', attempt, {}, {})
    return !attempt.defaultPrevented
  }
  /** Closing the page. Without a listener that lets it go, a page that holds itself open stays, without a word. */
  mayClose(): boolean {
    if (!this.holdsPage) return true
    const attempt = preventable({})
    this.emit('will-prevent-unload', attempt)
    return attempt.defaultPrevented
  }
  destroy(): void {
    this.#destroyed = true
    this.emit('destroyed')
  }
}

export function browserWindows(world: World) {
  const open: BrowserWindowDouble[] = []

  class BrowserWindowDouble extends StrictEmitter {
    readonly webContents: WebContentsDouble
    readonly options: Record<string, unknown>
    shown = false
    focused = 0
    loaded: Promise<void> = Promise.resolve()

    constructor(options: Record<string, unknown> & { webPreferences?: WebPreferences }) {
      super('BrowserWindow', ['ready-to-show', 'closed', 'close'])
      if (!world.isReady()) refuse('A BrowserWindow can be made only after ready.')
      onlyKnown('BrowserWindow', options, WINDOW_OPTIONS)
      world.sessionOf().mustBeLimited()
      this.options = options
      this.webContents = new WebContentsDouble(world, checkedPreferences(options.webPreferences, world))
      open.push(this)
      world.created(this.webContents)
    }
    static getAllWindows(): BrowserWindowDouble[] {
      return [...open]
    }
    loadURL(url: string): Promise<void> {
      this.loaded = this.webContents.load(url).then(() => void this.emit('ready-to-show'))
      return this.loaded
    }
    show(): void {
      this.shown = true
    }
    focus(): void {
      this.focused += 1
    }
    isMinimized(): boolean {
      return false
    }
    restore(): void {}
    isDestroyed(): boolean {
      return this.webContents.isDestroyed()
    }
    /** Whether it closed: a page may hold it open. */
    close(): boolean {
      if (!this.webContents.mayClose()) return false
      open.splice(open.indexOf(this), 1)
      this.webContents.destroy()
      this.emit('closed')
      return true
    }
  }
  return BrowserWindowDouble
}

function checkedPreferences(given: WebPreferences | undefined, world: World): WebPreferences {
  if (!given) return refuse('A window without webPreferences is not locked down.')
  onlyKnown('webPreferences', given, PREFERENCES)
  for (const [name, value] of Object.entries(REQUIRED))
    if (given[name] !== value) refuse(`webPreferences.${name} must be ${value}, said in so many words.`)
  if (world.installed && given.devTools !== false) refuse('An installed Ridgeline has no developer tools.')
  if (given.session !== world.sessionOf()) refuse('The window uses a session that was not limited.')
  return given
}
