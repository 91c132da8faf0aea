// npm run relay: the relay alone.
import { join } from 'node:path'
import { become, ensureDependencies, node, root } from './launch.mjs'

ensureDependencies()
become(node, [join(root, 'cloud-relay', 'main.ts'), ...process.argv.slice(2)])
