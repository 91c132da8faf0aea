import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks'

/** Within this distance of the next deadline the timer no longer sleeps: it polls the event loop. */
const POLL_FROM_MS = 2

export interface PreciseTimer {
  /** The one clock of a benchmark, in milliseconds with fractions. */
  nowMs(): number
  /** Acts at that moment of the clock, or at once when it has passed. Returns how to call it off. */
  at(dueMs: number, act: () => void): () => void
  until(dueMs: number): Promise<void>
  /** How late deadlines were met since the last call, 99th percentile in milliseconds. */
  takeLagP99Ms(): number
  stop(): void
}

interface Deadline {
  readonly dueMs: number
  act: (() => void) | null
}

/**
 * A timer for simulated vendors: setTimeout alone is a millisecond or more late. It sleeps until shortly before
 * the next deadline and then polls, so that sockets are still served while it waits. It needs a core of its own.
 */
export function preciseTimer(): PreciseTimer {
  const deadlines = new Deadlines()
  const lags: RecordableHistogram = createHistogram({ lowest: 1, highest: 60_000_000_000, figures: 3 })
  let sleep: NodeJS.Timeout | null = null
  let polling = false
  let stopped = false

  function turn(): void {
    polling = false
    sleep = null
    for (let next = deadlines.first; next && next.dueMs <= performance.now(); next = deadlines.first) {
      deadlines.takeFirst()
      if (next.act === null) continue
      lags.record(Math.max(1, Math.round((performance.now() - next.dueMs) * 1_000_000)))
      next.act()
    }
    wait()
  }

  function wait(): void {
    const next = deadlines.first
    if (stopped || !next || polling) return
    const leftMs = next.dueMs - performance.now()
    if (sleep) clearTimeout(sleep)
    sleep = null
    if (leftMs > POLL_FROM_MS + 1) {
      sleep = setTimeout(turn, leftMs - POLL_FROM_MS)
      return
    }
    polling = true
    setImmediate(turn)
  }

  const at = (dueMs: number, act: () => void) => {
    // A deadline that has passed already is met now: its lateness is not the timer's.
    const deadline: Deadline = { dueMs: Math.max(dueMs, performance.now()), act }
    deadlines.add(deadline)
    if (deadlines.first === deadline) wait()
    return () => {
      deadline.act = null
    }
  }

  return {
    nowMs: () => performance.now(),
    at,
    until: (dueMs) => new Promise((resolve) => void at(dueMs, resolve)),
    takeLagP99Ms() {
      const p99Ms = lags.count === 0 ? 0 : lags.percentile(99) / 1_000_000
      lags.reset()
      return p99Ms
    },
    stop() {
      stopped = true
      if (sleep) clearTimeout(sleep)
    },
  }
}

/** A binary heap, earliest first. */
class Deadlines {
  readonly #heap: Deadline[] = []

  get first(): Deadline | undefined {
    return this.#heap[0]
  }

  add(deadline: Deadline): void {
    const heap = this.#heap
    heap.push(deadline)
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1
      if (this.#due(parent) <= this.#due(at)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  takeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    heap[0] = last
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const smaller = this.#due(left + 1) < this.#due(left) ? left + 1 : left
      if (this.#due(at) <= this.#due(smaller)) return
      this.#swap(at, smaller)
      at = smaller
    }
  }

  #due(at: number): number {
    return this.#heap[at]?.dueMs ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a] as Deadline
    this.#heap[a] = this.#heap[b] as Deadline
    this.#heap[b] = kept
  }
}
