// npm run crash -- --points N: the relay killed and its power cut at N moments; prints what was lost.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'
import { ensureStrace } from './strace.mjs'

ensureDependencies()
ensureStrace()
process.exit(runSync([join('tests', 'crash', 'run.ts'), ...process.argv.slice(2)]).status ?? 1)
