import type { Db } from '../../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../../src-main/adapters/sqlite/ledger.ts'
import type { DialRequest } from '../../../src-main/core/call/phone-line.ts'
import { CENTS_PER_MINUTE, callCostCents } from '../../../src-main/core/wallet/rates.ts'
import { statementOf } from './mortal-program.ts'
import type { CarrierCall, SimulatedCarrier } from './simulated-carrier.ts'
import type { StripeCheckout } from './stripe-checkout.ts'

/** Of the wallet's promises, those that a dial breaks at the moment in which the carrier is asked for it. */
export function brokenAtDial(db: Db, { callId, commandId }: DialRequest, nowMs: number): string[] {
  const broken: string[] = []
  const number = numberIn(db)
  if (db.inTransaction) broken.push('a number was dialed before its intent was committed')
  const intent = db.prepare('SELECT command_id FROM dial_intent WHERE call_id = ?').pluck().get(callId)
  if (intent !== commandId) broken.push('a number was dialed without its intent')
  if (
    number(`SELECT sum(amount_cents) FROM ledger_posting WHERE call_id = ? AND account = 'held'`, callId) <
    CENTS_PER_MINUTE
  )
    broken.push('a number was dialed with no money set aside')
  const paused = db
    .prepare(`SELECT a.at_ms FROM activity_event a JOIN setting s ON s.name = 'spending_paused' AND s.value = 'true'
    WHERE a.type = 'wallet_paused' ORDER BY event_id DESC LIMIT 1`)
    .pluck()
    .get() as number | undefined
  if (paused !== undefined && nowMs - paused > 350)
    broken.push('a number was dialed after all spending was paused')
  broken.push(...brokenLimits(db))
  return broken
}

/** One figure from the store. */
const numberIn =
  (db: Db) =>
  (sql: string, ...values: unknown[]): number =>
    (statementOf(db, sql, true).get(...values) ?? 0) as number

/** What was set aside and used by a limit's own count, against the limit and what a person allowed on top. */
function brokenLimits(db: Db): string[] {
  const rules = JSON.parse(
    db.prepare("SELECT value FROM setting WHERE name = 'auto_spend'").pluck().get() as string,
  ) as {
    enabled: boolean
    perCampaignCents: number | null
    perDayCents: number | null
  }
  const allowed = (kind: string) =>
    db
      .prepare(`SELECT coalesce(sum(approved_cents), 0) FROM approval WHERE kind = ? AND status = 'used'`)
      .pluck()
      .get(kind) as number
  // One campaign, one day, and calls alone: all three limits count the same money.
  const spent = db
    .prepare(
      `SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE account IN ('usage', 'held') AND reason <> 'Corrected to the carrier''s bill'`,
    )
    .pluck()
    .get() as number
  const limits: [string, number | null][] = [
    ['campaign_spend', rules.enabled ? null : 0],
    ['campaign_limit', rules.perCampaignCents],
    ['day_limit', rules.perDayCents],
  ]
  return limits
    .filter(([kind, limit]) => limit !== null && spent > limit + allowed(kind) && !wasLoweredSince(db, kind))
    .map(([kind]) => `a number was dialed beyond the limit (${kind})`)
}

/** A limit that was set below what had been spent by then is passed already; it keeps the next dial back. */
const wasLoweredSince = (db: Db, kind: string): boolean =>
  kind === 'day_limit' &&
  (db
    .prepare(`SELECT count(*) FROM activity_event WHERE type = 'spending_rules_changed'`)
    .pluck()
    .get() as number) > 0

interface TheEnd {
  readonly db: Db
  readonly carrier: SimulatedCarrier
  readonly stripe: StripeCheckout
  readonly firstCents: number
  readonly undelivered: number
}

/** Of the wallet's promises, those that do not hold once every call is over and every news was told. */
export function brokenAtTheEnd({ db, carrier, stripe, firstCents, undelivered }: TheEnd): string[] {
  const broken = brokenBooks(db)
  const ledger = sqliteLedger(db)
  const number = numberIn(db)
  if (undelivered > 0) broken.push(`${undelivered} news were never taken`)
  const bought = stripe.checkouts
    .filter(
      ({ paid, purchaseId }) =>
        paid && number('SELECT count(*) FROM bundle_purchase WHERE purchase_id = ?', purchaseId) === 1,
    )
    .reduce((sum, { bundle }) => sum + bundle.minutes * CENTS_PER_MINUTE, 0)
  const cameIn = firstCents + bought
  // What was credited for faults stands below zero in `adjustment`, and in the wallet a second time.
  const standsIn =
    ledger.balanceCents('wallet') +
    ledger.balanceCents('usage') +
    number(
      "SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE account = 'adjustment' AND call_id IS NOT NULL",
    )
  if (standsIn !== cameIn) broken.push(`${cameIn} cents came in, and ${standsIn} are there or used`)
  for (const { call_id } of callRows(db)) {
    const billedSeconds = carrier.calls.find(({ callId }) => callId === call_id)?.billedSeconds ?? 0
    broken.push(...brokenCredit(db, call_id, ledger.callCents(call_id, 'usage'), billedSeconds))
  }
  return [...broken, ...brokenCalls(db, carrier.calls), ...brokenApprovals(db)]
}

