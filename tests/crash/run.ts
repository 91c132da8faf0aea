/**
 * `npm run crash -- --points N`: as many crash points as wished, all with the real relay; `--seed` plays them again.
 * `npm run crash -- --hostile N`: as many webhooks that no vendor sent.
 * `npm run crash -- --slow-clients N`: what as many connections that never end a request do to the sound of 20 calls.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Chance, chanceOf } from '../doubles/chance.ts'
import { attackWebhooks, STRIPE_SECRET, VAPI_SECRET } from './hostile-webhooks.ts'
import { keptIn } from './kept-events.ts'
import { crashOnce } from './killed-relay.ts'
import { cutPower, promisedIn } from './power-cut.ts'
import { recordRelay } from './recordings.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'
import { besetBySlowClients } from './slow-clients.ts'
import { whyNoStrace } from './strace.ts'

/** A kill takes a process, a power cut only an image of the disk. */
const ONE_KILL_IN = 200
const KILLS_PER_FOLDER = 10
const WEBHOOKS_PER_RECORDING = 300
const REPORT_EVERY_MS = 30_000
const MAX_ADDED_MS = 20

const { values } = parseArgs({
  options: {
    points: { type: 'string' },
    hostile: { type: 'string' },
    seed: { type: 'string' },
    'slow-clients': { type: 'string' },
  },
})
const points = Number(values.points ?? 2_000)
const seed = Number(values.seed ?? 1)
const hostile = Number(values.hostile ?? 0)
if (hostile > 0) await attackAndExit(hostile)
const slowClients = Number(values['slow-clients'] ?? 0)
if (slowClients > 0) await besetAndExit(slowClients)
const whyNot = whyNoStrace()
if (!Number.isInteger(points) || points < 1 || !Number.isInteger(seed))
  refuse('--points and --seed must be whole numbers.')
if (whyNot) refuse(`No crash points here: ${whyNot}.`)

const chance = chanceOf(seed)
const total = {
  kills: 0,
  cuts: 0,
  acknowledged: 0,
  acknowledgedLost: 0,
  pointsThatLost: 0,
  corrupt: 0,
  keysLost: 0,
}
let reportedAtMs = performance.now()

await killOften(Math.ceil(points / ONE_KILL_IN), chance)
while (total.kills + total.cuts < points) await cutOften(points - total.kills - total.cuts, chance)
process.stdout.write(`${JSON.stringify({ seed, points: total.kills + total.cuts, ...total })}\n`)
process.exitCode = total.pointsThatLost + total.corrupt + total.keysLost > 0 ? 1 : 0

async function killOften(kills: number, { from, between }: Chance): Promise<void> {
  for (let done = 0; done < kills; done += KILLS_PER_FOLDER) {
    const folder = mkdtempSync(join(tmpdir(), 'relay-crash-'))
    const acknowledged: string[] = []
    for (let n = done; n < Math.min(kills, done + KILLS_PER_FOLDER); n++) {
      const call = from(['pwrite64', 'pwrite64', 'fsync'] as const)
      const point = { call, occurrence: between(1, call === 'fsync' ? 30 : 160) }
      const outcome = await crashOnce(folder, point, acknowledged)
      acknowledged.push(...outcome.acknowledged)
      total.kills += 1
      total.acknowledged += outcome.acknowledged.length
      count(outcome.lost.length, outcome.intact ? 0 : 1, point)
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cutOften(most: number, { next }: Chance): Promise<void> {
  const recording = await recordRelay(WEBHOOKS_PER_RECORDING)
  const promised = promisedIn(recording).length
  const possible = recording.steps.length + promised
  const { cuts, cutsThatLost, mostLost, corrupt, keysLost } = cutPower(recording, next, most / possible)
  total.cuts += cuts
  total.acknowledged += promised
  total.keysLost += keysLost
  total.pointsThatLost += Math.max(0, cutsThatLost - Number(mostLost > 0))
  count(mostLost, corrupt, { powerCuts: cuts })
}

function count(lost: number, corrupt: number, where: object): void {
  total.acknowledgedLost += lost
  total.pointsThatLost += Number(lost > 0)
  total.corrupt += corrupt
  if (lost > 0 || corrupt > 0)
    process.stderr.write(`lost ${lost}, corrupt ${corrupt}: ${JSON.stringify(where)}\n`)
  if (performance.now() - reportedAtMs < REPORT_EVERY_MS) return
  reportedAtMs = performance.now()
  process.stderr.write(`${total.kills} kills and ${total.cuts} power cuts of ${points}\n`)
}

async function attackAndExit(attempts: number): Promise<never> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relay-hostile-'))
  const relay = startRelayProcess({
    dataDir,
    env: { STRIPE_WEBHOOK_SECRET: STRIPE_SECRET, VAPI_WEBHOOK_SECRET: VAPI_SECRET },
  })
  const { accepted, statuses, unanswered } = await attackWebhooks(
    (await relay.url) ?? '',
    attempts,
    chanceOf(seed),
  )
  await stopRelayProcess(relay)
  const kept = keptIn(dataDir).eventIds.size
  rmSync(dataDir, { recursive: true, force: true })
  const counts = {
    seed,
    attempts,
    accepted: accepted.length,
    kept,
    unanswered,
    statuses: Object.fromEntries(statuses),
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`)
  process.exit(accepted.length + kept + unanswered > 0 ? 1 : 0)
}

async function besetAndExit(clients: number): Promise<never> {
  const result = await besetBySlowClients(clients)
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exit(result.added_p99_ms > MAX_ADDED_MS || result.frames_lost > 0 ? 1 : 0)
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}
