import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = {
  'core-process': 'src-main/hosts/core-process.ts',
  relay: 'cloud-relay/main.ts',
  practice: 'src-main/practice/main.ts',
} as const

/** The file of a program of ours: the build when this is the build, else the source. */
export function programEntry(root: string, name: keyof typeof SOURCES): string {
  const built = join(root, 'out', 'main', `${name}.js`)
  return import.meta.filename.endsWith('.js') && existsSync(built) ? built : join(root, SOURCES[name])
}
