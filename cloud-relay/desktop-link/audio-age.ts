/**
 * How long audio of the desktop was on its way. The two clocks are unrelated, so the quickest frame of the last half
 * to whole minute counts as not delayed at all: long enough to tell a stall, too short for clocks to drift apart.
 */
const WINDOW_MS = 30_000

export interface AudioAge {
  /** `sentAtMs` by the desktop's clock, `nowMs` by ours. */
  ageMs(sentAtMs: number, nowMs: number): number
}

export function audioAge(): AudioAge {
  let windowStartedMs = Number.NEGATIVE_INFINITY
  let quickestNowMs = Number.POSITIVE_INFINITY
  let quickestBeforeMs = Number.POSITIVE_INFINITY
  return {
    ageMs(sentAtMs, nowMs) {
      if (nowMs - windowStartedMs >= WINDOW_MS) {
        windowStartedMs = nowMs
        quickestBeforeMs = quickestNowMs
        quickestNowMs = Number.POSITIVE_INFINITY
      }
      const apparentMs = nowMs - sentAtMs
      quickestNowMs = Math.min(quickestNowMs, apparentMs)
      return apparentMs - Math.min(quickestNowMs, quickestBeforeMs)
    },
  }
}
