// node tests/scenarios/record-golden-calls.ts: records the golden calls anew, after a rule of turn-taking was changed on purpose.
import { playGoldenCalls, writeGoldenCalls } from './golden-calls.ts'

const calls = await playGoldenCalls()
writeGoldenCalls(calls)
console.error(`${calls.length} calls recorded.`)
