import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Speech } from './voice.ts'

/** Spoken lines on disk. A file is a length, a JSON heading, then PCMU. */
export interface SpeechCache {
  read(key: string): Speech | null
  write(key: string, speech: Speech): Promise<void>
  /** The most recently written lines, newest first. */
  recent(limit: number): { key: string; speech: Speech }[]
}

interface Heading {
  readonly key: string
  readonly text: string
  readonly words: Speech['words']
}

export function openSpeechCache(folder: string): SpeechCache {
  mkdirSync(folder, { recursive: true })
  const pathOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.speech`)

  return {
    read: (key) => readSpeech(pathOf(key))?.speech ?? null,
    async write(key, speech) {
      const heading = Buffer.from(
        JSON.stringify({ key, text: speech.text, words: speech.words } satisfies Heading),
      )
      const length = Buffer.alloc(4)
      length.writeUInt32LE(heading.byteLength)
      const draft = `${pathOf(key)}.${process.pid}.draft`
      await writeFile(draft, Buffer.concat([length, heading, speech.pcmu]))
      await rename(draft, pathOf(key))
    },
    recent(limit) {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.speech'))
        .map((name) => ({ path: join(folder, name), writtenMs: statSync(join(folder, name)).mtimeMs }))
        .sort((a, b) => b.writtenMs - a.writtenMs)
        .slice(0, limit)
        .flatMap(({ path }) => readSpeech(path) ?? [])
    },
  }
}

function readSpeech(path: string): { key: string; speech: Speech } | null {
  try {
    const file = readFileSync(path)
    const headingEnd = 4 + file.readUInt32LE(0)
    const heading = JSON.parse(file.subarray(4, headingEnd).toString()) as Heading
    const pcmu = new Uint8Array(file.subarray(headingEnd))
    return { key: heading.key, speech: { text: heading.text, words: heading.words, pcmu } }
  } catch {
    // Absent or half-written by an older run: the line is simply spoken anew.
    return null
  }
}
