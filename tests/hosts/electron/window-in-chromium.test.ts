import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElectronHost } from '../../doubles/electron/page-double.ts'
import { root, type StartedHost, startHost } from '../../doubles/electron/start-host.ts'
import type { WebContentsDouble } from '../../doubles/electron/window-double.ts'

declare global {
  interface Window {
    toCore(text: string): Promise<void>
    fromCore(text: string): void
    askForPort(): Promise<void>
    ridgeline: ElectronHost
  }
}

/**
 * The built window in a real Chromium, under the policy and from the files that Electron's app:// serves, on a port that
 * main process, preload script and core process really passed along. Only Electron itself is played.
 */
const SITE = 'https://ui.invalid'
const KNOWN = ['/usr/bin/chromium', '/usr/bin/google-chrome']
let host: StartedHost
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  host = await startHost()
  const contents = await host.contents()
  const executablePath = process.env.RIDGELINE_BROWSER ?? KNOWN.find((path) => existsSync(path))
  browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  page = await browser.newPage({ viewport: { width: 1_360, height: 860 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await serveAsElectronDoes(page, host)
  await passPortsOn(page, contents)
  await page.goto(`${SITE}/`)
})
afterAll(async () => {
  await browser?.close()
  await host?.end()
})

describe('the window under the policy of Electron', () => {
  it('reaches the core over its port and shows what it says', async () => {
    await page.getByText('Practice: no real calls').waitFor()
    await page.getByRole('heading', { name: 'Bring in your leads' }).waitFor()
  })

  it('shows every screen without breaking the policy once', async () => {
    const links = page.getByRole('navigation').getByRole('link')
    const names = await links.allTextContents()
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) {
      await page.getByRole('navigation').getByRole('link', { name }).first().click()
      await page.waitForTimeout(200)
    }
    expect(complaints).toEqual([])
  })

  it('may run the microphone’s own module on the audio thread', async () => {
    // Modules of the audio thread are not fetched through the page's routes, so these files come from a real server.
    const server = createServer(async (request, response) => {
      const answer = await host.electron.session.fetch(`app://ui${request.url}`)
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const files = readFileSync(join(root, 'out', 'window-files.json'), 'utf8')
    const module = Object.keys(JSON.parse(files) as object).find((name) =>
      name.includes('microphone-worklet'),
    )
    const bare = await browser.newPage()
    await bare.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const inputs = await bare.evaluate(async (url) => {
      const context = new AudioContext()
      await context.audioWorklet.addModule(url)
      const node = new AudioWorkletNode(context, 'ridgeline-microphone', { numberOfOutputs: 0 })
      await context.close()
      return node.numberOfInputs
    }, `/${module}`)
    await bare.close()
    server.close()
    expect(inputs).toBe(1)
  })

  it('can reach nobody outside and run nothing foreign, even if a page tried', async () => {
    const tried = await page.evaluate(async () => {
      const blocked: string[] = []
      addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
      const refused = await fetch('https://evil.invalid/collect').then(
        () => false,
        () => true,
      )
      const script = document.createElement('script')
      let written = true
      try {
        script.textContent = 'window.foreign = true'
      } catch {
        written = false
      }
      document.body.append(script)
      const frame = document.createElement('iframe')
      frame.src = 'https://evil.invalid/'
      document.body.append(frame)
      const image = new Image()
      image.src = 'https://evil.invalid/pixel.png'
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { refused, written, foreign: 'foreign' in window, blocked: [...new Set(blocked)].sort() }
    })
    expect(tried).toEqual({
      refused: true,
      written: false,
      foreign: false,
      blocked: ['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for'],
    })
  })
})

async function serveAsElectronDoes(page: Page, { electron }: StartedHost): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    if (!url.startsWith(`${SITE}/`)) {
      complaints.push(`asked ${url}`)
      return route.abort()
    }
    const answer = await electron.session.fetch(url.replace(SITE, 'app://ui'))
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  })
}

/** The page's ports end in this process, where the double's page got the real ones. oRPC sends text only. */
async function passPortsOn(page: Page, contents: WebContentsDouble): Promise<void> {
  const view = contents.page?.window
  if (!view) throw new Error('no page')
  let core: MessagePort | undefined
  view.addEventListener('message', (event) => {
    core = (event as Event & { ports: MessagePort[] }).ports[0]
    // What the core still says while the browser closes is heard by nobody.
    core?.on('message', (text: string) =>
      page.evaluate((heard) => window.fromCore(heard), text).catch(() => undefined),
    )
  })
  await page.exposeBinding('toCore', (_source, text: string) => core?.postMessage(text))
  await page.exposeBinding('askForPort', () => view.ridgeline.requestCorePort())
  await page.addInitScript(() => {
    window.ridgeline = {
      platform: 'linux',
      openExternal: () => undefined,
      requestCorePort() {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = (event) => void window.toCore(event.data)
        window.fromCore = (text) => port1.postMessage(text)
        void window
          .askForPort()
          .then(() => window.postMessage({ type: 'ridgeline-core-port' }, location.origin, [port2]))
      },
    }
  })
}
