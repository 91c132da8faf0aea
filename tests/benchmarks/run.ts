import { performance } from 'node:perf_hooks'
import { leadImport } from './lead-import.ts'
import { wholeCall } from './whole-call.ts'

/** What a benchmark measured: figures with their units in their names, what they should be, and how it was done. */
export interface Report {
  readonly benchmark: string
  readonly figures: Record<string, number>
  readonly aims: Record<string, number>
  readonly method: string
}

const BENCHMARKS: Record<string, () => Promise<Report>> = {
  'lead-import': leadImport,
  'whole-call': wholeCall,
}

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const chosen = names.includes('all') ? Object.keys(BENCHMARKS) : names
if (chosen.length === 0 || chosen.some((name) => !BENCHMARKS[name])) {
  process.stderr.write(`Name one of: ${Object.keys(BENCHMARKS).join(', ')}, all.\n`)
  process.exit(2)
}
for (const name of chosen) {
  const noise = await noiseOfMachine()
  const report = await BENCHMARKS[name]?.()
  if (!report) continue
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ ...report, noise })}\n`)
  else print({ ...report, noise })
}

/** Gaps over 1 ms in a busy second: how much the machine was doing besides. */
async function noiseOfMachine(): Promise<{ gaps_over_1ms: number; longest_gap_ms: number }> {
  let gaps = 0
  let longest = 0
  const until = performance.now() + 1_000
  for (let last = performance.now(); last < until; ) {
    const now = performance.now()
    if (now - last > 1) gaps++
    longest = Math.max(longest, now - last)
    last = now
  }
  return { gaps_over_1ms: gaps, longest_gap_ms: round(longest) }
}

function print(report: Report & { noise: object }): void {
  const lines = Object.entries(report.figures).map(([name, value]) => {
    const aim = report.aims[name]
    return `  ${name}: ${round(value)}${aim === undefined ? '' : ` (aim ${aim})`}`
  })
  process.stdout.write(
    `${report.benchmark}\n${lines.join('\n')}\n  ${report.method}\n  noise: ${JSON.stringify(report.noise)}\n`,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
