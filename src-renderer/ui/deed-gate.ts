/** The second click of a double click comes within this time of the first one. */
const DOUBLE_CLICK_MS = 500

export interface DeedGate {
  /** Whether the deed may be done; then it is under way until `end`. `nowMs` is of any clock that never goes back. */
  begin(nowMs: number): boolean
  end(): void
}

/** Lets a deed begin once: not while it is under way, nor by the second click of a double click when it was quick. */
export function deedGate(): DeedGate {
  let underWay = false
  let begunAtMs = Number.NEGATIVE_INFINITY
  return {
    begin(nowMs) {
      if (underWay || nowMs - begunAtMs < DOUBLE_CLICK_MS) return false
      underWay = true
      begunAtMs = nowMs
      return true
    },
    end() {
      underWay = false
    },
  }
}
