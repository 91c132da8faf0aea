import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { simulateCall } from './simulated-call.ts'
import { type Faults, NO_FAULTS } from './simulated-vendors.ts'

/** The decisions of one recorded practice call. */
export interface GoldenCall {
  readonly homeowner: string
  readonly seed: number
  readonly faults: Faults
  readonly decisions: readonly CallLogEntry[]
}

const FILE = fileURLToPath(new URL('golden-calls.jsonl.gz', import.meta.url))
const CALLS = 200

/** With good vendors and bad ones in turn. */
const CONDITIONS: readonly Faults[] = [
  NO_FAULTS,
  NO_FAULTS,
  { ...NO_FAULTS, modelEvery: 3, model: 'slow' },
  { ...NO_FAULTS, modelEvery: 4, model: 'cut' },
  { ...NO_FAULTS, voiceEvery: 4, voice: 'slow' },
]

/** Plays the calls that the golden file holds. */
export async function playGoldenCalls(): Promise<GoldenCall[]> {
  const homeowners = CHARACTERS.filter(({ kind, pickUp }) => kind === 'person' && pickUp.how === 'answers')
  const calls: GoldenCall[] = []
  for (let seed = 0; calls.length < CALLS; seed++) {
    for (const homeowner of homeowners.slice(0, CALLS - calls.length)) {
      const faults = CONDITIONS[calls.length % CONDITIONS.length] as Faults
      const { log } = await simulateCall(homeowner, seed, faults)
      const decisions = log.filter(({ kind }) => kind === 'opened' || kind === 'turn')
      calls.push({ homeowner: homeowner.id, seed, faults, decisions })
    }
  }
  return calls
}

export const readGoldenCalls = (): GoldenCall[] =>
  gunzipSync(readFileSync(FILE))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldenCall)

export const writeGoldenCalls = (calls: readonly GoldenCall[]): void =>
  writeFileSync(FILE, gzipSync(calls.map((call) => `${JSON.stringify(call)}\n`).join(''), { level: 9 }))
