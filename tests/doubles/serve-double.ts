import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { serveDouble } from './double-server.ts'

/**
 * The window with invented people behind it, for work on screens:
 * `node tests/doubles/serve-double.ts --port 4173 --leads 100000`, `--empty` for a first start,
 * `--after-crash` for a start after one.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    leads: { type: 'string', default: '836' },
    live: { type: 'string', default: '3' },
    empty: { type: 'boolean', default: false },
    'after-crash': { type: 'boolean', default: false },
  },
})

const server = await serveDouble({
  port: Number(values.port),
  leads: Number(values.leads),
  liveCalls: Number(values.live),
  empty: values.empty,
  afterCrash: values['after-crash'],
  rendererFolder: resolve(import.meta.dirname, '../../out/renderer'),
})
console.log(`${server.url}/?token=${server.token}`)
