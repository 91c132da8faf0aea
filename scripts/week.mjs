// npm run week -- --leads N: a campaign's week with its follow-ups on the virtual clock, and a kill at every stage of its work.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('tests', 'week', 'run.ts'), ...process.argv.slice(2)]).status ?? 1)
