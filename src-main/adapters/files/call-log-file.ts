import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import type { CallLog } from '../../core/call/session-parts.ts'

/**
 * The append-only event log of one call, one JSON object a line, on the call's own monotonic clock. The file
 * is opened by the first entry: most attempts to place a call end before there is anything to tell.
 */
export function callLogFile(folder: string, callId: string): CallLog {
  let file: WriteStream | null = null
  let closed = false
  const open = () => {
    mkdirSync(folder, { recursive: true })
    const opened = createWriteStream(join(folder, `${callId}.jsonl`), { flags: 'a', mode: 0o600 })
    // A full disk must not take the call down with it; the call's record is the database.
    opened.on('error', () => {
      closed = true
    })
    return opened
  }
  return {
    write(entry) {
      if (closed) return
      try {
        file ??= open()
      } catch {
        closed = true
        return
      }
      file.write(`${JSON.stringify(entry)}\n`)
    },
    close() {
      closed = true
      file?.end()
    },
  }
}
