import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../doubles/electron/start-host.ts'

const program = installedProgram()
const whyNot = reasonToSkip()
if (whyNot) console.warn(`Skipped: the journey through Electron. ${whyNot}`)

describe.skipIf(whyNot !== null)(`Ridgeline in Electron${whyNot ? ` (${whyNot})` : ''}`, () => {
  let app: ElectronApplication
  let page: Page
  let dataFolder: string

  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-electron-journey-'))
    app = await _electron.launch({
      executablePath: program ?? '',
      args: [root, '--practice', '--data-dir', dataFolder],
      chromiumSandbox: true,
    })
    page = await app.firstWindow()
  })
  afterAll(async () => {
    await app?.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  it('opens on the leads, over a port to its core', async () => {
    await page.getByText('Practice: no real calls').waitFor()
    await page.getByRole('heading', { name: 'Bring in your leads' }).waitFor()
    expect(page.url()).toMatch(/^app:\/\/ui\//)
  })

  it('gives the page no Node and three names', async () => {
    const seen = await page.evaluate(() => ({
      node: [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')],
      names: Object.keys(Reflect.get(window, 'ridgeline') as object).sort(),
    }))
    expect(seen).toEqual({
      node: ['undefined', 'undefined'],
      names: ['openExternal', 'platform', 'requestCorePort'],
    })
  })

  it('runs its page in the sandbox, locked down as asked', async () => {
    const preferences = await app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) =>
        // Electron has it, its types do not.
        (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      ),
    )
    for (const each of preferences)
      expect(each).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
      })
  })

  it('goes nowhere else and opens nothing', async () => {
    await page.evaluate(() => {
      window.open('https://evil.invalid/')
      location.href = 'https://evil.invalid/'
    })
    await page.waitForTimeout(500)
    expect(page.url()).toMatch(/^app:\/\/ui\//)
    expect(app.windows()).toHaveLength(1)
    const fetched = await page.evaluate(() =>
      fetch('https://evil.invalid/').then(
        () => true,
        () => false,
      ),
    )
    expect(fetched).toBe(false)
  })

  it('shows every screen, and again after its page was loaded anew', async () => {
    const links = page.getByRole('navigation').getByRole('link')
    for (const name of await links.allTextContents()) await links.filter({ hasText: name }).first().click()
    await page.reload()
    await page.getByText('Practice: no real calls').waitFor()
  })

  it('survives the death of its core', async () => {
    const killed = await app.evaluate(({ app }) => {
      const core = app.getAppMetrics().find(({ name }) => name === 'Ridgeline core')
      return core ? process.kill(core.pid, 'SIGKILL') : false
    })
    expect(killed).toBe(true)
    await expect
      .poll(
        () => app.evaluate(({ app }) => app.getAppMetrics().some(({ name }) => name === 'Ridgeline core')),
        { timeout: 20_000 },
      )
      .toBe(true)
    await page.getByRole('heading', { name: 'Bring in your leads' }).waitFor()
  })
})

function installedProgram(): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(path) ? path : null
}

function reasonToSkip(): string | null {
  if (program === null) return "Electron's program is not installed here and could not be fetched."
  if (process.getuid?.() === 0)
    return 'As root, Chromium runs only without its sandbox, and without it Ridgeline refuses to start.'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'There is no display.'
  return null
}
