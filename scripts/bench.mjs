// npm run bench -- NAME|all [--json]: measures and prints what was measured and how.
import { join } from 'node:path'
import { ensureBuild, ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
// The live benchmarks measure the built programs.
ensureBuild()
process.exit(runSync([join('tests', 'benchmarks', 'run.ts'), ...process.argv.slice(2)]).status ?? 1)
