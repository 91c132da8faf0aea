// npm run evidence -- CALL_ID|LEAD_ID: everything on record as one ZIP; `verify` tells whether any of it was changed.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(runSync([join('src-main', 'hosts', 'evidence.ts'), ...process.argv.slice(2)]).status ?? 1)
