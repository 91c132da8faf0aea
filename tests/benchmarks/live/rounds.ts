import { performance } from 'node:perf_hooks'
import { cpuSecondsOf, machineCpuSeconds } from './machine.ts'
import type { Stage } from './stage.ts'

/** A round with more than this is void (performance.md section 6). */
const MAX_FOREIGN_CPU_PERCENT = 5
const MAX_DRIVER_LAG_P99_MS = 2

/** What disturbed one round. All rounds are reported; none is picked. */
export interface RoundNoise {
  readonly seconds: number
  /** CPU time of everything but driver and system, in percent of one core. */
  readonly foreign_cpu_percent: number | null
  readonly steal_percent: number | null
  /** How late the simulated vendors and phones were themselves. */
  readonly driver_lag_p99_ms: number
  /** Gaps over 1 ms in a second of busy looping right before the round. */
  readonly busy_loop_gaps_per_s: number
  /** Cores' worth of CPU that the system under test used. */
  readonly system_cpu_percent: number | null
  readonly void: boolean
}

export interface Round<T> {
  readonly result: T
  readonly noise: RoundNoise
}

/** Plays one round and measures what the machine did besides. */
export async function playRound<T>(stage: Stage, play: () => Promise<T>): Promise<Round<T>> {
  const { gaps_over_1ms } = busyLoopNoise()
  stage.timer.takeLagP99Ms()
  const before = cpuNow(stage)
  const startedMs = performance.now()
  const result = await play()
  const seconds = (performance.now() - startedMs) / 1_000
  const after = cpuNow(stage)
  const percentOf = (read: (cpu: CpuNow) => number | null) => {
    const [from, to] = [read(before), read(after)]
    return from === null || to === null ? null : Math.round(((to - from) / seconds) * 1_000) / 10
  }
  const foreign = percentOf(({ busy, own, system }) => (busy === null ? null : busy - own - (system ?? 0)))
  const lagMs = stage.timer.takeLagP99Ms()
  return {
    result,
    noise: {
      seconds: Math.round(seconds * 10) / 10,
      foreign_cpu_percent: foreign,
      steal_percent: percentOf(({ stolen }) => stolen),
      driver_lag_p99_ms: Math.round(lagMs * 100) / 100,
      busy_loop_gaps_per_s: gaps_over_1ms,
      system_cpu_percent: percentOf(({ system }) => system),
      void: (foreign ?? 0) > MAX_FOREIGN_CPU_PERCENT || lagMs > MAX_DRIVER_LAG_P99_MS,
    },
  }
}

interface CpuNow {
  readonly busy: number | null
  readonly stolen: number | null
  readonly own: number
  readonly system: number | null
}

function cpuNow({ system, ownPids }: Stage): CpuNow {
  const machine = machineCpuSeconds()
  const own = process.cpuUsage()
  const [relay, core] = [cpuSecondsOf(system.relayPid), cpuSecondsOf(system.corePid)]
  return {
    busy: machine?.busy ?? null,
    stolen: machine?.stolen ?? null,
    own:
      (own.user + own.system) / 1_000_000 +
      [...ownPids].reduce((sum, pid) => sum + (cpuSecondsOf(pid) ?? 0), 0),
    system: relay === null || core === null ? null : relay + core,
  }
}

/** Gaps over 1 ms in a second of doing nothing but looking at the clock: somebody else had the core. */
export function busyLoopNoise(): { gaps_over_1ms: number; longest_gap_ms: number } {
  let [gaps, longestMs] = [0, 0]
  const untilMs = performance.now() + 1_000
  for (let last = performance.now(); last < untilMs; ) {
    const now = performance.now()
    if (now - last > 1) gaps++
    longestMs = Math.max(longestMs, now - last)
    last = now
  }
  return { gaps_over_1ms: gaps, longest_gap_ms: Math.round(longestMs * 100) / 100 }
}

/** The noise of a benchmark: its rounds one by one, and whether any of them is good. */
export const noiseOf = (rounds: readonly RoundNoise[], pinning: string): object => ({
  pinning,
  rounds: rounds.length,
  void_rounds: rounds.filter((round) => round.void).length,
  void_when: `foreign CPU over ${MAX_FOREIGN_CPU_PERCENT} % of a core or driver lag p99 over ${MAX_DRIVER_LAG_P99_MS} ms`,
  each: rounds,
})
