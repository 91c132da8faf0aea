import type { Clock } from '../../src-main/core/clock.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'

/** The clock as one run of the program has it: wakes and frames of a run that was killed never come. */
export function clockOfOneRun(clock: VirtualClock): Clock & { stop(): void } {
  const stop = new AbortController()
  const alive =
    <T extends unknown[]>(work: (...given: T) => void) =>
    (...given: T) => {
      if (!stop.signal.aborted) work(...given)
    }
  const frames = new Set<() => void>()
  return {
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
    wakeAfter: (delayMs, wake) => clock.wakeAfter(delayMs, alive(wake)),
    everyFrame(tick) {
      const cancel = clock.everyFrame(alive(tick))
      frames.add(cancel)
      return () => {
        frames.delete(cancel)
        cancel()
      }
    },
    stop() {
      stop.abort()
      for (const cancel of frames) cancel()
    },
  }
}
