import { appDouble } from './app-double.ts'
import { MessageChannelMain } from './message-ports.ts'
import { type StorageBackend, safeStorageDouble } from './safe-storage-double.ts'
import { SessionDouble } from './session-double.ts'
import { onlyKnown, refuse, StrictEmitter, strict } from './strict.ts'
import { utilityProcesses } from './utility-processes.ts'
import { browserWindows, type IpcEvent, type WebContentsDouble, type World } from './window-double.ts'

export interface DoubleOptions {
  root: string
  installed?: boolean
  backend?: StorageBackend
  encryptionAvailable?: boolean
  otherInstanceRuns?: boolean
  /** Programs that are started do nothing but end when asked: for tests of the window alone. */
  inertPrograms?: boolean
  /** The button that the person clicks when asked; without it they press Escape. */
  answer?: () => string
  /** Ends the process that plays Electron's main process; tests in one process only look. */
  exit?: (code: number) => void
}

interface Question {
  message: string
  buttons: string[]
  defaultId?: number
  cancelId?: number
}
const QUESTION = ['type', 'title', 'message', 'detail', 'buttons', 'defaultId', 'cancelId', 'noLink']

/** The module `electron` as our main process may use it. Whatever Ridgeline must not do fails here, loudly. */
export function electronDouble(options: DoubleOptions) {
  const schemes = new Set<string>()
  const seen = {
    openedLinks: [] as string[],
    notices: [] as string[],
    errorBoxes: [] as string[],
    questions: [] as string[],
    schemes: [] as object[],
  }
  const ipcListeners = new Map<string, (event: IpcEvent, ...args: unknown[]) => void>()
  const app = appDouble(options, () => BrowserWindow.getAllWindows())
  const isReady = () => app.isReady()
  const defaultSession = new SessionDouble(isReady, schemes)
  const world: World = {
    isReady,
    installed: options.installed ?? false,
    root: options.root,
    sessionOf: () => defaultSession,
    created(contents: WebContentsDouble) {
      app.emit('web-contents-created', {}, contents)
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])
        if (contents.listenerCount(event) === 0) refuse(`Nobody watches ${event}.`)
      if (!app.sandboxed) refuse('A window was opened, but app.enableSandbox() was never called.')
    },
    hear: (event, channel, args) => ipcListeners.get(channel)?.(event, ...args),
  }
  const BrowserWindow = browserWindows(world)
  const { utilityProcess, running } = utilityProcesses(isReady, options.inertPrograms ?? false)
  const powerMonitor = new StrictEmitter('powerMonitor', ['resume', 'suspend'])

  const module = {
    app: strict('app', app),
    BrowserWindow,
    MessageChannelMain,
    utilityProcess,
    powerMonitor,
    safeStorage: safeStorageDouble(options, isReady),
    session: strict('session', { defaultSession }),
    protocol: strict('protocol', {
      registerSchemesAsPrivileged(given: { scheme: string; privileges: Record<string, boolean> }[]) {
        if (isReady()) refuse('Schemes are registered before ready, or not at all.')
        if (schemes.size > 0) refuse('Schemes are registered once.')
        for (const { scheme, privileges } of given) {
          if (!privileges.standard || !privileges.secure) refuse(`${scheme} must be standard and secure.`)
          if (privileges.bypassCSP) refuse(`${scheme} must not bypass the content security policy.`)
          schemes.add(scheme)
        }
        seen.schemes.push(...given)
      },
    }),
    ipcMain: strict('ipcMain', {
      on(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => void) {
        if (!new Error().stack?.includes('window-messages'))
          refuse('Messages of windows are heard in window-messages.ts only.')
        ipcListeners.set(channel, listener)
      },
    }),
    shell: strict('shell', {
      async openExternal(url: string) {
        if (!['https:', 'mailto:'].includes(new URL(url).protocol)) refuse(`${url} may not be opened.`)
        if (!new Error().stack?.includes('external-links'))
          refuse('Links are opened in external-links.ts only.')
        seen.openedLinks.push(url)
      },
    }),
    dialog: strict('dialog', {
      showErrorBox: (title: string, content: string) => void seen.errorBoxes.push(`${title}: ${content}`),
      showMessageBoxSync(window: unknown, question: Question) {
        if (!BrowserWindow.getAllWindows().some((open) => open === window))
          refuse('A question belongs to the window that it is about.')
        onlyKnown('showMessageBoxSync', question, QUESTION)
        if (question.cancelId !== question.defaultId || question.cancelId === undefined)
          refuse('Enter and Escape must do the same, and nothing that cannot be undone.')
        seen.questions.push(question.message)
        const answer = question.buttons.indexOf(options.answer?.() ?? '')
        return answer < 0 ? question.cancelId : answer
      },
    }),
    Menu: strict('Menu', {
      buildFromTemplate: (template: object[]) => template,
      setApplicationMenu: (_menu: object[]) => undefined,
    }),
    Notification: class {
      readonly #title: string
      constructor({ title }: { title: string; body: string }) {
        this.#title = title
      }
      static isSupported = () => true
      show() {
        seen.notices.push(this.#title)
      }
    },
  }
  return { module, app, session: defaultSession, running, seen, powerMonitor, hear: world.hear, ipcListeners }
}
export type ElectronDouble = ReturnType<typeof electronDouble>
