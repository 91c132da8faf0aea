import type { ActivityLog } from '../activity.ts'
import type { CallDesk } from '../call/call-desk.ts'
import type { CallRecord, CallStore } from '../call/call-record.ts'
import { CallSession } from '../call/call-session.ts'
import type { CarrierEvent } from '../call/phone-line.ts'
import type { CallContext } from '../call/prepare-call.ts'
import type { PlaceResult, SessionParts } from '../call/session-parts.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../message-of.ts'
import type { Transactions } from '../transactions.ts'
import { unreachable } from '../unreachable.ts'
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
  /** News of a call that is not, or no longer, in the dialer's hands. */
  readonly strayNews: (event: CarrierEvent, call: CallRecord | null) => void
  /** A call slipped out of the dialer's hands after it may have been dialed: its end is found out elsewhere. */
  readonly lost: (callId: string) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** How often a standing campaign looks again: for a window that opened, a follow-up attempt that is due. */
const LOOK_AGAIN_MS = 5_000
/** Consecutive vendor failures after which a campaign pauses rather than burn through its leads. */
const MAX_VENDOR_FAILURES = 3
/** How long no call is dialed after the carrier said that they come too fast. */
const RATE_LIMIT_PAUSE_MS = 15_000
/** So many calls are put off in one look at most: live conversations run on the same thread. */
const MAX_POSTPONED_PER_LOOK = 50

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
  #carrierReadyAtMs = 0
  #postponedThisLook = 0
  #cancelLook: () => void = () => {}

  constructor(parts: DialerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#look()
  }

  /** Starts as many calls as campaigns, wallet and concurrency allow. Safe to call at any time. */
  pump(): void {
    if (this.#stopped) return
    try {
      this.#startCalls()
    } catch (error) {
      this.#parts.logError('calls could not be started', { detail: String(error) })
    }
  }

  carrierSaid(event: CarrierEvent): void {
    const { calls } = this.#parts
    const named = event.callId === null ? null : calls.get(event.callId)
    const call = named ?? calls.byCarrierId(event.carrierCallId)
    const session = call ? this.#sessions.get(call.callId) : undefined
    if (session) session.carrierSaid(event)
    else this.#parts.strayNews(event, call)
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
    this.#cancelLook = this.#parts.clock.wakeAfter(LOOK_AGAIN_MS, () => this.#look())
    this.#postponedThisLook = 0
    this.pump()
  }

  #startCalls(): void {
    const { walletPaused, relayOnline, clock, campaigns } = this.#parts
    if (walletPaused() || !relayOnline() || clock.monotonicMs() < this.#carrierReadyAtMs) return
    const running = campaigns.withStatus('running')
    for (let progress = true; progress; ) {
      progress = false
      // One call per campaign and round: a large campaign does not starve a small one.
      for (const campaign of running) progress = this.#startNext(campaign) || progress
    }
    for (const campaign of running) this.#completeIfDone(campaign)
  }

  #startNext(campaign: CampaignRecord): boolean {
    const { calls, clock } = this.#parts
    if (this.#sessions.size >= this.#parts.maxConcurrent(campaign)) return false
    if (this.#postponedThisLook >= MAX_POSTPONED_PER_LOOK) return false
    const call = calls.nextQueued(campaign.campaignId, clock.nowMs())
    if (!call || this.#sessions.has(call.callId)) return false
    try {
      const context = this.#parts.contextOf(call)
      if (!this.#mayBePrepared(call, context)) return true
      this.#start(call, context)
      return true
    } catch (error) {
      // Something of ours is broken: this campaign waits, the others go on.
      this.#parts.logError('a call could not be prepared', { callId: call.callId, detail: String(error) })
      this.#vendorFailed(call, messageOf(error))
      return false
    }
  }

  /** Asks the gate before anything is opened for a call that it would forbid; the binding answer comes at the dial. */
  #mayBePrepared(call: CallRecord, { lead }: CallContext): boolean {
    const { session, calls, clock, transactions } = this.#parts
    const nowMs = clock.nowMs()
    const permission = session.gate.permission(lead, nowMs)
    if (permission.allowed) return true
    if (permission.nextAllowedAtMs !== null) {
      this.#postponedThisLook++
      calls.change(call.callId, { notBeforeMs: permission.nextAllowedAtMs })
      return false
    }
    transactions.run(() => {
      const decision = session.gate.decide(lead, 'dial', call.callId, nowMs)
      this.#cancelCall(call, `Not allowed: ${decision.reasons.map(({ message }) => message).join('; ')}`)
    })
    return false
  }

  #start(call: CallRecord, context: CallContext): void {
    const { calls, clock, campaigns, transactions } = this.#parts
    const session = new CallSession(call, context, {
      ...this.#parts.session,
      finish: (end) => {
        this.#parts.finish(end)
        transactions.afterCommit(() => {
          this.#sessions.delete(end.callId)
          queueMicrotask(() => this.pump())
        })
      },
      mayStillDial: (record) =>
        campaigns.get(record.campaignId)?.status === 'running' && !this.#parts.walletPaused(),
    })
    // Out of the queue's sight while it is being prepared: another look must not pick it again.
    calls.change(call.callId, { notBeforeMs: clock.nowMs() + 60_000 })
    this.#sessions.set(call.callId, session)
    const placing = this.#place(call, session)
    this.#placing.add(placing)
    void placing.finally(() => this.#placing.delete(placing))
  }

  /** Never rejects, and never keeps a slot for a call that is not placed. */
  async #place(call: CallRecord, session: CallSession): Promise<void> {
    try {
      const result = await session.place()
      if (result.status !== 'placed') this.#sessions.delete(call.callId)
      this.#settle(call, result)
    } catch (error) {
      this.#parts.logError('placing a call failed', { callId: call.callId, detail: String(error) })
      session.abandon()
      this.#sessions.delete(call.callId)
      this.#afterThrow(call, messageOf(error))
    }
    this.pump()
  }

  #afterThrow(call: CallRecord, detail: string): void {
    try {
      this.#vendorFailed(call, detail)
      const status = this.#parts.calls.get(call.callId)?.status
      if (status !== 'queued' && status !== 'ended') this.#parts.lost(call.callId)
    } catch (error) {
      this.#parts.logError('a failed call could not be put back', {
        callId: call.callId,
        detail: String(error),
      })
      this.#parts.lost(call.callId)
    }
  }

  #settle(call: CallRecord, result: PlaceResult): void {
    if (result.status === 'placed') {
      this.#failures.delete(call.campaignId)
      return
    }
    const { calls, clock, log } = this.#parts
    log('a call was not placed', { callId: call.callId, ...result })
    if (result.status === 'postponed') return
    switch (result.reason) {
      case 'blocked':
        return this.#cancelCall(call, `Not allowed: ${result.detail}`)
      case 'canceled':
        return this.#cancelCall(call, result.detail)
      case 'no-money':
        this.#backInLine(call, 0)
        return this.#pause(call.campaignId, 'The wallet does not cover another call. Add funds, then resume.')
      case 'stopped':
        return this.#backInLine(call, 0)
      case 'rate-limited':
        this.#carrierReadyAtMs = clock.monotonicMs() + RATE_LIMIT_PAUSE_MS
        return this.#backInLine(call, RATE_LIMIT_PAUSE_MS)
      case 'locked-out':
        this.#backInLine(call, 0)
        return this.#pause(call.campaignId, `The carrier lets no call through: ${result.detail}`)
      case 'vendor':
      case 'refused':
      case 'unclear':
        if (calls.get(call.callId)?.outcome === 'canceled') return
        return this.#vendorFailed(call, result.detail)
      default:
        return unreachable(result.reason)
    }
  }

  #cancelCall(call: CallRecord, reason: string): void {
    const { calls, clock } = this.#parts
    if (calls.get(call.callId)?.status !== 'queued') return
    calls.change(call.callId, {
      status: 'ended',
      outcome: 'canceled',
      endedAtMs: clock.nowMs(),
      endReason: reason,
    })
  }

  #backInLine(call: CallRecord, delayMs: number): void {
    const { calls, clock } = this.#parts
    if (calls.get(call.callId)?.status === 'queued')
      calls.change(call.callId, { notBeforeMs: clock.nowMs() + delayMs })
  }

  #vendorFailed(call: CallRecord, detail: string): void {
    const failures = (this.#failures.get(call.campaignId) ?? 0) + 1
    this.#failures.set(call.campaignId, failures)
    this.#backInLine(call, 10_000 * failures)
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
    if (this.#parts.campaigns.hasOpenCalls(campaign.campaignId)) return
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