/** Of the books themselves, once every call is over. */
export function brokenBooks(db: Db): string[] {
  const broken: string[] = []
  const ledger = sqliteLedger(db)
  const number = numberIn(db)
  const audit = ledger.audit()
  if (audit) broken.push(`the audit: ${audit}`)
  if (number('SELECT sum(amount_cents) FROM ledger_posting') !== 0) broken.push('postings do not sum to zero')
  const open = number("SELECT count(*) FROM voice_call WHERE status IN ('dialing', 'ringing', 'live')")
  if (open > 0) broken.push(`${open} calls have no end`)
  if (ledger.balanceCents('held') !== 0)
    broken.push(`${ledger.balanceCents('held')} cents stay set aside for nothing`)
  return broken
}

interface CallRow {
  readonly call_id: string
  readonly cost_cents: number
  readonly engine_notes: string
}

const callRows = (db: Db): CallRow[] =>
  db.prepare('SELECT call_id, cost_cents, engine_notes FROM voice_call').all() as CallRow[]

/** Each call against the carrier's own books; `carried` are all that it ever dialed. */
export function brokenCalls(
  db: Db,
  carried: readonly Pick<CarrierCall, 'callId' | 'billedSeconds' | 'disturbed'>[],
): string[] {
  const broken: string[] = []
  if (new Set(carried.map(({ callId }) => callId)).size < carried.length)
    broken.push('a number was dialed twice for one call')
  const ledger = sqliteLedger(db)
  const number = numberIn(db)
  for (const row of callRows(db)) {
    const call = carried.find(({ callId }) => callId === row.call_id)
    const usedCents = ledger.callCents(row.call_id, 'usage')
    const dueCents = callCostCents((call?.billedSeconds ?? 0) * 1_000)
    const explained = call?.disturbed === true && row.engine_notes.includes('which is what the wallet had')
    if (usedCents > dueCents) broken.push(`a call was charged ${usedCents - dueCents} cents too much`)
    if (usedCents < dueCents && !explained)
      broken.push(`a call was charged ${dueCents - usedCents} cents too little`)
    if (row.cost_cents !== usedCents) broken.push('a call shows another cost than was posted')
    const itemised = number(
      'SELECT coalesce(sum(cents), 0) FROM billing_usage WHERE call_id = ?',
      row.call_id,
    )
    if (itemised !== usedCents) broken.push('the lines of a receipt do not sum to its cost')
  }
  return broken
}

/** Nobody speaks here: a call whose program went on has no fault to be credited, and one whose program ended was all in vain. */
function brokenCredit(db: Db, callId: string, usedCents: number, billedSeconds: number): string[] {
  const ledger = sqliteLedger(db)
  const number = numberIn(db)
  const creditedCents = -ledger.callCents(callId, 'adjustment')
  const faultMs = number('SELECT coalesce(sum(ms), 0) FROM call_fault WHERE call_id = ?', callId)
  const faults = number('SELECT count(*) FROM call_fault WHERE call_id = ?', callId)
  const dueCents = faults > 0 ? usedCents : 0
  const broken: string[] = []
  if (creditedCents !== dueCents)
    broken.push(`${creditedCents} cents were credited of ${dueCents} that ${faults} faults are worth`)
  if (faultMs > (billedSeconds + 60) * 1_000) broken.push('a fault lasted longer than its call')
  return broken
}

function brokenApprovals(db: Db): string[] {
  const broken: string[] = []
  const number = numberIn(db)
  const allowances = number('SELECT coalesce(sum(amount_cents), 0) FROM spend_allowance')
  const approved = number(
    "SELECT coalesce(sum(approved_cents), 0) FROM approval WHERE status = 'used' AND kind <> 'top_up'",
  )
  if (allowances !== approved) broken.push('more or less is allowed than a person approved')
  if (
    number('SELECT count(*) FROM bundle_purchase WHERE approval_id IS NOT NULL') !==
    number("SELECT count(*) FROM approval WHERE status = 'used' AND kind = 'top_up'")
  )
    broken.push('a top-up was bought without the use of its approval')
  return broken
}
