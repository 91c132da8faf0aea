// node tests/scenarios/sweep.ts --seeds N: N calls of the fault matrix, spread evenly over its squares. Exits with 1 when a rule was broken.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { brokenRules, type Played, play, SQUARES, type Square } from './fault-matrix.ts'

type Told = Omit<Played, 'log'> & { readonly broken: readonly string[] }
interface Share {
  readonly calls: number
  readonly worker: number
  readonly workers: number
}

async function playShare({ calls, worker, workers }: Share): Promise<void> {
  for (let i = worker; i < calls; i += workers) {
    const played = await play(SQUARES[i % SQUARES.length] as Square, Math.floor(i / SQUARES.length))
    const { log: _, ...told } = played
    parentPort?.postMessage({ ...told, broken: brokenRules(played) } satisfies Told)
    // Calls on the virtual clock never wait for the real one, and without a turn of it nothing weakly held is let go.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function sweep(): Promise<void> {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '10000' } } })
  const calls = Number(values.seeds)
  if (!Number.isInteger(calls) || calls < 1) {
    console.error(`--seeds takes a whole number of calls from 1 up, not "${values.seeds}".`)
    process.exit(2)
  }
  const all: Told[] = []
  const began = performance.now()
  const workers = availableParallelism()
  await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      listenTo({ calls, worker, workers }, (told) => all.push(told)),
    ),
  )
  print(all, (performance.now() - began) / 1_000)
  process.exitCode = all.some(({ broken }) => broken.length > 0) ? 1 : 0
}

function listenTo(share: Share, tell: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share })
    worker.on('message', tell)
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

function print(all: readonly Told[], seconds: number): void {
  const talkHours = sum(all.map(({ durationMs }) => durationMs)) / 3_600_000
  console.log(`${all.length} calls, ${talkHours.toFixed(1)} h of talk in ${seconds.toFixed(0)} s`)
  console.log(
    `${all.filter(({ brokeAtMs }) => brokeAtMs === null).length} never came to the state in which to break`,
  )
  console.log('\nvendor      scope  fault     calls  broken  longest owed silence  goodbyes in trouble')
  for (const [name, some] of grouped(all, ({ square: { vendor, scope, fault } }) =>
    row(vendor, scope, fault),
  )) {
    const broken = some.filter((told) => told.broken.length > 0).length
    const owedMs = Math.max(...some.map(({ owedSilenceMs }) => owedSilenceMs))
    const trouble = some.filter(({ untilHangUpMs }) => untilHangUpMs !== null).length
    console.log(
      `${name}${cell(some.length, 5)}${cell(broken, 8)}${cell(`${owedMs} ms`, 22)}${cell(trouble, 21)}`,
    )
  }
  const first = all.filter(({ square }) => square.scope === 'first')
  const every = all.filter(({ square, lastsMs }) => square.scope === 'all' && lastsMs === null)
  console.log('\nwhile the vendor was broken, from the end of the turn:')
  percentiles(
    'any sound of the agent',
    all.flatMap(({ untilSoundMs }) => untilSoundMs),
  )
  percentiles(
    'the reply, first engine broken',
    first.flatMap(({ untilReplyMs }) => untilReplyMs),
  )
  percentiles(
    'any sound, every engine broken',
    every.flatMap(({ untilSoundMs }) => untilSoundMs),
  )
  percentiles(
    'given up, every engine broken',
    every.flatMap(({ untilHangUpMs }) => (untilHangUpMs === null ? [] : [untilHangUpMs])),
  )
  console.log('\nworst cases:')
  const worst = [...all].sort(
    (a, b) => b.broken.length - a.broken.length || b.owedSilenceMs - a.owedSilenceMs,
  )
  for (const { square, seed, homeowner, owedSilenceMs, broken, troubles } of worst.slice(0, 10)) {
    const where = `${row(square.vendor, square.scope, square.fault)} ${square.state}`
    console.log(`${where}, seed ${seed}, ${homeowner}: ${broken.join(', ') || `${owedSilenceMs} ms owed`}`)
    for (const trouble of troubles.slice(0, 4)) console.log(`    ${trouble}`)
  }
}

const row = (vendor: string, scope: string, fault: string): string =>
  `${vendor.padEnd(12)}${scope.padEnd(7)}${fault.padEnd(8)}`

const cell = (value: number | string, width: number): string => String(value).padStart(width)

function percentiles(what: string, ms: readonly number[]): void {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  console.log(
    `  ${what.padEnd(32)} n ${cell(sorted.length, 6)}   p50 ${cell(at(0.5), 6)}   p95 ${cell(at(0.95), 6)}   p99.9 ${cell(at(0.999), 6)}   most ${cell(at(1), 6)} ms`,
  )
}

function grouped<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups].sort(([a], [b]) => a.localeCompare(b))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

if (isMainThread) await sweep()
else await playShare(workerData as Share)
