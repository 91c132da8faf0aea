// npm test: installs what is missing (a browser too), builds, runs every test, ends with one plain line.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensureBuild, ensureDependencies, runSync } from './launch.mjs'
import { ensureStrace } from './strace.mjs'

ensureDependencies()
ensureBuild()
process.env.RIDGELINE_BROWSER = ensureBrowser()
ensureStrace()

const folder = mkdtempSync(join(tmpdir(), 'ridgeline-tests-'))
const report = join(folder, 'report.json')
const { status } = runSync([
  join('node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])
process.stdout.write(`${closingLine(report)}\n`)
rmSync(folder, { recursive: true, force: true })
process.exit(status ?? 1)

function closingLine(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'))
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
    return `${numPassedTests} passed, ${numFailedTests} failed${skipped}`
  } catch {
    return '0 passed, 1 failed'
  }
}
