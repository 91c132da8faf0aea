import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RenderCache } from '../../core/call/speech/render-cache.ts'

const Stored = z.object({
  pcmu: z.base64(),
  chars: z.array(z.object({ char: z.string(), startMs: z.number(), endMs: z.number() })),
})

/** Rendered lines on disk, so that a greeting is paid for once and plays at once. A damaged file counts as missing. */
export function diskRenderCache(folder: string): RenderCache {
  const fileOf = (key: string) => join(folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  return {
    async read(key) {
      try {
        const stored = Stored.parse(JSON.parse(await readFile(fileOf(key), 'utf8')))
        return { pcmu: new Uint8Array(Buffer.from(stored.pcmu, 'base64')), chars: stored.chars }
      } catch {
        return null
      }
    },
    async write(key, line) {
      await mkdir(folder, { recursive: true })
      const file = fileOf(key)
      const unfinished = `${file}.${process.pid}.tmp`
      await writeFile(
        unfinished,
        JSON.stringify({ pcmu: Buffer.from(line.pcmu).toString('base64'), chars: line.chars }),
      )
      await rename(unfinished, file)
    },
  }
}
