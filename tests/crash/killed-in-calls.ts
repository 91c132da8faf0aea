/** One desktop after the other over one folder, each killed at a system call while people are called; vendors and relay live on. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { evidenceChain } from '../../src-main/adapters/sqlite/evidence-chain.ts'
import { type Chance, chanceOf } from '../doubles/chance.ts'
import { wallClockAt } from '../fixtures/child-process.ts'
import type { LocalApi } from '../fixtures/local-api.ts'
import { startOutsideWorld } from '../hosts/outside-world.ts'
import { brokenBooks, brokenCalls } from '../scenarios/money/broken-promises.ts'
import {
  callIdOf,
  campaignOf,
  type PhoneCall,
  pause,
  phoneCalls,
  until,
  withDesktop,
} from './calling-desktop.ts'
import { databaseFolder, startDesktopProcess } from './desktop-process.ts'
import type { PlantedFaultName } from './planted-faults.ts'
import { killAt } from './strace.ts'

export interface KilledInCalls {
  /** At which system call each desktop was killed. */
  readonly killedAt: readonly string[]
  /** How many the carrier dialed, and how many of them were answered. */
  readonly dialed: number
  readonly answered: number
  readonly broken: readonly string[]
}

/** So many of them a desktop makes until its first calls are held and dialed, and until those are settled and credited. */
const CALLING = { pwrite64: [20, 1_600], fsync: [8, 60], write: [100, 1_200] } as const
const CALLS = ['pwrite64', 'fsync', 'write'] as const
/** Whoever is not killed by then made too few such calls. */
const LIVES_AT_MOST_MS = 30_000
const CALLS_AT_ONCE = 3
const LEADS_FOR_EACH = 5
const FUNDED_CENTS = 100_000
const MORNING_MS = Date.UTC(2026, 10, 23, 16, 30)
/** A dial that the carrier does not know is unclear for three quarters of a minute: the last start comes after that. */
const LATER_MS = 5 * 60_000
const LOOK_MS = 150

/** `seed` tells the system calls, and how patient people are. */
export async function killInCalls(
  folder: string,
  kills: number,
  seed: number,
  plantedFault?: PlantedFaultName,
): Promise<KilledInCalls> {
  const outside = await startOutsideWorld({ programs: 'source' })
  // By chance of their own: when they look depends on the machine, and the kills must not.
  const people = impatientPeople(outside.control, chanceOf(seed + 1))
  const chance = chanceOf(seed)
  const dataDir = join(folder, 'desktop')
  const environment = { ...outside.environment, NODE_OPTIONS: wallClockAt(MORNING_MS) }
  try {
    await withDesktop({ dataDir, environment }, async (api) => {
      await campaignOf(kills * LEADS_FOR_EACH, api, { fundedCents: FUNDED_CENTS, callsAtOnce: CALLS_AT_ONCE })
    })
    const killedAt: string[] = []
    for (let n = 0; n < kills; n++) {
      const call = chance.from(CALLS)
      const [first, last] = CALLING[call]
      const occurrence = chance.between(first, last)
      const under = killAt(call, occurrence)
      const desktop = startDesktopProcess({ dataDir, environment, under, plantedFault })
      const over = new AbortController()
      const calling = desktop.api.then((api) => api && keepCalling(api, over.signal))
      const tooLong = setTimeout(() => void desktop.kill(), LIVES_AT_MOST_MS)
      await desktop.exited
      clearTimeout(tooLong)
      over.abort()
      await calling
      killedAt.push(`${call} ${occurrence}`)
    }
    const later = { ...environment, NODE_OPTIONS: wallClockAt(MORNING_MS + LATER_MS) }
    await withDesktop({ dataDir, environment: later, plantedFault }, async (api) => {
      await cancelCampaigns(api)
      await everyCallEnds(api, outside.control)
    })
    const carried = await phoneCalls(outside.control)
    return {
      killedAt,
      dialed: carried.length,
      answered: carried.filter(({ answered_at_ms }) => answered_at_ms !== null).length,
      broken: brokenMoney(databaseFolder(dataDir), carried),
    }
  } finally {
    await people.goAway()
    await outside.close()
  }
}

