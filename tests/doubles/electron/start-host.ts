import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { type DoubleOptions, type ElectronDouble, electronDouble } from './electron-double.ts'
import type { WebContentsDouble } from './window-double.ts'

export const root = resolve(import.meta.dirname, '../../..')

export interface StartedHost {
  readonly electron: ElectronDouble
  readonly dataFolder: string
  /** Everything it wrote to stdout and stderr. */
  readonly said: { out: string; err: string }
  /** The first window, loaded. */
  contents(): Promise<WebContentsDouble>
  end(): Promise<void>
}
export interface HostOptions extends Partial<Omit<DoubleOptions, 'root' | 'exit'>> {
  args?: string[]
  environment?: Record<string, string>
  dataFolder?: string
}

/** Loads the real main.ts with the stand-in for `electron`, as Electron would start it. */
export async function startHost(options: HostOptions = {}): Promise<StartedHost> {
  const { args = ['--practice'], environment = {}, ...doubleOptions } = options
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'ridgeline-electron-'))
  const electron = electronDouble({ root, ...doubleOptions })
  const said = { out: '', err: '' }
  const before = { argv: process.argv, term: process.listeners('SIGTERM'), int: process.listeners('SIGINT') }
  process.argv = ['/opt/electron', ...(options.installed ? [] : [root]), ...args, '--data-dir', dataFolder]
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text)
    return true
  })
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text)
    return true
  })
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)

  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  await import('../../../src-main/hosts/electron/main.ts')
  electron.app.becomeReady()

  return {
    electron,
    dataFolder,
    said,
    async contents() {
      const window = await vi.waitFor(() => {
        const [first] = electron.module.BrowserWindow.getAllWindows()
        if (!first) throw new Error('no window yet')
        return first
      })
      await window.loaded
      return window.webContents
    },
    async end() {
      electron.app.quit()
      await electron.app.exited
      for (const listener of process.listeners('SIGTERM'))
        if (!before.term.includes(listener)) process.removeListener('SIGTERM', listener)
      for (const listener of process.listeners('SIGINT'))
        if (!before.int.includes(listener)) process.removeListener('SIGINT', listener)
      process.argv = before.argv
      out.mockRestore()
      err.mockRestore()
      vi.unstubAllEnvs()
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
