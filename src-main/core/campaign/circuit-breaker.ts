const WINDOW_MS = 120_000
const FEWEST = 5
const FAILED_SHARE = 0.5
/** Nothing but failures needs no longer proof. */
const IN_A_ROW = 3
const MOST_REASONS = 3

/** Nobody outside is asked in practice: what is late is this computer. */
const ADVICE = {
  practice:
    'In practice everything runs on this computer, which was too busy to keep up. Close other programs or allow fewer calls at once in the settings, then resume.',
  live: "Resume in a few minutes. If it happens again, allow fewer calls at once in the settings, or look at the vendor's status page.",
} as const

interface Placing {
  readonly atMs: number
  /** Null: it was placed. */
  readonly failure: string | null
}

/** Watches what becomes of a campaign's dials, and stops it when they fail more often than not. */
export class CircuitBreaker {
  readonly #advice: string
  #placings: Placing[] = []

  constructor(mode: 'practice' | 'live') {
    this.#advice = ADVICE[mode]
  }

  placed(atMs: number): void {
    this.#add({ atMs, failure: null })
  }

  /** Why the campaign should stop, in words for a person; null while it may go on. */
  failed(reason: string, atMs: number): string | null {
    this.#add({ atMs, failure: reason })
    const failures = this.#placings.flatMap(({ failure }) => failure ?? [])
    const all = this.#placings.length
    const isTripped =
      (all >= IN_A_ROW && failures.length === all) ||
      (all >= FEWEST && failures.length >= all * FAILED_SHARE) ||
      this.#placings.slice(-IN_A_ROW).filter(({ failure }) => failure !== null).length === IN_A_ROW
    if (!isTripped) return null
    return `Paused after ${failures.length} of the last ${all} dials failed: ${inWords(failures)}. ${this.#advice}`
  }

  /** Whoever resumes starts from nothing. */
  reset(): void {
    this.#placings = []
  }

  #add(placing: Placing): void {
    this.#placings = [...this.#placings, placing].filter(({ atMs }) => atMs > placing.atMs - WINDOW_MS)
  }
}

function inWords(failures: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const failure of failures) counts.set(failure, (counts.get(failure) ?? 0) + 1)
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  const told = sorted
    .slice(0, MOST_REASONS)
    .map(([reason, count]) => (count > 1 ? `${reason} (${count} times)` : reason))
  return [
    ...told,
    ...(sorted.length > MOST_REASONS ? [`${sorted.length - MOST_REASONS} other reasons`] : []),
  ].join('; ')
}
