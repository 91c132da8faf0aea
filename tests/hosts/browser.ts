import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'

const SCREENSHOTS = join(import.meta.dirname, '..', '..', 'out', 'journey')
const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser `npm test` found or installed. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.RIDGELINE_BROWSER ?? KNOWN.find((path) => existsSync(path))
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
    ],
  })
}

/** Until nothing on the page is in the middle of appearing. Endless movements (a pulse, a spinner) do not count. */
export async function stillness(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (animation) =>
          animation.playState !== 'running' ||
          animation.effect?.getTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  )
}

/** Keeps a picture under out/journey for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await stillness(page)
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}
