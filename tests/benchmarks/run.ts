import { parseArgs } from 'node:util'
import { bargeIn } from './barge-in.ts'
import { coldTurn } from './cold-turn.ts'
import { eotFloor } from './eot-floor.ts'
import { greeting } from './greeting.ts'
import { jitterReorder } from './jitter-reorder.ts'
import { leadImport } from './lead-import.ts'
import { ledger } from './ledger.ts'
import { listenDelay } from './listen-delay.ts'
import { busyLoopNoise } from './live/rounds.ts'
import { manyCalls } from './many-calls.ts'
import { pacing } from './pacing.ts'
import { relayCeiling } from './relay-ceiling.ts'
import { relayDelay } from './relay-delay.ts'
import { jsonLine, type Report, readable, type Wishes } from './report.ts'
import { soak } from './soak.ts'
import { speculationCost } from './speculation-cost.ts'
import { turnOverhead } from './turn-overhead.ts'
import { turnRealistic } from './turn-realistic.ts'
import { uiWhileCalling } from './ui-while-calling.ts'
import { wholeCall } from './whole-call.ts'

const BENCHMARKS: Record<string, (wishes: Wishes) => Promise<Report>> = {
  'lead-import': leadImport,
  ledger,
  'whole-call': wholeCall,
  'turn-overhead': turnOverhead,
  'cold-turn': coldTurn,
  'turn-realistic': turnRealistic,
  'eot-floor': eotFloor,
  'speculation-cost': speculationCost,
  'barge-in': bargeIn,
  'many-calls': manyCalls,
  pacing,
  'jitter-reorder': jitterReorder,
  greeting,
  soak,
  'ui-while-calling': uiWhileCalling,
  'listen-delay': listenDelay,
  'relay-ceiling': relayCeiling,
  'relay-delay': relayDelay,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    rounds: { type: 'string' },
    turns: { type: 'string' },
    calls: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const wishes: Wishes = Object.fromEntries(
  (['rounds', 'turns', 'calls', 'minutes'] as const).flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [[name, atLeastSome(name, Number(value))]]
  }),
)
const chosen = positionals.includes('all') ? Object.keys(BENCHMARKS) : positionals
if (chosen.length === 0 || chosen.some((name) => !BENCHMARKS[name]))
  refuse(`Name one of: ${Object.keys(BENCHMARKS).join(', ')}, all.`)
for (const name of chosen) {
  const noise = busyLoopNoise()
  try {
    const report = await BENCHMARKS[name]?.(wishes)
    if (!report) continue
    const whole = { ...report, noise: report.noise ?? noise }
    process.stdout.write(values.json ? jsonLine(whole) : readable(whole))
  } catch (error) {
    // The others are still worth having.
    process.stderr.write(`${name} could not be measured: ${error instanceof Error ? error.stack : error}\n`)
    process.exitCode = 1
  }
}

function atLeastSome(name: string, value: number): number {
  if (!(value > 0)) refuse(`--${name} must be a number above 0.`)
  return value
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}
