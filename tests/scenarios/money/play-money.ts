import Database from 'better-sqlite3'
import { autoSpendRules } from '../../../src-main/adapters/sqlite/auto-spend-rules.ts'
import type { Db } from '../../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../../src-main/adapters/sqlite/ledger.ts'
import { sqliteSettings } from '../../../src-main/adapters/sqlite/settings.ts'
import type { RelayEvent } from '../../../src-main/core/call/relay-link.ts'
import { Refused } from '../../../src-main/core/refused.ts'
import { NO_LIMITS } from '../../../src-main/core/wallet/spend-rules.ts'
import { credit } from '../../../src-main/core/wallet/wallet.ts'
import { type Chance, chanceOf } from '../../doubles/chance.ts'
import { storeWithCalls } from '../../fixtures/store-with-calls.ts'
import { brokenAtDial, brokenAtTheEnd } from './broken-promises.ts'
import { JumpingClock } from './jumping-clock.ts'
import { type MoneyProgram, startProgram } from './money-program.ts'
import { Life, outlived } from './mortal-program.ts'
import { SimulatedCarrier } from './simulated-carrier.ts'
import { StripeCheckout } from './stripe-checkout.ts'

export interface PlayedMoney {
  readonly seed: number
  readonly broken: readonly string[]
  readonly calls: number
  readonly minutes: number
  readonly crashes: number
  readonly approvals: number
  readonly paidCheckouts: number
  /** Calls whose bill was more than the wallet had, after a crash or a hang-up that was not taken. */
  readonly short: number
}

const BUSY_MS = 6 * 60_000
/** Then nothing new begins; what is under way must come to its end within this. */
const CALM_MS = 20 * 60_000
const LOOK_MS = 30_000
/** One crash in so many instructions that a crash can be seen at. */
const CRASH_EVERY = 400
const MOST_CRASHES = 3

/** Some minutes of a business on the edge of its wallet, with crashes, lost answers and races, all from the seed. */
export async function playMoney(seed: number): Promise<PlayedMoney> {
  const chance = chanceOf(seed)
  const leads = chance.between(2, 12)
  const db = storeOf(leads)
  const clock = new JumpingClock()
  const broken: string[] = []
  const firstCents = chance.between(1, 40) * 15 + chance.between(0, 14)
  credit(sqliteLedger(db), 'first', firstCents, 'Entered by the owner', clock.nowMs())
  autoSpendRules(sqliteSettings(db)).write(rulesFrom(chance))

  let serial = 0
  const relay = mailbox(clock, chance, () => program, broken)
  const carrier = new SimulatedCarrier({
    clock,
    chance,
    tell: (event, afterMs) => {
      relay.post('telnyx', `${event.carrierCallId}:${event.type}`, event, afterMs)
      if (event.type === 'answered')
        clock.wakeAfter(afterMs + 300, () => {
          const { callId } = event
          if (callId) outlived(() => program?.audioCame(callId, event.carrierCallId))
        })
    },
    dialed: (request) => broken.push(...brokenAtDial(db, request, clock.nowMs())),
  })
  const stripe = new StripeCheckout({
    clock,
    chance,
    tell: (id, body, afterMs) => relay.post('stripe', id, body, afterMs),
  })
  const outside = {
    db,
    clock,
    chance,
    carrier,
    stripe,
    ids: { next: (prefix: string) => `${prefix}_${String(++serial).padStart(6, '0')}` },
    today: () => '2026-11-23',
  }

  let crashes = 0
  let program: MoneyProgram | null = null
  let calm = false
  const begin = (): void => {
    const life = new Life(
      () => !calm && crashes < MOST_CRASHES && chance.next() * CRASH_EVERY < 1,
      () => {
        crashes++
        program = null
        for (const call of carrier.calls) if (call.endedAtMs === null) call.disturbed = true
        clock.wakeAfter(chance.between(100, 90_000), begin)
      },
    )
    outlived(() => {
      const next = startProgram(outside, life)
      if (next.auditFailure) broken.push(`the audit at a start: ${next.auditFailure}`)
      program = next
      next.start()
      relay.deliver()
    })
  }
  begin()
  const owner = ownerOf(clock, chance, db, () => program)
  await clock.run(BUSY_MS)
  owner.leaves()
  calm = true
  if (!program) await clock.run(91_000)
  outlived(() => program?.spending.setPaused(true))
  for (let ms = 0; ms < CALM_MS && !isQuiet(db, carrier, stripe, relay.waiting()); ms += LOOK_MS)
    await clock.run(LOOK_MS)

  broken.push(...brokenAtTheEnd({ db, carrier, stripe, firstCents, undelivered: relay.waiting() }))
  const short = db
    .prepare(`SELECT count(*) FROM voice_call WHERE engine_notes LIKE '%which is what the wallet had%'`)
    .pluck()
    .get() as number
  const approvals = db.prepare('SELECT count(*) FROM approval').pluck().get() as number
  db.close()
  return {
    seed,
    broken: [...new Set(broken)],
    calls: carrier.calls.length,
    minutes: carrier.calls.reduce((sum, { billedSeconds }) => sum + Math.ceil(billedSeconds / 60), 0),
    crashes,
    approvals,
    paidCheckouts: stripe.checkouts.filter(({ paid }) => paid).length,
    short,
  }
}

