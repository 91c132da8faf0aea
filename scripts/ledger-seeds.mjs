// npm run ledger-seeds -- --seeds N [--from S]: the wallet through crashes at any write, races and lost answers, on a clock that jumps.
import { join } from 'node:path'
import { ensureDependencies, runSync } from './launch.mjs'

ensureDependencies()
process.exit(
  runSync([join('tests', 'scenarios', 'money', 'ledger-seeds.ts'), ...process.argv.slice(2)]).status ?? 1,
)
