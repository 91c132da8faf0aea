import type { Settings } from './adapters/sqlite/settings.ts'
import { isPracticeMorning, practiceMorning } from './core/practice-clock.ts'

const LOOK_MS = 5_000
/**
 * What is kept is a moment that the clock has not reached yet, this far ahead: a program that is killed starts from
 * there, later than anything it wrote, even when its thread was too busy to look for a while.
 */
const AHEAD_MS = LOOK_MS + 60_000

export interface PracticeTimeParts {
  readonly settings: Settings
  /** The day of the shipped samples: consents age, so practice begins where they are fresh, on whatever real day. */
  readonly startsAtMs: number
  /** The newest dated fact on record; practice never stands before what a person has brought in. */
  readonly latestFactMs: () => number
  /** Whether anything has been agreed for a time between the two: an inspection, a callback, another try. */
  readonly isAwaited: (fromMs: number, untilMs: number) => boolean
  /** The clock jumps only while no call is up. */
  readonly mayJump: () => boolean
}

/** The practice world's own wall clock: always a working morning, never running backwards, not even across restarts. */
export function practiceTime(parts: PracticeTimeParts): {
  offsetMs: () => number
  stop: () => void
} {
  const { settings, startsAtMs, latestFactMs, isAwaited, mayJump } = parts
  const knownFactMs = latestFactMs()
  const stored = settings.read('practice_now_ms')
  let offset = practiceMorning(Math.max(startsAtMs, typeof stored === 'number' ? stored : 0)) - Date.now()
  const write = () => settings.write('practice_now_ms', Date.now() + offset + AHEAD_MS)
  // A mistyped year must not carry the practice world out of every rule's reach: nothing has happened after today.
  const factMs = () => Math.min(latestFactMs(), Date.now())
  // What was on record at the start moves the clock only where that passes over nothing: a restart changes no plans.
  const follows = (nowMs: number) =>
    factMs() > nowMs && (latestFactMs() > knownFactMs || !isAwaited(nowMs, practiceMorning(factMs())))
  const keep = () => {
    const nowMs = Date.now() + offset
    const behindMs = follows(nowMs) ? factMs() : nowMs
    if ((behindMs > nowMs || !isPracticeMorning(nowMs)) && mayJump())
      offset = practiceMorning(behindMs) - Date.now()
    write()
  }
  write()
  const timer = setInterval(keep, LOOK_MS)
  timer.unref()
  return { offsetMs: () => offset, stop: () => clearInterval(timer) }
}
