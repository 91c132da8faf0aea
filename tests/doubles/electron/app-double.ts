import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DoubleOptions } from './electron-double.ts'
import { preventable, refuse, StrictEmitter } from './strict.ts'

const EVENTS = [
  'ready',
  'second-instance',
  'activate',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'web-contents-created',
]

/** Electron's `app`: ready a moment after the program was loaded, and particular about what comes before. */
export function appDouble(options: DoubleOptions, windows: () => { close(): boolean }[]) {
  return new AppDouble(options, windows)
}

export class AppDouble extends StrictEmitter {
  sandboxed = false
  /** The exit code, once the program ended. */
  readonly exited: Promise<number>
  readonly #options: DoubleOptions
  readonly #windows: () => { close(): boolean }[]
  readonly #paths = new Map<string, string>()
  readonly #ready: Promise<void>
  #isReady = false
  #locked = false
  #over = false
  #end: (code: number) => void = () => undefined

  constructor(options: DoubleOptions, windows: () => { close(): boolean }[]) {
    super('app', EVENTS)
    this.#options = options
    this.#windows = windows
    this.exited = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#ready = new Promise((resolve) => {
      this.becomeReady = () => {
        this.#isReady = true
        this.emit('ready')
        resolve()
      }
    })
  }
  /** Called by whoever loaded the program, as Electron does once the program's file has been read. */
  becomeReady: () => void = () => undefined

  get isPackaged(): boolean {
    return this.#options.installed ?? false
  }
  isReady(): boolean {
    return this.#isReady
  }
  whenReady(): Promise<void> {
    return this.#ready
  }
  enableSandbox(): void {
    if (this.#isReady) refuse('app.enableSandbox works only before ready.')
    this.sandboxed = true
  }
  requestSingleInstanceLock(): boolean {
    if (!this.#paths.has('userData')) refuse('The lock belongs to a data folder, which must be set first.')
    this.#locked = true
    return !(this.#options.otherInstanceRuns ?? false)
  }
  setPath(name: string, path: string): void {
    if (this.#locked) refuse('Paths are set before the lock is asked for.')
    if (!existsSync(path)) refuse(`${path} does not exist.`)
    this.#paths.set(name, path)
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? refuse(`${name} was never set.`)
  }
  getAppPath(): string {
    return this.#options.root
  }
  getVersion(): string {
    return (JSON.parse(readFileSync(join(this.#options.root, 'package.json'), 'utf8')) as { version: string })
      .version
  }
  quit(): void {
    if (this.#over) return
    this.emit('before-quit', preventable({}))
    // A window that stays open calls the whole quit off, as in Electron.
    if (!this.#windows().every((window) => window.close())) return
    const leaving = preventable({})
    this.emit('will-quit', leaving)
    if (!leaving.defaultPrevented) this.exit(0)
  }
  exit(code: number): void {
    if (this.#over) return
    this.#over = true
    this.#end(code)
    this.#options.exit?.(code)
  }
}
