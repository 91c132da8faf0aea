/**
 * A disk that keeps only what was synced. What was written since may be there or not, sector by sector, in any
 * combination; so may names that were made, changed or removed since their folder was synced.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DiskStep } from './syscall-log.ts'

type Change = Extract<DiskStep, { do: 'write' | 'truncate' }>

interface Content {
  synced: Buffer
  pending: Change[]
}

type NameChange = { readonly name: string; readonly content: Content | undefined }

const SECTOR_BYTES = 512

export class DiskModel {
  #names = new Map<string, Content>()
  #syncedNames = new Map<string, Content>()
  #pendingNames: NameChange[] = []

  apply(step: DiskStep): void {
    switch (step.do) {
      case 'write':
      case 'truncate':
        this.#contentOf(step.file).pending.push(step)
        return
      case 'sync': {
        const content = this.#contentOf(step.file)
        content.synced = changed(content.synced, content.pending)
        content.pending = []
        return
      }
      case 'sync-names':
        this.#syncedNames = new Map(this.#names)
        this.#pendingNames = []
        return
      case 'unlink':
        this.#name(step.file, undefined)
        return
      case 'rename':
        this.#name(step.to, this.#names.get(step.file))
        this.#name(step.file, undefined)
        return
      default:
        step satisfies never
    }
  }

  /** Writes into `folder` what is left after a power cut. `survives` says it of one sector or name that was not synced. */
  cutInto(folder: string, survives: () => boolean): void {
    const names = new Map(this.#syncedNames)
    for (const { name, content } of this.#pendingNames) {
      if (!survives()) continue
      if (content) names.set(name, content)
      else names.delete(name)
    }
    for (const [name, { synced, pending }] of names) {
      const left = pending.flatMap((change) => partsOf(change).filter(survives))
      writeFileSync(join(folder, name), changed(synced, left))
    }
  }

  #contentOf(file: string): Content {
    const known = this.#names.get(file)
    if (known) return known
    const made: Content = { synced: Buffer.alloc(0), pending: [] }
    this.#name(file, made)
    return made
  }

  #name(name: string, content: Content | undefined): void {
    this.#pendingNames.push({ name, content })
    if (content) this.#names.set(name, content)
    else this.#names.delete(name)
  }
}

function changed(before: Buffer, changes: readonly Change[]): Buffer {
  const ends = changes.map((change) =>
    change.do === 'truncate' ? change.size : change.offset + change.bytes.length,
  )
  const after = Buffer.alloc(Math.max(before.length, ...ends))
  before.copy(after)
  let size = before.length
  changes.forEach((change, index) => {
    const end = ends[index] ?? 0
    if (change.do === 'write') change.bytes.copy(after, change.offset)
    else after.fill(0, end, Math.max(size, end))
    size = change.do === 'write' ? Math.max(size, end) : end
  })
  return after.subarray(0, size)
}

function partsOf(change: Change): Change[] {
  if (change.do === 'truncate') return [change]
  const parts: Change[] = []
  for (let at = 0; at < change.bytes.length; ) {
    const offset = change.offset + at
    const end = Math.min(change.bytes.length, at + SECTOR_BYTES - (offset % SECTOR_BYTES))
    parts.push({ ...change, offset, bytes: change.bytes.subarray(at, end) })
    at = end
  }
  return parts
}
