import { createWriteStream, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, createGzip, type Gzip, gunzip } from 'node:zlib'
import type { CallLog, CallLogEntry } from '../../core/call/log/call-log.ts'

/** What a crash can cost of a log. The call's record is the database; the log explains it. */
const FLUSH_EVERY_MS = 2_000
/** Entries are turned into text in bundles, and none of it on the way of an answer to the phone. */
const PACK_EVERY_MS = 250

const fileOf = (folder: string, callId: string): string => join(folder, `${callId}.jsonl.gz`)

/**
 * The append-only event log of one call: one JSON object a line, gzipped, flushed every two seconds. The file is
 * opened by the first entry: most attempts to place a call end before there is anything to tell.
 */
export function callLogFile(folder: string, callId: string): CallLog {
  let gzip: Gzip | null = null
  let waiting: CallLogEntry[] = []
  const timers: NodeJS.Timeout[] = []
  let closed = false
  const stop = () => {
    closed = true
    for (const timer of timers.splice(0)) clearInterval(timer)
  }
  const pack = () => {
    const entries = waiting
    waiting = []
    if (entries.length > 0) gzip?.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  }
  const open = () => {
    mkdirSync(folder, { recursive: true })
    const file = createWriteStream(fileOf(folder, callId), { flags: 'a', mode: 0o600 })
    // A full disk must not take the call down with it.
    file.on('error', stop)
    const opened = createGzip()
    opened.pipe(file)
    timers.push(
      setInterval(pack, PACK_EVERY_MS).unref(),
      setInterval(() => opened.flush(constants.Z_SYNC_FLUSH), FLUSH_EVERY_MS).unref(),
    )
    return opened
  }
  return {
    write(entry) {
      if (closed) return
      try {
        gzip ??= open()
      } catch {
        closed = true
        return
      }
      waiting.push(entry)
    },
    close() {
      stop()
      pack()
      gzip?.end()
    },
  }
}

const unpack = promisify(gunzip)

/**
 * The log of a call, oldest entry first; null when there is none. What a crash cut off at its end is left out.
 * Throws when the file is there and is no log.
 */
export async function readCallLog(folder: string, callId: string): Promise<CallLogEntry[] | null> {
  let packed: Buffer
  try {
    packed = await readFile(fileOf(folder, callId))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return parseCallLog(packed)
}

/** The entries of a packed log. */
export async function parseCallLog(packed: Uint8Array): Promise<CallLogEntry[]> {
  const text = (await unpack(packed, { finishFlush: constants.Z_SYNC_FLUSH })).toString('utf8')
  const lines = text.split('\n')
  // The last piece is empty when the log was closed, and half a line when it was cut off.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as CallLogEntry)
}
