/**
 * The carrier may deliver audio chunks out of order. A gap is waited for, but never longer than 60 ms of audio or
 * of time; then what is here goes on and the missing chunk counts as lost.
 */
export const REORDER_WINDOW_MS = 60

/** So many late chunks in a row mean that the carrier restarted its count, not that all of them are late. */
const RESTART_AFTER_LATE = 5

export interface Reorder<T> {
  /** `chunk` is undefined when the carrier did not number it: it goes on at once. */
  push(chunk: number | undefined, durationMs: number, item: T, nowMs: number): void
  /** Call when `waitingSince` is older than the window. */
  release(): void
  /** When the gap that now holds audio back was noticed. */
  waitingSinceMs(): number | undefined
}

export interface ReorderOutput<T> {
  deliver(item: T, durationMs: number, lostBefore: number): void
  droppedLate(): void
  droppedDuplicate(): void
}

export function reorder<T>(output: ReorderOutput<T>): Reorder<T> {
  let next: number | undefined
  let waitingSinceMs: number | undefined
  let lateInARow = 0
  const held = new Map<number, { item: T; durationMs: number }>()

  function deliverNext(chunk: number, item: T, durationMs: number) {
    output.deliver(item, durationMs, next === undefined ? 0 : chunk - next)
    next = chunk + 1
    lateInARow = 0
    for (let follower = held.get(next); follower; follower = held.get(next)) {
      held.delete(next)
      output.deliver(follower.item, follower.durationMs, 0)
      next += 1
    }
    if (held.size === 0) waitingSinceMs = undefined
  }

  function release() {
    for (const chunk of [...held.keys()].sort((a, b) => a - b)) {
      const waiting = held.get(chunk)
      held.delete(chunk)
      if (waiting) deliverNext(chunk, waiting.item, waiting.durationMs)
    }
    waitingSinceMs = undefined
  }

  function late(chunk: number, durationMs: number, item: T) {
    lateInARow += 1
    if (lateInARow < RESTART_AFTER_LATE) return output.droppedLate()
    release()
    next = undefined
    deliverNext(chunk, item, durationMs)
  }

  return {
    push(chunk, durationMs, item, nowMs) {
      if (chunk === undefined) return output.deliver(item, durationMs, 0)
      if (next === undefined || chunk === next) return deliverNext(chunk, item, durationMs)
      if (chunk < next) return late(chunk, durationMs, item)
      if (held.has(chunk)) return output.droppedDuplicate()
      held.set(chunk, { item, durationMs })
      waitingSinceMs ??= nowMs
      let heldMs = 0
      for (const waiting of held.values()) heldMs += waiting.durationMs
      if (heldMs >= REORDER_WINDOW_MS || nowMs - waitingSinceMs >= REORDER_WINDOW_MS) release()
    },
    release,
    waitingSinceMs: () => waitingSinceMs,
  }
}
