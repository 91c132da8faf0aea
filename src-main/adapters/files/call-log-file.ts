import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The append-only event log of one call, one JSON object a line, on the call's own monotonic clock. */
export function callLogFile(folder: string, callId: string): (entry: Record<string, unknown>) => void {
  mkdirSync(folder, { recursive: true })
  const file = createWriteStream(join(folder, `${callId}.jsonl`), { flags: 'a', mode: 0o600 })
  // A full disk must not take the call down with it; the call's record is the database.
  file.on('error', () => {})
  let closed = false
  return (entry) => {
    if (closed) return
    file.write(`${JSON.stringify(entry)}\n`)
    if (entry.kind === 'closed') {
      closed = true
      file.end()
    }
  }
}
