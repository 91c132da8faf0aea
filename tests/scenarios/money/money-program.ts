import type { Db } from '../../../src-main/adapters/sqlite/database.ts'
import { sqliteInbox } from '../../../src-main/adapters/sqlite/relay-inbox.ts'
import { sqliteSettings } from '../../../src-main/adapters/sqlite/settings.ts'
import { composeMoney, type Money } from '../../../src-main/compose/money.ts'
import { carrierNews } from '../../../src-main/core/call/carrier-news.ts'
import type { CarrierEvent, DialRequest } from '../../../src-main/core/call/phone-line.ts'
import type { RelayEvent } from '../../../src-main/core/call/relay-link.ts'
import { CampaignControl } from '../../../src-main/core/campaign/control-campaign.ts'
import { WaitingCampaigns } from '../../../src-main/core/campaign/waiting-campaigns.ts'
import { type Clock, type Ids, pause } from '../../../src-main/core/clock.ts'
import { Spending } from '../../../src-main/core/wallet/spending.ts'
import type { Chance } from '../../doubles/chance.ts'
import { dialingProgram } from '../dialing-program.ts'
import { type Life, mortalClock, mortalDatabase } from './mortal-program.ts'
import type { SimulatedCarrier } from './simulated-carrier.ts'
import type { StripeCheckout } from './stripe-checkout.ts'

export interface OutsideOfProgram {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly chance: Chance
  readonly carrier: SimulatedCarrier
  readonly stripe: StripeCheckout
  readonly today: () => string
}

/** One run of the program on the store as it is: the real dialer, calls, ledger, limits, approvals, purchases, recovery. */
export function startProgram(outside: OutsideOfProgram, life: Life) {
  const { ids, chance, carrier, stripe, today } = outside
  const db = mortalDatabase(outside.db, life)
  const clock = mortalClock(outside.clock, life)
  const settings = sqliteSettings(db)
  const inbox = sqliteInbox(db)
  const isPaused = () => settings.read('spending_paused') === true
  /** What is said to the outside is done there, whether or not the program lives to hear the answer. */
  const ask = async <Answer>(question: () => Answer): Promise<Answer> => {
    if (!life.alive) return life.never()
    life.step()
    await pause(clock, chance.between(10, 300))
    const answer = question()
    life.step()
    await pause(clock, chance.between(10, 600))
    return answer
  }
  const program = dialingProgram({
    db,
    clock,
    ids,
    maxConcurrent: () => 20,
    walletPaused: () => spending.paused,
    dial: (request: DialRequest) => ask(() => carrier.dial(request)),
    line: {
      hangUp: (carrierCallId) => ask(() => carrier.hangUp(carrierCallId)),
      lookUp: (carrierCallId) => ask(() => carrier.lookUp(carrierCallId)),
      findDialed: (callId) => ask(() => carrier.findDialed(callId)),
    },
    spend: {
      permitDial: (call) => money.spend.permitDial(call),
      mayExtend: (call) => money.spend.mayExtend(call),
    },
  })
  const control = new CampaignControl({
    ...program,
    clock,
    changed: () => program.dialer.pump(),
    logError: () => {},
    // Its script is written at once.
    prepare(campaignId) {
      program.campaigns.setStatus(campaignId, 'running', null, clock.nowMs())
      program.dialer.pump()
    },
  })
  const money: Money = composeMoney({
    ...program,
    db,
    clock,
    inbox,
    settings,
    seller: stripe,
    today,
    averageTalkMs: () => null,
    answered: (approval, how) => waiting.answered(approval, how),
    changed: () => program.dialer.pump(),
    log: () => {},
  })
  const waiting = new WaitingCampaigns({
    ...program,
    control,
    approvals: money.waitingApprovals,
    logError: () => {},
  })
  const spending = new Spending({
    ...program,
    clock,
    flag: { read: isPaused, write: (paused) => settings.write('spending_paused', paused) },
    rules: money.rules,
    rulesChanged: () => money.approvals.withdraw(() => true, 'The spending rules were changed.'),
    auditFailure: () => null,
    changed: () => program.dialer.pump(),
  })
  const applyCarrierNews = carrierNews({
    ...program,
    clock,
    inbox,
    translate: ({ body }) => body as CarrierEvent,
    apply: (event) => program.dialer.carrierSaid(event),
    relayDid: () => {},
    log: () => {},
    logError: () => {},
  })
  return {
    ...program,
    control,
    money,
    spending,
    auditFailure: program.ledger.audit(),
    start(): void {
      money.start()
      program.recovery.start()
      program.dialer.start()
    },
    applied(event: RelayEvent): void {
      if (event.source === 'stripe') money.paymentArrived(event)
      else applyCarrierNews(event)
      // The relay forgets it only after this.
      life.step()
    },
    audioCame(callId: string, carrierCallId: string): void {
      program.streams
        .get(callId)
        ?.streamStarted({ callControlId: carrierCallId, encoding: 'PCMU', sampleRateHz: 8_000 })
    },
  }
}

export type MoneyProgram = ReturnType<typeof startProgram>
