import type { ActivityLog } from '../activity.ts'
import type { CallDesk } from '../call/call-desk.ts'
import type { CallRecord, CallStore } from '../call/call-record.ts'
import { CallSession, type SessionParts } from '../call/call-session.ts'
import type { CarrierEvent } from '../call/phone-line.ts'
import type { CallContext } from '../call/prepare-call.ts'
import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { CampaignRecord, CampaignStore } from './campaign-record.ts'

export interface DialerParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly calls: CallStore
  readonly activity: ActivityLog
  readonly desk: CallDesk
  readonly session: Omit<SessionParts, 'finish' | 'mayStillDial'>
  readonly finish: SessionParts['finish']
  readonly contextOf: (call: CallRecord) => CallContext
  readonly maxConcurrent: (campaign: CampaignRecord) => number
  readonly walletPaused: () => boolean
  readonly relayOnline: () => boolean
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** How often a standing campaign looks again: for a window that opened, a follow-up attempt that is due. */
const LOOK_AGAIN_MS = 5_000
/** Consecutive vendor failures after which a campaign pauses rather than burn through its leads. */
const MAX_VENDOR_FAILURES = 3

/**
 * Places the calls of running campaigns, a bounded number at a time, and carries the carrier's news to them.
 * It holds no truth of its own: after a restart the queue is what the database says.
 */
export class Dialer {
  readonly #parts: DialerParts
  readonly #sessions = new Map<string, CallSession>()
  readonly #failures = new Map<string, number>()
  readonly #placing = new Set<Promise<void>>()
  #stopped = false
  #cancelLook: () => void = () => {}

  constructor(parts: DialerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#look()
  }

  /** Starts as many calls as campaigns, wallet and concurrency allow. Safe to call at any time. */
  pump(): void {
    if (this.#stopped || this.#parts.walletPaused() || !this.#parts.relayOnline()) return
    const running = this.#parts.campaigns.withStatus('running')
    for (let progress = true; progress; ) {
      progress = false
      // One call per campaign and round: a large campaign does not starve a small one.
      for (const campaign of running) progress = this.#startNext(campaign) || progress
    }
    for (const campaign of running) this.#completeIfDone(campaign)
  }

  carrierSaid(event: CarrierEvent): void {
    const callId = event.callId ?? this.#parts.calls.byCarrierId(event.carrierCallId)?.callId
    if (callId) this.#sessions.get(callId)?.carrierSaid(event)
  }

  session(callId: string): CallSession | null {
    return this.#sessions.get(callId) ?? null
  }

  /** A number was put on the do-not-call list: a call to it that is up ends now; the gate stops those in line. */
  numberSuppressed(phone: string): void {
    for (const session of this.#sessions.values()) if (session.phone === phone) session.hangUpByPerson()
  }

  /** Hangs up every call in flight and places no more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelLook()
    await Promise.all([...this.#sessions.values()].map((session) => session.shutDown()))
    await Promise.all(this.#placing)
  }

  #look(): void {
    if (this.#stopped) return
    this.pump()
    this.#cancelLook = this.#parts.clock.wakeAfter(LOOK_AGAIN_MS, () => this.#look())
  }

  #startNext(campaign: CampaignRecord): boolean {
    if (this.#sessions.size >= this.#parts.maxConcurrent(campaign)) return false
    const call = this.#parts.calls.nextQueued(campaign.campaignId, this.#parts.clock.nowMs())
    if (!call || this.#sessions.has(call.callId)) return false
    const session = new CallSession(call, this.#parts.contextOf(call), {
      ...this.#parts.session,
      finish: (end) => {
        this.#parts.finish(end)
        this.#sessions.delete(end.callId)
        this.pump()
      },
      mayStillDial: (record) =>
        this.#parts.campaigns.get(record.campaignId)?.status === 'running' && !this.#parts.walletPaused(),
    })
    this.#sessions.set(call.callId, session)
    // Out of the queue's sight while it is being prepared: another look must not pick it again.
    this.#parts.calls.change(call.callId, { notBeforeMs: this.#parts.clock.nowMs() + 60_000 })
    const placing = this.#place(call, session)
    this.#placing.add(placing)
    void placing.finally(() => this.#placing.delete(placing))
    return true
  }

  async #place(call: CallRecord, session: CallSession): Promise<void> {
    const result = await session.place()
    if (result.status === 'placed') {
      this.#failures.delete(call.campaignId)
      return
    }
    this.#parts.log('a call was not placed', {
      callId: call.callId,
      reason: result.reason,
      detail: result.detail,
    })
    this.#sessions.delete(call.callId)
    const nowMs = this.#parts.clock.nowMs()
    switch (result.reason) {
      case 'blocked':
        this.#parts.calls.change(call.callId, {
          status: 'ended',
          outcome: 'canceled',
          endedAtMs: nowMs,
          endReason: `Not allowed: ${result.detail}`,
        })
        break
      case 'no-money':
        this.#parts.calls.change(call.callId, { notBeforeMs: nowMs })
        this.#pause(call.campaignId, 'The wallet does not cover another call. Add funds, then resume.')
        break
      case 'stopped':
        if (this.#parts.calls.get(call.callId)?.status === 'queued')
          this.#parts.calls.change(call.callId, { notBeforeMs: nowMs })
        break
      case 'vendor':
      case 'refused':
      case 'unclear':
        this.#vendorFailed(call, result.detail, nowMs)
        break
    }
    this.pump()
  }

  #vendorFailed(call: CallRecord, detail: string, nowMs: number): void {
    const failures = (this.#failures.get(call.campaignId) ?? 0) + 1
    this.#failures.set(call.campaignId, failures)
    if (this.#parts.calls.get(call.callId)?.status === 'queued') {
      this.#parts.calls.change(call.callId, { notBeforeMs: nowMs + 10_000 * failures })
    }
    if (failures >= MAX_VENDOR_FAILURES) {
      this.#failures.delete(call.campaignId)
      this.#pause(call.campaignId, `Paused after ${failures} failed attempts in a row: ${detail}`)
    }
  }

  #pause(campaignId: string, reason: string): void {
    const campaign = this.#parts.campaigns.get(campaignId)
    if (campaign?.status !== 'running') return
    const nowMs = this.#parts.clock.nowMs()
    this.#parts.transactions.run(() => {
      this.#parts.campaigns.setStatus(campaignId, 'paused', reason, nowMs)
      this.#parts.activity.append(
        'attention_needed',
        `${campaign.name}: ${reason}`,
        { campaign_id: campaignId },
        nowMs,
      )
    })
  }

  #completeIfDone(campaign: CampaignRecord): void {
    const { queued, active } = this.#parts.campaigns.openCalls(campaign.campaignId)
    if (queued > 0 || active > 0) return
    if (this.#parts.campaigns.get(campaign.campaignId)?.status !== 'running') return
    const nowMs = this.#parts.clock.nowMs()
    this.#parts.transactions.run(() => {
      this.#parts.campaigns.setStatus(campaign.campaignId, 'completed', null, nowMs)
      this.#parts.activity.append(
        'ai_campaign_completed',
        `${campaign.name} is complete`,
        { campaign_id: campaign.campaignId },
        nowMs,
      )
    })
  }
}
