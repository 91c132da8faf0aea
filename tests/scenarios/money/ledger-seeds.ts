// node tests/scenarios/money/ledger-seeds.ts --seeds N [--from S]: N businesses on the edge of their wallets, from seed S on. Exits with 1 when a promise was broken.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type PlayedMoney, playMoney } from './play-money.ts'

interface Share {
  readonly from: number
  readonly seeds: number
  readonly worker: number
  readonly workers: number
}

async function playShare({ from, seeds, worker, workers }: Share): Promise<void> {
  for (let i = worker; i < seeds; i += workers) {
    parentPort?.postMessage(await playMoney(from + i))
    // A jumping clock never waits for the real one, and without a turn of it nothing weakly held is let go.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function playAll(): Promise<void> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
  })
  const [seeds, from] = [Number(values.seeds), Number(values.from)]
  if (![seeds, from].every((number) => Number.isInteger(number) && number >= 1)) {
    console.error('--seeds and --from take whole numbers from 1 up.')
    process.exit(2)
  }
  const all: PlayedMoney[] = []
  const began = performance.now()
  const workers = availableParallelism()
  await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      listenTo({ from, seeds, worker, workers }, (played) => {
        all.push(played)
        if (all.length % 1_000 === 0) console.error(`${all.length} of ${seeds} seeds`)
      }),
    ),
  )
  print(all, (performance.now() - began) / 1_000)
  process.exitCode = all.length < seeds || all.some(({ broken }) => broken.length > 0) ? 1 : 0
}

function listenTo(share: Share, tell: (played: PlayedMoney) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share })
    worker.on('message', tell)
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

function print(all: readonly PlayedMoney[], seconds: number): void {
  const sum = (of: (played: PlayedMoney) => number) => all.reduce((whole, played) => whole + of(played), 0)
  const rows: [string, number][] = [
    ['seeds', all.length],
    ['calls that the carrier placed', sum(({ calls }) => calls)],
    ['minutes billed', sum(({ minutes }) => minutes)],
    ['crashes', sum(({ crashes }) => crashes)],
    ['requests for approval', sum(({ approvals }) => approvals)],
    ['payments', sum(({ paidCheckouts }) => paidCheckouts)],
    ['calls with a bill beyond the wallet, after a crash or a hang-up not taken', sum(({ short }) => short)],
    ['seeds with a broken promise', all.filter(({ broken }) => broken.length > 0).length],
  ]
  for (const [what, count] of rows) console.log(`${String(count).padStart(9)}  ${what}`)
  console.log(`${seconds.toFixed(0).padStart(9)}  seconds`)
  for (const { seed, broken } of all.filter((played) => played.broken.length > 0).slice(0, 20))
    console.log(`seed ${seed}: ${broken.join('; ')}`)
}

if (isMainThread) await playAll()
else await playShare(workerData as Share)
