/** The time between two attempts, which ends early when there is a reason to try now. */
import type { LinkClock } from './link-parts.ts'

export interface RetryWait {
  waitFor(ms: number): Promise<void>
  /** Ends the wait, if there is one. */
  end(): void
}

export function retryWait(clock: Pick<LinkClock, 'wakeAfter'>): RetryWait {
  let wakeUp: (() => void) | undefined
  return {
    waitFor: (ms) =>
      new Promise((resolve) => {
        const cancel = clock.wakeAfter(ms, () => wakeUp?.())
        wakeUp = () => {
          wakeUp = undefined
          cancel()
          resolve()
        }
      }),
    end: () => wakeUp?.(),
  }
}
