import type { Settings } from './adapters/sqlite/small-stores.ts'
import { isPracticeMorning, practiceMorning } from './core/practice-clock.ts'

const LOOK_MS = 15_000

/**
 * The practice world's own wall clock: always a working morning, never running backwards, not even across
 * restarts. Null settings mean the real world: no shift. It jumps only while no call is up.
 */
export function practiceTime(
  settings: Settings | null,
  mayJump: () => boolean,
): { offsetMs: () => number; stop: () => void } {
  if (!settings) return { offsetMs: () => 0, stop: () => {} }
  const stored = settings.read('practice_now_ms')
  let offset = practiceMorning(Math.max(Date.now(), typeof stored === 'number' ? stored : 0)) - Date.now()
  const keep = () => {
    const nowMs = Date.now() + offset
    if (!isPracticeMorning(nowMs) && mayJump()) offset = practiceMorning(nowMs) - Date.now()
    settings.write('practice_now_ms', Date.now() + offset)
  }
  const timer = setInterval(keep, LOOK_MS)
  timer.unref()
  return { offsetMs: () => offset, stop: () => clearInterval(timer) }
}
