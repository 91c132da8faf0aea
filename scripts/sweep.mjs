// npm run sweep -- --seeds N: whole calls on the virtual clock with every vendor failing in every way at every moment.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('tests', 'scenarios', 'sweep.ts'), ...process.argv.slice(2)]).status ?? 1)
