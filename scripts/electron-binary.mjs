// Electron's program is fetched from its release page at first use. Where that cannot be done, nothing depends on it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment, node, root, say } from './launch.mjs'

const FETCH_TIMEOUT_MS = 120_000

/** The path of Electron's program, fetched if need be; null when it cannot be had. */
export async function electronBinary() {
  const known = installed()
  if (known) return known
  if (!(await releasePageAnswers())) return null
  say("Fetching Electron's program…")
  const script = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(script)) return null
  spawnSync(node, [script], { stdio: ['ignore', 2, 2], timeout: FETCH_TIMEOUT_MS, env: environment() })
  return installed()
}

function installed() {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(program) ? program : null
}

async function releasePageAnswers() {
  try {
    await fetch('https://github.com', { method: 'HEAD', signal: AbortSignal.timeout(4_000) })
    return true
  } catch {
    return false
  }
}
