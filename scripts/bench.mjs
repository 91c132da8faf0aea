// npm run bench -- NAME|all [--json]: measures and prints what was measured and how.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('tests', 'benchmarks', 'run.ts'), ...process.argv.slice(2)]).status ?? 1)
