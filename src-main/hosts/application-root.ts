import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder with package.json, resources and out, from source as well as from the build. */
export function applicationRoot(from = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'resources'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('The application folder is incomplete: resources are missing.')
  return applicationRoot(parent)
}
