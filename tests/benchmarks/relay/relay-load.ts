/** Loads a subject with calls through the generator in C, which is compiled at first use. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { inRealTime } from '../live/machine.ts'
import { installPackages } from './debian-packages.ts'
import type { Subject } from './relay-subject.ts'

const WARM_UP_MS = 1_500

const Delays = z.object({ arrived: z.number(), p50Ms: z.number(), p99Ms: z.number(), p999Ms: z.number() })
const Result = z.object({
  calls: z.number(),
  sentEachWay: z.number(),
  unsent: z.number(),
  relayCpuSeconds: z.number(),
  up: Delays,
  down: Delays,
  driverLagP99Ms: z.number(),
  driverCpuSeconds: z.number(),
  foreignCpuSeconds: z.number(),
  stolenSeconds: z.number(),
})

export interface LoadResult extends z.infer<typeof Result> {
  readonly cpuPercent: number
  /** CPU of the relay for one frame received and forwarded. */
  readonly usPerFrame: number
  readonly worstP99Ms: number
  readonly lostFrames: number
  readonly noise: RoundNoise
}

/** As for every benchmark: what was disturbed is reported, and void. */
export interface RoundNoise {
  readonly subject: string
  readonly calls: number
  readonly foreign_cpu_percent: number
  readonly steal_percent: number
  readonly driver_lag_p99_ms: number
  readonly void: boolean
}

export const VOID_WHEN = 'foreign CPU over 5 % of a core or driver lag p99 over 2 ms'
const MAX_FOREIGN_CPU_PERCENT = 5
const MAX_DRIVER_LAG_P99_MS = 2

export interface LoadGenerator {
  run(subject: Subject, load: { calls: number; payloadBytes: number; measureMs: number }): Promise<LoadResult>
  remove(): void
}

export function buildLoadGenerator(): LoadGenerator {
  const folder = mkdtempSync(join(tmpdir(), 'relay-load-'))
  const program = join(folder, 'load-generator')
  compile(program)
  return {
    async run(subject, { calls, payloadBytes, measureMs }) {
      const { link, tickets, close } = await subject.open(calls)
      const { hostname, port, protocol } = new URL(subject.carrierUrl)
      const args = [hostname, port, payloadBytes, WARM_UP_MS, measureMs, subject.pids.join()].map(String)
      if (protocol === 'https:') args.push('tls')
      const child = spawn(...inRealTime(program, args), { stdio: ['pipe', 'pipe', 'inherit', link] })
      child.stdin?.end(tickets.map(({ streamId, path, token }) => `${streamId} ${path} ${token}\n`).join(''))
      let said = ''
      child.stdout?.on('data', (chunk) => {
        said += String(chunk)
      })
      const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve))
      close()
      if (exitCode !== 0) throw new Error(`the load generator ended with ${exitCode} at ${calls} calls`)
      const result = Result.parse(JSON.parse(said))
      const { sentEachWay, relayCpuSeconds, up, down, driverLagP99Ms } = result
      const percent = (seconds: number) => Math.round((seconds / measureMs) * 1e6) / 10
      const foreign = percent(result.foreignCpuSeconds)
      const arrived = up.arrived + down.arrived
      return {
        ...result,
        cpuPercent: percent(relayCpuSeconds),
        usPerFrame: (relayCpuSeconds * 1_000_000) / arrived,
        worstP99Ms: Math.max(up.p99Ms, down.p99Ms),
        lostFrames: 2 * sentEachWay - arrived,
        noise: {
          subject: subject.name,
          calls,
          foreign_cpu_percent: foreign,
          steal_percent: percent(result.stolenSeconds),
          driver_lag_p99_ms: driverLagP99Ms,
          void: foreign > MAX_FOREIGN_CPU_PERCENT || driverLagP99Ms > MAX_DRIVER_LAG_P99_MS,
        },
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function compile(program: string): void {
  const source = join(import.meta.dirname, 'load-generator.c')
  const cc = () => spawnSync('cc', ['-O2', '-o', program, source, '-lssl', '-lcrypto'], { encoding: 'utf8' })
  let { error, status, stderr } = cc()
  if ((error || status !== 0) && installPackages('gcc', 'libc6-dev', 'libssl-dev'))
    ({ error, status, stderr } = cc())
  if (error) throw new Error('The load generator is written in C, and no C compiler (cc) is installed.')
  if (status !== 0)
    throw new Error(`The load generator needs the headers of OpenSSL, or does not compile: ${stderr}`)
}
