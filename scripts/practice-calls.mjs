// npm run practice-calls -- --engine ridgeline|vapi --characters a,b: plays whole calls in the practice world and prints what was said.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('tests', 'practice-calls', 'run.ts'), ...process.argv.slice(2)]).status ?? 1)
