import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { expect } from 'vitest'
import { stillness } from './browser.ts'
import { measureLoudspeaker } from './sound.ts'

export interface OwnersWindow {
  readonly page: Page
  /** Its errors, and whatever it asked of anybody but its own host. */
  readonly complaints: string[]
  /** Chooses a screen in the navigation. */
  go(screen: string): Promise<void>
  expectAccessible(where: string): Promise<void>
}

/** An empty window of usual size, whose loudspeaker can be measured. */
export async function ownersWindow(browser: Browser): Promise<OwnersWindow> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(15_000)
  await measureLoudspeaker(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`),
  )
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|ws:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url()))
      complaints.push(`asked ${request.url()}`)
  })
  return {
    page,
    complaints,
    go: (screen) => page.getByRole('navigation').getByRole('link', { name: screen }).click(),
    async expectAccessible(where) {
      await stillness(page)
      // Preloading, axe copies the player's styles into a page without the nonce, and the policy rightly complains of it.
      const { violations } = await new AxeBuilder({ page }).options({ preload: false }).analyze()
      expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([])
    },
  }
}
