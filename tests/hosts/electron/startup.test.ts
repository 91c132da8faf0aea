import { afterEach, describe, expect, it, vi } from 'vitest'
import { unsafeFlag } from '../../../src-main/hosts/electron/unsafe-flags.ts'
import { type HostOptions, type StartedHost, startHost } from '../../doubles/electron/start-host.ts'

let host: StartedHost
afterEach(() => host?.end())
const start = async (options: HostOptions) => {
  host = await startHost({ inertPrograms: true, ...options })
  return host
}
const startMessage = () =>
  vi.waitFor(() => {
    const [core] = host.electron.running
    if (!core) throw new Error('no core yet')
    return core.heard[0] as { type: string; options: Record<string, unknown> }
  })

describe('the start', () => {
  it.each([
    '--no-sandbox',
    '--NO-SANDBOX',
    '-no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-web-security',
    '--allow-running-insecure-content',
    '--ignore-certificate-errors',
    '--single-process',
    '--js-flags=--expose-gc',
    '--load-extension=/tmp/x',
  ])('is refused with %s, in one sentence', async (flag) => {
    await start({ args: [flag] })
    expect(await host.electron.app.exited).toBe(1)
    expect(host.said.err).toMatch(/^Ridgeline does not start with --[a-z-]+: .+\n$/)
    expect(host.electron.running).toEqual([])
  })

  it('is refused with a debugger once Ridgeline is installed', () => {
    for (const flag of ['--inspect', '--inspect-brk=0', '--remote-debugging-port=9222']) {
      expect(unsafeFlag([flag], true)).toContain('does not start with')
      expect(unsafeFlag([flag], false)).toBeNull()
    }
  })

  it('is refused with a sentence when a flag is wrong', async () => {
    await start({ args: ['--practice', '--live'] })
    expect(await host.electron.app.exited).toBe(1)
    expect(host.said.err).toBe('Choose one of --practice and --live.\n')
  })

  it('is refused with a sentence that names the wrong variable', async () => {
    await start({ environment: { RELAY_URL: 'http://relay.example' } })
    expect(await host.electron.app.exited).toBe(1)
    expect(host.said.err).toContain('RELAY_URL must be https')
  })

  it('shows a box to whoever clicked an icon', async () => {
    await start({ installed: true, args: ['--port', 'x'] })
    await host.electron.app.exited
    expect(host.electron.seen.errorBoxes).toEqual([
      'Ridgeline cannot start: --port must be a number from 0 to 65535.',
    ])
  })

  it('leaves the field to a Ridgeline that already runs on the same data', async () => {
    await start({ otherInstanceRuns: true })
    expect(await host.electron.app.exited).toBe(0)
    expect(host.electron.running).toEqual([])
  })

  it('hands the flags of npm start to the core, and leaves those of Chromium alone', async () => {
    await start({ args: ['--port', '4321', '--practice', '--ozone-platform=x11', '--password-store=basic'] })
    expect(await startMessage()).toMatchObject({
      type: 'start',
      options: { port: 4321, wishedMode: 'practice', dataFolder: host.dataFolder },
    })
  })

  it('opens no window with --no-open', async () => {
    await start({ args: ['--no-open'] })
    await startMessage()
    expect(host.electron.module.BrowserWindow.getAllWindows()).toEqual([])
  })

  it('gives an installed Ridgeline no developer tools', async () => {
    await start({ installed: true })
    expect((await host.contents()).preferences.devTools).toBe(false)
    expect(host.electron.session.isBlocked('devtools://devtools/bundled/inspector.html')).toBe(true)
  })
})
