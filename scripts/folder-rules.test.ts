import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
let folder: string

/** A tree with the same folders, in which only what is planted stands. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-rules-'))
  copyFileSync(join(root, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'))
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FORBIDDEN = [
  ['core-is-pure', 'src-main/core/call/planted.ts', 'src-main/adapters/sqlite/planted.ts'],
  ['call-ports-stand-alone', 'src-main/core/call/ports.ts', 'src-main/core/call/live/planted.ts'],
  ['call-speech-looks-down', 'src-main/core/call/speech/planted.ts', 'src-main/core/call/live/planted.ts'],
  ['call-log-looks-down', 'src-main/core/call/log/planted.ts', 'src-main/core/call/closing/planted.ts'],
  ['call-live-looks-down', 'src-main/core/call/live/planted.ts', 'src-main/core/call/placing/planted.ts'],
  [
    'call-placing-looks-down',
    'src-main/core/call/placing/planted.ts',
    'src-main/core/call/session/planted.ts',
  ],
  [
    'call-closing-looks-down',
    'src-main/core/call/closing/planted.ts',
    'src-main/core/call/session/planted.ts',
  ],
  [
    'call-session-looks-down',
    'src-main/core/call/session/planted.ts',
    'src-main/core/call/recovery/planted.ts',
  ],
  [
    'call-recovery-looks-down',
    'src-main/core/call/recovery/planted.ts',
    'src-main/core/call/session/planted.ts',
  ],
  ['call-trial-looks-down', 'src-main/core/call/trial/planted.ts', 'src-main/core/call/session/planted.ts'],
  ['contract-is-pure', 'src-preload/contract/planted.ts', 'src-main/core/planted.ts'],
  ['renderer-knows-only-the-contract', 'src-renderer/leads/planted.tsx', 'src-main/core/planted.ts'],
  ['relay-stands-alone', 'cloud-relay/media/planted.ts', 'src-main/core/planted.ts'],
  ['vendors-do-not-meet', 'src-main/adapters/telnyx/planted.ts', 'src-main/adapters/stripe/planted.ts'],
  ['practice-plays-the-outside', 'src-main/practice/telnyx/planted.ts', 'src-main/core/call/planted.ts'],
] as const
const WRITTEN = {
  'a value import': (path: string) => `import { planted } from '${path}'\nexport const seen = planted\n`,
  'a type import': (path: string) => `import type { Planted } from '${path}'\nexport type Seen = Planted\n`,
  'a type among values': (path: string) =>
    `import { type Planted } from '${path}'\nexport type Seen = Planted\n`,
  'a type export': (path: string) => `export type { Planted } from '${path}'\n`,
  'a later import': (path: string) => `export const seen = () => import('${path}')\n`,
}

/** The rules that are broken when each of these files imports what it may not. */
function broken(text: (path: string) => string): string[] {
  for (const [, , to] of FORBIDDEN) plant(to, 'export const planted = 1\nexport type Planted = number\n')
  for (const [, from, to] of FORBIDDEN) plant(from, text(`${'../'.repeat(from.split('/').length - 1)}${to}`))
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const folders = ['src-main', 'src-preload', 'src-renderer', 'cloud-relay']
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
    { cwd: folder, encoding: 'utf8' },
  )
  // It warns when it cannot read TypeScript.
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } }
  return report.summary.violations.map(({ rule }) => rule.name)
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

it.each(Object.keys(WRITTEN) as (keyof typeof WRITTEN)[])('sees %s across a border of folders', (how) => {
  expect(broken(WRITTEN[how])).toEqual(expect.arrayContaining(FORBIDDEN.map(([rule]) => rule)))
})
