import type { Clock } from '../core/clock.ts'

interface Wake {
  readonly atMs: number
  readonly order: number
  /** Null: canceled. */
  wake: (() => void) | null
}

/**
 * Time that belongs to whoever runs it: it stands still until it is told to run, and between two wakes everything
 * settles. While somebody waits for the real world it stands still too.
 */
export class VirtualClock implements Clock {
  #nowMs = 0
  #order = 0
  /** A binary heap, the earliest on top; what was canceled leaves it when its time comes. */
  readonly #wakes: Wake[] = []
  #canceled = 0
  readonly #ticks = new Set<(beats: number) => void>()
  readonly #held = new Set<Promise<void>>()
  readonly #startMs: number

  constructor(startMs = Date.UTC(2026, 10, 23, 16)) {
    this.#startMs = startMs
  }

  nowMs = () => this.#startMs + this.#nowMs
  monotonicMs = () => this.#nowMs

  wakeAfter(delayMs: number, wake: () => void): () => void {
    const entry: Wake = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, wake }
    push(this.#wakes, entry)
    return () => {
      if (entry.wake === null) return
      entry.wake = null
      this.#canceled++
    }
  }

  everyFrame(tick: (beats: number) => void): () => void {
    this.#ticks.add(tick)
    return () => this.#ticks.delete(tick)
  }

  get pending(): number {
    return this.#wakes.length - this.#canceled + this.#ticks.size
  }

  /** Time stands still until this is settled: a request to a real vendor, whose own time is counted afterwards. */
  hold(work: Promise<unknown>): void {
    const held = work.then(
      () => {},
      () => {},
    )
    this.#held.add(held)
    void held.then(() => this.#held.delete(held))
  }

  /** Runs frame by frame until the time is over or `done` says so. */
  async run(durationMs: number, done: () => boolean = () => false): Promise<void> {
    const endMs = this.#nowMs + durationMs
    // Whoever has just begun may be about to ask for a wake.
    if (this.#ticks.size === 0) await this.#settled()
    while (this.#nowMs < endMs && !done()) {
      this.#skipQuietFrames(endMs)
      const frameEndMs = this.#nowMs + 20
      for (let next = this.#due(frameEndMs); next; next = this.#due(frameEndMs)) {
        this.#nowMs = Math.max(this.#nowMs, next.atMs)
        next.wake()
        await this.#settled()
      }
      this.#nowMs = frameEndMs
      for (const tick of [...this.#ticks]) tick(1)
      await this.#settled()
    }
  }

  /** Frames in which nothing wakes and nobody counts frames pass at once. */
  #skipQuietFrames(endMs: number): void {
    if (this.#ticks.size > 0) return
    const nextMs = Math.min(this.#next()?.atMs ?? endMs, endMs)
    this.#nowMs += Math.max(0, Math.ceil((nextMs - this.#nowMs) / 20) - 1) * 20
  }

  async #settled(): Promise<void> {
    await settle()
    while (this.#held.size > 0) {
      await Promise.race(this.#held)
      await settle()
    }
  }

  /** Whatever is due by then, without being canceled, the earliest first; null when nothing is. */
  #due(byMs: number): { readonly atMs: number; readonly wake: () => void } | null {
    const next = this.#next()
    if (!next?.wake || next.atMs > byMs) return null
    const { atMs, wake } = next
    pop(this.#wakes)
    // To cancel what has happened changes nothing.
    next.wake = null
    return { atMs, wake }
  }

  #next(): Wake | undefined {
    while (this.#wakes[0] && this.#wakes[0].wake === null) {
      pop(this.#wakes)
      this.#canceled--
    }
    return this.#wakes[0]
  }
}

const isBefore = (a: Wake, b: Wake): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

function push(heap: Wake[], entry: Wake): void {
  let at = heap.length
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above] as Wake
    if (!isBefore(entry, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = entry
}

/** Takes the top off. */
function pop(heap: Wake[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Wake, heap[below] as Wake)) below++
    const child = heap[below] as Wake
    if (isBefore(last, child)) break
    heap[at] = child
    at = below
  }
  heap[at] = last
}

/** Lets every promise that can go on go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 24; i++) await Promise.resolve()
}
