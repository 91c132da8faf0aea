// npm start: installs and builds what is missing, then opens Ridgeline in Electron, or in the browser without it.
import { join } from 'node:path'
import { electronBinary } from './electron-binary.mjs'
import { become, ensureBuild, ensureDependencies, node, root, say } from './launch.mjs'

const args = process.argv.slice(2)
ensureDependencies()
ensureBuild()

const electron = args.includes('--headless') ? null : await electronBinary()
if (electron) become(electron, [root, ...args])
else {
  if (!args.includes('--headless'))
    say("Electron's program is not available here, so Ridgeline opens in your browser.")
  become(node, [join(root, 'out', 'main', 'headless.js'), ...args])
}
