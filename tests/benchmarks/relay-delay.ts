import { canBeRealTime, pinDriver } from './live/machine.ts'
import { buildLoadGenerator, type LoadResult, VOID_WHEN } from './relay/relay-load.ts'
import { startPlainProxySubject, startRelaySubject } from './relay/relay-subject.ts'
import type { Report, Wishes } from './report.ts'

const CALLS = 100
const MINUTES = 0.25
const ROUNDS = 3

/** B9: what the relay adds one way, each way, beside a plain proxy in the same run. */
export async function relayDelay(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const calls = wishes.calls ?? CALLS
  const measureMs = (wishes.minutes ?? MINUTES) * 60_000
  const generator = buildLoadGenerator()
  const subjects = [await startRelaySubject(), await startPlainProxySubject()] as const
  const taken = new Map<string, LoadResult[]>(subjects.map(({ name }) => [name, []]))
  try {
    for (let round = 0; round < (wishes.rounds ?? ROUNDS); round++)
      for (const subject of subjects)
        taken.get(subject.name)?.push(await generator.run(subject, { calls, payloadBytes: 160, measureMs }))
  } finally {
    for (const subject of subjects) await subject.close()
    generator.remove()
  }
  const all = [...taken.values()].flat()
  return {
    benchmark: 'relay-delay',
    figures: {
      ...figuresOf('', taken.get('relay') ?? []),
      ...figuresOf('plain_proxy_', taken.get('plain_proxy') ?? []),
    },
    aims: {
      up_p50_ms: 0.1,
      up_p99_ms: 2,
      up_p999_ms: 8,
      down_p50_ms: 0.1,
      down_p99_ms: 2,
      down_p999_ms: 8,
      lost_frames: 0,
    },
    method: `${calls} calls, ${measureMs / 1_000} s a round, median of the rounds; relay and plain proxy in turns. From the write at one end to the read at the other, through the built relay on one core; both ends in a generator in C on another${canBeRealTime ? ' at real-time priority' : ''}, plain TCP on loopback, 160 bytes every 20 ms each way.`,
    noise: {
      pinning,
      void_when: VOID_WHEN,
      rounds: all.length,
      void_rounds: all.filter(({ noise }) => noise.void).length,
      each: all.map((result) => ({
        ...result.noise,
        p99_ms: result.worstP99Ms,
        cpu_percent: result.cpuPercent,
      })),
    },
  }
}

function figuresOf(prefix: string, results: readonly LoadResult[]): Record<string, number> {
  const middle = (read: (result: LoadResult) => number) =>
    results.map(read).sort((a, b) => a - b)[Math.floor((results.length - 1) / 2)] ?? Number.NaN
  return {
    [`${prefix}up_p50_ms`]: middle(({ up }) => up.p50Ms),
    [`${prefix}up_p99_ms`]: middle(({ up }) => up.p99Ms),
    [`${prefix}up_p999_ms`]: middle(({ up }) => up.p999Ms),
    [`${prefix}down_p50_ms`]: middle(({ down }) => down.p50Ms),
    [`${prefix}down_p99_ms`]: middle(({ down }) => down.p99Ms),
    [`${prefix}down_p999_ms`]: middle(({ down }) => down.p999Ms),
    [`${prefix}lost_frames`]: results.reduce((sum, { lostFrames }) => sum + lostFrames, 0),
  }
}
