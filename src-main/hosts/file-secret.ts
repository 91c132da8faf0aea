import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One secret in a file that only its owner may read, for hosts without a keychain. */
export function fileSecret(file: string): {
  load(): Promise<string | null>
  save(value: string): Promise<void>
} {
  return {
    async load() {
      try {
        return await readFile(file, 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    async save(value) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(`${file}.new`, value, { mode: 0o600, flush: true })
      await rename(`${file}.new`, file)
    },
  }
}
