// A Chromium for the journeys: one that is installed, else Playwright's own, else the distribution's package.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, node, root, say } from './launch.mjs'

const INSTALLED = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The path of a browser. Ends the program with a sentence when none can be had. */
export function ensureBrowser() {
  return (
    installed() ??
    playwrights() ??
    distributions() ??
    fail('No Chromium, Chrome or Edge was found, and none could be installed.')
  )
}

function installed() {
  const given = process.env.RIDGELINE_BROWSER
  if (given && existsSync(given)) return given
  return (INSTALLED[process.platform] ?? []).find((path) => existsSync(path))
}

function playwrights() {
  const path = () => {
    const { stdout } = spawnSync(
      node,
      ['-e', "process.stdout.write(require('playwright').chromium.executablePath())"],
      { cwd: root, encoding: 'utf8' },
    )
    return stdout && existsSync(stdout) ? stdout : undefined
  }
  const known = path()
  if (known) return known
  say('Fetching a browser for the tests…')
  spawnSync(node, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 120_000,
  })
  return path()
}

function distributions() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium')
  return installed()
}