/** Every call is over and billed, every news was taken, every payment is known. */
function isQuiet(db: Db, carrier: SimulatedCarrier, stripe: StripeCheckout, undelivered: number): boolean {
  const number = (sql: string) => db.prepare(sql).pluck().get() as number
  return (
    undelivered === 0 &&
    carrier.calls.every(({ endedAtMs }) => endedAtMs !== null) &&
    number("SELECT count(*) FROM voice_call WHERE status IN ('dialing', 'ringing', 'live')") === 0 &&
    number('SELECT count(*) FROM voice_call WHERE carrier_billed_seconds IS NOT NULL') ===
      carrier.calls.length &&
    number("SELECT count(*) FROM bundle_purchase WHERE status = 'paid'") ===
      stripe.checkouts.filter(({ paid }) => paid).length
  )
}

const stores = new Map<number, Buffer>()

/** A store of its own for each seed; migrating one for each would be most of the work. */
function storeOf(leads: number): Db {
  let image = stores.get(leads)
  if (!image) {
    const { db } = storeWithCalls(leads)
    image = db.serialize()
    db.close()
    stores.set(leads, image)
  }
  const db = new Database(image)
  db.pragma('foreign_keys = ON')
  return db
}

function rulesFrom(chance: Chance) {
  const sometimes = (cents: number) => (chance.next() < 0.25 ? cents : null)
  return {
    ...NO_LIMITS,
    enabled: chance.next() < 0.8,
    perCallCents: sometimes(chance.between(15, 75)),
    perDayCents: sometimes(chance.between(30, 400)),
    perCampaignCents: sometimes(chance.between(30, 400)),
    topUp: chance.next() < 0.4 ? { bundleId: 'm_10', belowCents: 100 } : null,
  }
}

/** The relay keeps what the program has not taken, gives it in order of arrival, and may give it twice. */
function mailbox(clock: JumpingClock, chance: Chance, program: () => MoneyProgram | null, broken: string[]) {
  const kept: RelayEvent[] = []
  let seq = 0
  const deliver = (): void => {
    for (let event = kept[0]; event; event = kept[0]) {
      const taker = program()
      if (!taker) return
      const taken = event
      try {
        if (!outlived(() => taker.applied(taken))) return
      } catch (error) {
        broken.push(`news could not be applied: ${String(error)}`)
      }
      kept.shift()
    }
  }
  const arrive = (event: RelayEvent) => {
    kept.push(event)
    deliver()
  }
  return {
    deliver,
    waiting: () => kept.length,
    post(source: 'telnyx' | 'stripe', eventId: string, body: unknown, afterMs: number): void {
      const event = { seq: ++seq, source, eventId, receivedAt: '2026-11-23T16:00:00.000Z', body }
      clock.wakeAfter(afterMs, () => arrive(event))
      if (chance.next() < 0.1) clock.wakeAfter(afterMs + chance.between(1, 60_000), () => arrive(event))
    },
  }
}

/** Somebody at the desk, who decides, pauses, resumes, buys and changes their mind. */
function ownerOf(clock: JumpingClock, chance: Chance, db: Db, program: () => MoneyProgram | null) {
  let gone = false
  const waitingApprovals = db.prepare("SELECT approval_id FROM approval WHERE status = 'waiting'").pluck()
  const lookAgain = (): void => {
    clock.wakeAfter(chance.between(5_000, 60_000), () => {
      if (gone) return
      const present = program()
      if (present) outlived(() => tolerating(() => act(present)))
      lookAgain()
    })
  }
  const act = ({ money, spending, control, dialer }: MoneyProgram): void => {
    for (const approvalId of waitingApprovals.all() as string[])
      money.approvals.decide(approvalId, {
        decision: chance.next() < 0.7 ? 'approve' : 'decline',
        by: 'Owner',
        amountCents: chance.next() < 0.3 ? chance.between(1, 200) : undefined,
      })
    const whim = chance.next()
    if (whim < 0.15) void money.app.checkout(chance.from(['m_10', 'm_30'])).catch(() => {})
    else if (whim < 0.25) spending.setPaused(true)
    else if (whim < 0.3) {
      spending.setPaused(true)
      dialer.endAll()
    } else if (whim < 0.6) {
      spending.setPaused(false)
      control.resume('campaign_1')
    } else if (whim < 0.65) spending.setRules({ per_day_cents: chance.between(30, 600) })
  }
  lookAgain()
  return {
    leaves: () => {
      gone = true
    },
  }
}

/** A refusal is an answer. */
function tolerating(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}
