import type { CancelWake, Clock } from './clock.ts'

/** One vendor's way of doing what a port asks for. */
export interface Engine {
  /** As people know it, e.g. "Deepgram Nova". */
  readonly name: string
  /** The cheapest proof that it works: resolves when it does, rejects when it does not. */
  probe(signal: AbortSignal): Promise<void>
}

/** A broken engine is probed after so long, then at twice the distance each time, up to the longest. */
const FIRST_PROBE_MS = 10_000
const LONGEST_PROBE_MS = 160_000
const PROBE_DEADLINE_MS = 5_000

interface Breakage {
  readonly failedAtMs: number
  readonly probeAfterMs: number
  readonly cancelProbe: CancelWake
}

/**
 * Which of several engines works, shared by all calls: a broken one is passed over until a probe in the background
 * finds it sound again, or until there is nothing else to try.
 */
export class EngineHealth<E extends Engine> {
  readonly #engines: readonly E[]
  readonly #clock: Clock
  readonly #byPreference: (engines: readonly E[]) => readonly E[]
  readonly #broken = new Map<E, Breakage>()
  readonly #probing = new Set<AbortController>()
  readonly #waiting = new Set<{ readonly engine: E; readonly broke: () => void }>()
  #stopped = false

  /** `byPreference` is asked at every turn, so that a changed setting takes effect at once. */
  constructor(
    engines: readonly E[],
    clock: Clock,
    byPreference: (engines: readonly E[]) => readonly E[] = (all) => all,
  ) {
    this.#engines = engines
    this.#clock = clock
    this.#byPreference = byPreference
  }

  /** The one that should do it if all were sound. */
  get first(): E {
    const [first] = this.#byPreference(this.#engines)
    if (!first) throw new Error('a port needs at least one engine')
    return first
  }

  /** All of them in the order in which to try them: the sound ones first, the longest broken before the rest. */
  inOrder(): E[] {
    const wanted = this.#byPreference(this.#engines)
    const sound = wanted.filter((engine) => !this.#broken.has(engine))
    const broken = wanted.filter((engine) => this.#broken.has(engine))
    const since = (engine: E) => this.#broken.get(engine)?.failedAtMs ?? 0
    return [...sound, ...broken.sort((a, b) => since(a) - since(b))]
  }

  isBroken(engine: E): boolean {
    return this.#broken.has(engine)
  }

  /** Every engine is broken. */
  get allBroken(): boolean {
    return this.#engines.every((engine) => this.#broken.has(engine))
  }

  /** Some engine failed within this time. */
  anyFailedWithin(ms: number): boolean {
    const nowMs = this.#clock.monotonicMs()
    return [...this.#broken.values()].some(({ failedAtMs }) => nowMs - failedAtMs < ms)
  }

  /** Every engine failed within this time: there is no use in trying them all once more. */
  allFailedWithin(ms: number): boolean {
    const nowMs = this.#clock.monotonicMs()
    return this.#engines.every((engine) => {
      const breakage = this.#broken.get(engine)
      return breakage !== undefined && nowMs - breakage.failedAtMs < ms
    })
  }

  failed(engine: E): void {
    const before = this.#broken.get(engine)
    before?.cancelProbe()
    const probeAfterMs = before ? before.probeAfterMs : FIRST_PROBE_MS
    this.#breaks(engine, probeAfterMs)
    for (const waiting of [...this.#waiting]) if (waiting.engine === engine) waiting.broke()
  }

  worked(engine: E): void {
    this.#broken.get(engine)?.cancelProbe()
    this.#broken.delete(engine)
  }

  /** Calls back once if this sound engine breaks; the answer ends the waiting. */
  onBreak(engine: E, broke: () => void): () => void {
    if (this.isBroken(engine)) return () => {}
    const waiting = { engine, broke }
    this.#waiting.add(waiting)
    return () => void this.#waiting.delete(waiting)
  }

  /** No probe is left behind. */
  stop(): void {
    this.#stopped = true
    for (const { cancelProbe } of this.#broken.values()) cancelProbe()
    for (const probe of this.#probing) probe.abort()
  }

  #breaks(engine: E, probeAfterMs: number): void {
    if (this.#stopped) return
    const cancelProbe = this.#clock.wakeAfter(probeAfterMs, () => void this.#probe(engine, probeAfterMs))
    this.#broken.set(engine, { failedAtMs: this.#clock.monotonicMs(), probeAfterMs, cancelProbe })
  }

  async #probe(engine: E, waitedMs: number): Promise<void> {
    const probe = new AbortController()
    this.#probing.add(probe)
    const cancel = this.#clock.wakeAfter(PROBE_DEADLINE_MS, () => probe.abort())
    const late = new Promise<never>((_, reject) => {
      probe.signal.addEventListener('abort', () => reject(new Error('the probe was not answered in time')))
    })
    try {
      await Promise.race([engine.probe(probe.signal), late])
      this.worked(engine)
    } catch {
      const breakage = this.#broken.get(engine)
      breakage?.cancelProbe()
      if (breakage) this.#breaks(engine, Math.min(LONGEST_PROBE_MS, waitedMs * 2))
    } finally {
      cancel()
      this.#probing.delete(probe)
    }
  }
}
