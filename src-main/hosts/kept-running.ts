import type { SideProgram } from './side-program.ts'

export interface KeptRunningParts {
  /** `again`: the program ran before, and takes its old place. */
  readonly launch: (again: SideProgram | null) => Promise<SideProgram>
  /** Resolves after so many milliseconds, or at once when it is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly nowMs: () => number
  /** The program ended by itself and is started anew: told once for a row of failures. */
  readonly ended: () => void
  readonly startFailed: (error: unknown) => void
}

/** Somebody may be on the phone: the first try is made at once. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000
/** A program that ran so long was well: the row of failures is over. */
const WELL_AFTER_MS = 60_000

/** A program that is started anew whenever it ends by itself, after a pause that grows while it keeps ending. */
export async function keptRunning(parts: KeptRunningParts): Promise<SideProgram> {
  const first = await parts.launch(null)
  const stopping = new AbortController()
  let current = first
  const watching = watch()

  async function watch(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (true) {
      const startedAtMs = parts.nowMs()
      await current.ended
      if (stopping.signal.aborted) return
      if (parts.nowMs() - startedAtMs >= WELL_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      if (pauseMs === FIRST_PAUSE_MS) parts.ended()
      for (let isBack = false; !isBack; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        await parts.wait(pauseMs, stopping.signal)
        if (stopping.signal.aborted) return
        isBack = await startAgain()
      }
    }
  }

  async function startAgain(): Promise<boolean> {
    try {
      current = await parts.launch(current)
      return true
    } catch (error) {
      parts.startFailed(error)
      return false
    }
  }

  return {
    ready: first.ready,
    ended: watching,
    async stop() {
      stopping.abort()
      await current.stop()
      await watching
      // One that was being started when the stop came.
      await current.stop()
    },
  }
}
