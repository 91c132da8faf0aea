// npm run check: types, lint and format, folder rules. Each says its own mind; any failure fails the whole.
import { ensureDependencies, runSync, say } from './launch.mjs'

ensureDependencies()
const bin = (name) => `node_modules/${name}`
const checks = [
  ['types of core, hosts and relay', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['types of the tests', [bin('typescript/bin/tsc'), '-p', 'tests/tsconfig.json']],
  ['types of the window', [bin('typescript/bin/tsc'), '-p', 'src-renderer/tsconfig.json']],
  ['lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  [
    'folder rules',
    [
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src-main',
      'src-preload',
      'src-renderer',
      'cloud-relay',
    ],
  ],
]

let failed = 0
for (const [name, args] of checks) {
  const { status } = runSync(args)
  say(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
