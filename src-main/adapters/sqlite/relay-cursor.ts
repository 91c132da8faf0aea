import { z } from 'zod'
import type { Settings } from './settings.ts'

const Stored = z.object({ logId: z.string(), seq: z.int() })

/**
 * How far this desktop has come in its relay's event log. Numbers of another log count for nothing. Storing it may be
 * lazy: the events themselves are known by their ids, and one that comes again is not applied again.
 */
export function relayCursor(
  settings: Settings,
  lazily: (work: () => void) => void = (work) => work(),
): {
  resume(logId: string): number
  advance(seq: number): void
} {
  const read = () => {
    const stored = Stored.safeParse(settings.read('relay_cursor'))
    return stored.success ? stored.data : { logId: '', seq: 0 }
  }
  let current = read()
  return {
    resume(logId) {
      if (current.logId !== logId) current = { logId, seq: 0 }
      return current.seq
    },
    advance(seq) {
      if (seq <= current.seq) return
      current = { ...current, seq }
      lazily(() => settings.write('relay_cursor', current))
    },
  }
}
