// npm run replay -- CALL_ID: makes the decisions of a recorded call again, also with other rules.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('src-main', 'hosts', 'replay-call.ts'), ...process.argv.slice(2)]).status ?? 1)