/** A person who sees a paused campaign resumes it, until the desktop is gone. */
async function keepCalling(api: LocalApi, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    try {
      for (const { campaign_id, status } of (await api.get('/ai-voice/campaigns')).body.items)
        if (status === 'paused') await api.post(`/ai-voice/campaigns/${campaign_id}/resume`, {})
    } catch {
      // Killed, which is what happens here.
    }
    await pause(LOOK_MS)
  }
}

async function cancelCampaigns(api: LocalApi): Promise<void> {
  for (const { campaign_id, status } of (await api.get('/ai-voice/campaigns')).body.items)
    if (status !== 'completed') await api.post(`/ai-voice/campaigns/${campaign_id}/cancel`, {})
}

/** Each call has its end, and its bill where somebody answered, whether the desktop knows of the answer or not. */
async function everyCallEnds(api: LocalApi, control: string): Promise<void> {
  const callOf = async (callId: string) => (await api.get(`/ai-voice/calls/${callId}`)).body
  await until('every call has its end and its bill', async () => {
    const { items } = (await api.get('/ai-voice/calls?limit=200')).body
    if (items.some(({ status }: { status: string }) => status !== 'ended')) return false
    const carried = await phoneCalls(control)
    if (carried.some(({ status }) => status !== 'ended')) return false
    const answered = carried.filter(({ answered_at_ms }) => answered_at_ms !== null)
    const calls = await Promise.all(answered.map((call) => callOf(callIdOf(call))))
    return calls.every(({ cost }) => cost.settlement !== null)
  })
}

/** Everybody hangs up within seconds, so that many calls begin, end and are billed. */
function impatientPeople(control: string, chance: Chance): { goAway(): Promise<void> } {
  const over = new AbortController()
  const patience = new Map<string, number>()
  const lose = async () => {
    while (!over.signal.aborted) {
      const calls = await phoneCalls(control).catch(() => [])
      for (const { call_control_id, status } of calls) {
        if (status !== 'answered') continue
        const left = (patience.get(call_control_id) ?? chance.between(500, 6_000)) - LOOK_MS
        patience.set(call_control_id, left)
        if (left < 0) await fetch(`${control}/calls/${call_control_id}/hang-up`, { method: 'POST' })
      }
      await pause(LOOK_MS)
    }
  }
  const losing = lose()
  return {
    goAway() {
      over.abort()
      return losing
    },
  }
}

/** The carrier bills whole minutes that began. */
const billedSeconds = ({ answered_at_ms, ended_at_ms }: PhoneCall): number =>
  answered_at_ms === null ? 0 : Math.ceil(((ended_at_ms ?? Number.NaN) - answered_at_ms) / 60_000) * 60

/** What is wrong with the books in that folder, beside the carrier's own; empty when nothing is. */
function brokenMoney(folder: string, carried: readonly PhoneCall[]): string[] {
  const db = openDatabase(join(folder, 'ridgeline.db'))
  try {
    const sum = (sql: string) => db.prepare(`SELECT coalesce(sum(amount_cents), 0) FROM ${sql}`).pluck().get()
    const held = db
      .prepare(
        `SELECT call_id FROM ledger_posting WHERE account = 'held' GROUP BY call_id HAVING sum(amount_cents) <> 0`,
      )
      .pluck()
      .all()
    const unknown = carried.filter(
      ({ call_control_id }) =>
        db.prepare('SELECT 1 FROM voice_call WHERE carrier_call_id = ?').get(call_control_id) === undefined,
    )
    const chain = evidenceChain(db, (text) => createHash('sha256').update(text).digest('hex')).verify()
    const left = Number(sum("ledger_posting WHERE account IN ('wallet', 'usage', 'adjustment')"))
    return [
      ...brokenBooks(db),
      ...brokenCalls(
        db,
        carried.map((call) => ({
          callId: callIdOf(call),
          billedSeconds: billedSeconds(call),
          disturbed: false,
        })),
      ),
      ...held.map((callId) => `money stays held for ${callId}`),
      ...unknown.map(({ call_control_id }) => `${call_control_id} was dialed and is not on record`),
      ...(chain ? [`the evidence breaks off at decision ${chain.decisionNo}`] : []),
      ...(left === FUNDED_CENTS ? [] : [`${FUNDED_CENTS} cents came in, and ${left} are there or used`]),
    ]
  } finally {
    db.close()
  }
}
