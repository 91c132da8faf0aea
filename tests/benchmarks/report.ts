/** What a benchmark measured: figures with their units in their names, what they should be, and how it was done. */
export interface Report {
  readonly benchmark: string
  readonly figures: Record<string, number>
  readonly aims: Record<string, number>
  /** Aims that are lower bounds; all others are upper bounds. */
  readonly atLeast?: readonly string[]
  readonly method: string
  /** How much the machine did besides. A benchmark without rounds of its own leaves it to the runner. */
  readonly noise?: object
}

/** Flags of `npm run bench -- NAME`; each benchmark has its own defaults. */
export interface Wishes {
  readonly rounds?: number
  readonly turns?: number
  readonly calls?: number
  readonly minutes?: number
}

/** The one line of `--json`. JSON has no NaN: a figure that could not be taken is left out. */
export function jsonLine({ benchmark, figures, aims, method, noise }: Report): string {
  const taken = Object.fromEntries(
    Object.entries(figures)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, round(value)]),
  )
  return `${JSON.stringify({ benchmark, figures: taken, aims, method, noise })}\n`
}

export function readable({ benchmark, figures, aims, atLeast = [], method, noise }: Report): string {
  const lines = Object.entries(figures).map(([name, value]) => {
    const aim = aims[name]
    if (aim === undefined) return `  ${name}: ${round(value)}`
    const isFloor = atLeast.includes(name)
    const met = isFloor ? value >= aim : value <= aim
    return `  ${name}: ${round(value)} (aim: at ${isFloor ? 'least' : 'most'} ${aim}, ${met ? 'met' : 'missed'})`
  })
  return `${benchmark}\n${lines.join('\n')}\n  ${method}\n  noise: ${JSON.stringify(noise)}\n`
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000
