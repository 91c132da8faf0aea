// The build's list of the window's files with their digests: all that Electron's app:// may ever serve.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A plugin of the renderer's build. */
export function listWindowFiles(file) {
  return {
    name: 'list-window-files',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      const digests = Object.keys(bundle)
        .sort()
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(dir, name)))
            .digest('hex'),
        ])
      writeFileSync(file, `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`)
    },
  }
}
