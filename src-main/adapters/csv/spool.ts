import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportKind } from '../../../src-preload/contract/leads.ts'
import { Refused } from '../../core/refused.ts'
import { encodingOf, type TextEncoding, Utf8Check } from './text-encoding.ts'

const MOST_BYTES = 1024 ** 3
const HEAD_BYTES = 256 * 1024

/** A file on its way in, kept on disk so that neither side ever holds it. */
export class SpooledFile {
  readonly fileName: string
  readonly kind: ImportKind
  readonly #path: string
  readonly #utf8 = new Utf8Check()
  #writing: Promise<void> = Promise.resolve()
  #head: Uint8Array = new Uint8Array()
  #byteLength = 0

  constructor(path: string, fileName: string, kind: ImportKind) {
    this.#path = path
    this.fileName = fileName
    this.kind = kind
  }

  get byteLength(): number {
    return this.#byteLength
  }

  get head(): Uint8Array {
    return this.#head
  }

  get encoding(): TextEncoding {
    return encodingOf(this.#head, this.#utf8.isUtf8)
  }

  /** Pieces are written one after the other, in the order in which they came. */
  append(bytes: Uint8Array): Promise<void> {
    if (this.#byteLength + bytes.length > MOST_BYTES) {
      throw new Refused(
        'too_large',
        'The file is too large',
        'An import may be 1 GiB at most. Split the file and import the parts.',
      )
    }
    this.#byteLength += bytes.length
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES - this.#head.length)])
    }
    this.#utf8.add(bytes)
    const written = this.#writing.then(() => appendFile(this.#path, bytes, { mode: 0o600 }))
    this.#writing = written.catch(() => {})
    return written
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    await this.#writing
    if (this.#byteLength === 0) return
    for await (const chunk of createReadStream(this.#path, { highWaterMark: 64 * 1024 }))
      yield chunk as Uint8Array
  }

  async remove(): Promise<void> {
    await this.#writing
    await rm(this.#path, { force: true })
  }
}

const MOST_OPEN = 20

/** Files of imports that were begun. What an earlier run of the program left behind is cleared away. */
export class Spool {
  readonly #folder: string
  readonly #files = new Map<string, SpooledFile>()

  constructor(folder: string) {
    this.#folder = folder
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** The oldest unfinished import gives way when too many are open. */
  async begin(importId: string, fileName: string, kind: ImportKind): Promise<SpooledFile> {
    const [oldest] = this.#files.keys()
    if (oldest !== undefined && this.#files.size >= MOST_OPEN) await this.finish(oldest)
    const file = new SpooledFile(join(this.#folder, `${importId}.csv`), fileName, kind)
    this.#files.set(importId, file)
    return file
  }

  get(importId: string): SpooledFile {
    const file = this.#files.get(importId)
    if (!file)
      throw new Refused(
        'not_found',
        'This import is not open',
        'It was finished, or Ridgeline was restarted since. Send the file again.',
      )
    return file
  }

  async finish(importId: string): Promise<void> {
    const file = this.#files.get(importId)
    this.#files.delete(importId)
    await file?.remove()
  }
}
