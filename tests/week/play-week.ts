import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refused } from '../../src-main/core/refused.ts'
import { dice } from '../../src-main/practice/chance.ts'
import { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import type { LaunchInput } from '../../src-preload/contract/campaigns.ts'
import { CrashPlan, Killed, PLACES } from './crash-plan.ts'
import { type Leg, WeekCarrier } from './week-carrier.ts'
import { CONTRACTOR_ID } from './week-ground.ts'
import { weekLeads } from './week-leads.ts'
import { WeekMail } from './week-mail.ts'
import { startProcess, type WeekProcess } from './week-process.ts'
import { WeekRelay } from './week-relay.ts'
import { WeekTexts } from './week-texts.ts'

export interface Week {
  readonly leads: number
  readonly legs: readonly Leg[]
  readonly texts: WeekTexts
  readonly mail: WeekMail
  /** The last run, still open. */
  readonly process: WeekProcess
  readonly crashes: readonly string[]
  readonly neverReached: readonly string[]
  readonly errors: readonly string[]
  readonly endedAtMs: number
  close(): void
}

const MINUTE_MS = 60_000
/** Without a disk behind it a commit costs nothing; a kill is the program's, not the machine's. */
const MEMORY_FOLDER = '/dev/shm'
/** A Monday at six in the morning, so that the week also ends before anybody is called. */
const STARTS_AT_MS = Date.UTC(2026, 10, 23, 12)
const DAYS = 7
/** A person looks in so often, and lets a campaign go on that was paused below what the law allows. */
const PERSON_LOOKS_MS = 15 * MINUTE_MS
/** Until then the number is being registered for texting (10DLC). */
const ACCEPTED_AFTER_MS = 30 * 60 * MINUTE_MS
/** So few that a kill leaves few people hearing nothing: above 3 % of them the law ends the campaign. */
const MOST_CALLS_AT_ONCE = 3
const LEADS_PER_CALL_AT_ONCE = 600
const IDEMPOTENCY_KEY = 'the week'

/**
 * A campaign of so many leads for a week of virtual time, from the import on. The program is killed at every stage and
 * started again on the same store, while carrier, relay and homeowners go on.
 */
export async function playWeek(
  leads: number,
  seed: number,
  places: readonly string[] = PLACES,
): Promise<Week> {
  const folder = mkdtempSync(join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), 'ridgeline-week-'))
  const clock = new VirtualClock(STARTS_AT_MS)
  const lines = new SpokenLines()
  const relay = new WeekRelay(clock)
  const carrier = new WeekCarrier(clock, lines, relay, seed)
  const texts = new WeekTexts(clock, relay, seed, clock.nowMs() + ACCEPTED_AFTER_MS)
  const mail = new WeekMail(clock, seed)
  const crashes = new CrashPlan(places, leads)
  const chance = dice(seed)
  const errors: string[] = []
  let serial = 0
  const world = {
    clock,
    lines,
    relay,
    carrier,
    texts,
    mail,
    crashes,
    folder,
    errors,
    callsAtOnce: Math.min(MOST_CALLS_AT_ONCE, Math.ceil(leads / LEADS_PER_CALL_AT_ONCE)),
    ids: { next: (prefix: string) => `${prefix}_${++serial}` },
  }
  const endsAtMs = clock.nowMs() + DAYS * 86_400_000
  let process = startProcess(world)
  let isUp = true
  const diesWith = (error: unknown) => {
    if (!(error instanceof Killed) && process.db.open) throw error
  }
  /** The kill may come while the program still takes up what was left. */
  const up = () => {
    isUp = true
    try {
      process.begin()
    } catch (error) {
      diesWith(error)
    }
  }

  await process.leads.imports.importBody('leads', bytesOf(weekLeads(leads)), 'week.csv')
  const ids = process.db.prepare('SELECT lead_id FROM lead').pluck().all() as string[]
  const launch: LaunchInput & { idempotency_key: string } = {
    lead_ids: ids as LaunchInput['lead_ids'],
    contractor_id: CONTRACTOR_ID as LaunchInput['contractor_id'],
    campaign_name: 'The week',
    idempotency_key: IDEMPOTENCY_KEY,
  }
  // A person who saw no answer asks again with the same key.
  const ask = () => {
    process.launcher.launch(launch).catch(diesWith)
  }
  up()
  ask()
  while (clock.nowMs() < endsAtMs) {
    try {
      resumePaused(process)
      await clock.run(Math.min(PERSON_LOOKS_MS, endsAtMs - clock.nowMs()), () => isUp && !process.db.open)
    } catch (error) {
      diesWith(error)
    }
    if (process.db.open) continue
    isUp = false
    await clock.run(3_000 + Math.round(chance() * 10) * 1_000)
    process = startProcess(world)
    up()
    ask()
  }
  return {
    leads,
    legs: carrier.legs,
    texts,
    mail,
    process,
    crashes: crashes.done,
    neverReached: crashes.left,
    errors,
    endedAtMs: clock.nowMs(),
    close() {
      process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A campaign that was paused for calls abandoned in a crash is let go on; where the law forbids that, it stays paused. */
function resumePaused({ campaigns, control }: WeekProcess): void {
  for (const { campaignId } of campaigns.withStatus('paused')) {
    try {
      control.resume(campaignId)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text)
}
