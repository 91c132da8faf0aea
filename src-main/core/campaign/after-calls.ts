import type { ActivityLog } from '../activity.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { LeadReader } from '../lead/lead.ts'
import type { Transactions } from '../transactions.ts'
import { abandonmentSinceMs, abandonmentVerdict, abandonmentWords, wasAbandoned } from './abandonment.ts'
import type { CampaignRecord, CampaignStore, QueuedCall } from './campaign-record.ts'
import type { CampaignSettingsStore, EndedUndecided } from './campaign-settings-store.ts'
import { allowedSoon } from './fill-campaign.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { retryAt } from './retry-rules.ts'

export interface AfterCallsParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly settings: CampaignSettingsStore
  readonly leads: LeadReader
  readonly gate: Gatekeeper
  readonly activity: ActivityLog
  /** The campaign calls this lead no more; asked in the transaction that decides so. */
  readonly afterLastAttempt: (call: CallRecord) => void
}

const AT_ONCE = 100

/**
 * What follows from ended calls: the next attempt, and the measure of abandoned ones. Each call is decided once, in the
 * transaction that writes what follows, so that a crash anywhere neither loses nor doubles an attempt.
 */
export class AfterCalls {
  readonly #parts: AfterCallsParts
  constructor(parts: AfterCallsParts) {
    this.#parts = parts
  }

  /** Answers whether there may be more to decide. */
  decide(campaign: CampaignRecord): boolean {
    const { settings, transactions } = this.#parts
    const ended = settings.undecided(campaign.campaignId, AT_ONCE)
    for (const each of ended) transactions.run(() => this.#decideOne(campaign, each))
    if (ended.some(({ answered }) => answered !== null)) this.#watchAbandonment(campaign)
    return ended.length === AT_ONCE
  }

  #decideOne(campaign: CampaignRecord, { call, calls, likeThis, answered }: EndedUndecided): void {
    const { settings, campaigns, clock } = this.#parts
    const next = this.#nextAttempt(campaign, call, calls, likeThis)
    if (next) campaigns.addCall(campaign.campaignId, next, clock.nowMs())
    else this.#parts.afterLastAttempt(call)
    settings.decided(call.callId, next?.callId ?? null, answered && wasAbandoned(answered))
  }

  #nextAttempt(
    campaign: CampaignRecord,
    call: CallRecord,
    calls: number,
    likeThis: number,
  ): QueuedCall | null {
    const { settings, leads, gate, ids, clock } = this.#parts
    if (call.outcome === null || call.endedAtMs === null) return null
    const own = settings.of(campaign.campaignId)
    const dueAtMs = retryAt({ outcome: call.outcome, endedAtMs: call.endedAtMs, calls, likeThis }, own)
    const lead = dueAtMs === null ? null : leads.get(call.leadId)
    if (dueAtMs === null || !lead || settings.isTakenOut(campaign.campaignId, call.leadId)) return null
    const callId = ids.next('call')
    const decision = gate.within(own.calling_windows).decide(lead, 'queue', callId, clock.nowMs())
    if (!allowedSoon(decision)) return null
    return {
      callId,
      leadId: call.leadId,
      phone: lead.phone,
      priority: lead.score,
      evidenceId: decision.evidenceId,
      notBeforeMs: Math.max(dueAtMs, decision.nextAllowedAtMs ?? 0),
    }
  }

  #watchAbandonment(campaign: CampaignRecord): void {
    const { settings, clock } = this.#parts
    const measured = settings.abandonment(campaign.campaignId, abandonmentSinceMs(clock.nowMs()))
    if (abandonmentVerdict(measured) === 'fine') return
    // Resumed by a person at this very figure: it is paused again when another call is abandoned.
    if (settings.acceptedAbandoned(campaign.campaignId) >= measured.abandoned) return
    pauseCampaign(campaign, `Paused: ${abandonmentWords(measured)}`, this.#parts)
  }
}
