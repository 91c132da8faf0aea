import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Clock, Ids } from '../../core/clock.ts'

const FRAME_MS = 20

type Tick = (beats: number) => void

export interface SystemClockOptions {
  /** Shifts the wall clock only: the practice world always has a working morning. */
  readonly offsetMs?: () => number
  /** A tick or a wake-up threw. */
  readonly onError: (error: unknown) => void
}

/**
 * The machine's clocks. What throws in a tick or a wake-up is a bug of one call: it is reported, and the other
 * calls go on. Ending the process would hang up on everybody, and the call itself is ended by the caps of the
 * relay and the carrier, whatever becomes of its loop (design invariant 7).
 */
export function systemClock({ offsetMs = () => 0, onError }: SystemClockOptions): Clock {
  const wheel = frameWheel(onError)
  return {
    nowMs: () => Date.now() + offsetMs(),
    monotonicMs: () => performance.now(),
    wakeAfter(delayMs, wake) {
      const dueMs = performance.now() + delayMs
      const ring = () => {
        // A timer of Node's may fire up to a millisecond early, and a rule that waits for a moment must not miss it.
        const leftMs = dueMs - performance.now()
        if (leftMs > 0) {
          timer = setTimeout(ring, leftMs)
          return
        }
        try {
          wake()
        } catch (error) {
          onError(error)
        }
      }
      let timer = setTimeout(ring, delayMs)
      return () => clearTimeout(timer)
    },
    everyFrame: wheel,
  }
}

/**
 * One timer for all calls. Each beat is scheduled from the first one's time, so that lateness never adds up:
 * a plain setInterval loses 2.7 % of its beats under load (performance.md section 4).
 */
function frameWheel(onError: (error: unknown) => void): Clock['everyFrame'] {
  const ticks = new Set<Tick>()
  const failing = new WeakSet<Tick>()
  let timer: NodeJS.Timeout | null = null
  let nextAtMs = 0

  const turn = (tick: Tick, beats: number) => {
    try {
      tick(beats)
      failing.delete(tick)
    } catch (error) {
      // Fifty reports a second of one bug would help nobody.
      if (!failing.has(tick)) onError(error)
      failing.add(tick)
    }
  }
  const beat = () => {
    const beats = 1 + Math.max(0, Math.floor((performance.now() - nextAtMs) / FRAME_MS))
    for (const tick of ticks) turn(tick, beats)
    nextAtMs += beats * FRAME_MS
    timer = ticks.size > 0 ? setTimeout(beat, Math.max(0, nextAtMs - performance.now())) : null
  }

  return (tick) => {
    ticks.add(tick)
    if (timer === null) {
      nextAtMs = performance.now() + FRAME_MS
      timer = setTimeout(beat, FRAME_MS)
    }
    return () => ticks.delete(tick)
  }
}

/** Unguessable ids that sort by nothing. */
export const randomIds: Ids = { next: (prefix) => `${prefix}_${randomBytes(12).toString('hex')}` }
