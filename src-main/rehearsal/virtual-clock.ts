import type { Clock } from '../core/clock.ts'

interface Wake {
  readonly atMs: number
  readonly order: number
  readonly wake: () => void
}

/**
 * Time that belongs to whoever runs it: it stands still until it is told to run, and between two wakes everything
 * settles. While somebody waits for the real world it stands still too.
 */
export class VirtualClock implements Clock {
  #nowMs = 0
  #order = 0
  #wakes: Wake[] = []
  readonly #ticks = new Set<() => void>()
  readonly #held = new Set<Promise<void>>()
  readonly #startMs: number

  constructor(startMs = Date.UTC(2026, 10, 23, 16)) {
    this.#startMs = startMs
  }

  nowMs = () => this.#startMs + this.#nowMs
  monotonicMs = () => this.#nowMs

  wakeAfter(delayMs: number, wake: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, wake }
    this.#wakes.push(entry)
    return () => {
      this.#wakes = this.#wakes.filter((other) => other !== entry)
    }
  }

  everyFrame(tick: () => void): () => void {
    this.#ticks.add(tick)
    return () => this.#ticks.delete(tick)
  }

  get pending(): number {
    return this.#wakes.length + this.#ticks.size
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
      for (const tick of [...this.#ticks]) tick()
      await this.#settled()
    }
  }

  /** Frames in which nothing wakes and nobody counts frames pass at once. */
  #skipQuietFrames(endMs: number): void {
    if (this.#ticks.size > 0) return
    const nextMs = this.#wakes.reduce((first, { atMs }) => Math.min(first, atMs), endMs)
    this.#nowMs += Math.max(0, Math.ceil((nextMs - this.#nowMs) / 20) - 1) * 20
  }

  async #settled(): Promise<void> {
    await settle()
    while (this.#held.size > 0) {
      await Promise.race(this.#held)
      await settle()
    }
  }

  #due(beforeMs: number) {
    let best: Wake | null = null
    for (const entry of this.#wakes) {
      if (entry.atMs > beforeMs) continue
      if (!best || entry.atMs < best.atMs || (entry.atMs === best.atMs && entry.order < best.order))
        best = entry
    }
    if (best) this.#wakes.splice(this.#wakes.indexOf(best), 1)
    return best
  }
}

/** Lets every promise that can go on go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 24; i++) await Promise.resolve()
}
