import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type DoubleServer, serveDouble } from '../../doubles/double-server.ts'
import { openBrowser, stillness } from '../browser.ts'

const rendererFolder = join(import.meta.dirname, '..', '..', '..', 'out', 'renderer')

export interface Opening {
  readonly leads?: number
  /** Nothing was ever done. */
  readonly empty?: boolean
  readonly afterCrash?: boolean
  readonly liveCalls?: number
  readonly beforeOpening?: boolean
  readonly takenOver?: boolean
  readonly relayGone?: boolean
}

export interface OpenedWindow {
  readonly page: Page
  readonly server: DoubleServer
}

/**
 * What the window does by itself, in a small window before a core whose every answer is known. Called once in a test
 * file: the file has one browser, and each of its tests one window, closed behind it.
 */
export function windowOnDouble(): { open(screen: string, options?: Opening): Promise<OpenedWindow> } {
  let browser: Browser
  let server: DoubleServer | undefined
  let page: Page | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterEach(async () => {
    await page?.context().close()
    await server?.close()
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    async open(screen, options = {}) {
      server = await serveDouble({ leads: 836, empty: false, liveCalls: 0, rendererFolder, ...options })
      page = await (await browser.newContext({ viewport: { width: 1024, height: 700 } })).newPage()
      page.setDefaultTimeout(15_000)
      await page.goto(`${server.url}/?token=${server.token}#${screen}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      return { page, server }
    },
  }
}

/** Nothing that keeps somebody from using it, nothing wider than the window, and one thing that scrolls. */
export async function expectFit(page: Page): Promise<void> {
  await stillness(page)
  const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  const tooWide = await page
    .locator('main > div')
    .last()
    .evaluate((element) => element.scrollWidth - element.clientWidth)
  expect(tooWide).toBe(0)
  const tooHigh = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
  expect(tooHigh).toBeLessThanOrEqual(0)
}

export const inSight = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return top !== null && (element.contains(top) || top.contains(element))
  })
