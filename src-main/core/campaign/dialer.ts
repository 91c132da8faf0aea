import type { ActivityLog } from '../activity.ts'
import type { CallContext } from '../call/call-context.ts'
import type { CallRecord, CallStore } from '../call/call-record.ts'
import type { CallDesk } from '../call/live/call-desk.ts'
import type { CarrierEvent } from '../call/phone-line.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import type { CallInFlight } from '../call/session/call-in-flight.ts'
import { CallSession } from '../call/session/call-session.ts'
import type { Clock } from '../clock.ts'
import type { LeadReader } from '../lead/lead.ts'
import { plainTrouble } from '../plain-trouble.ts'
import type { Transactions } from '../transactions.ts'
import { AfterCalls } from './after-calls.ts'
import { CallsInFlight } from './calls-in-flight.ts'
import type { CampaignRecord, CampaignStore } from './campaign-record.ts'
import type { CampaignSettingsStore } from './campaign-settings-store.ts'
import { CampaignTurns } from './campaign-turns.ts'
import { DialPace, PACE_LOOKS_BACK_MS } from './dial-pace.ts'
import { DialRoom } from './dial-room.ts'
import { NextLook } from './next-look.ts'
import { UnplacedCalls } from './unplaced-calls.ts'

export interface DialerParts {
  readonly mode: 'practice' | 'live'
  readonly clock: Clock
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly settings: CampaignSettingsStore
  readonly leads: LeadReader
  readonly calls: CallStore
  readonly activity: ActivityLog
  readonly desk: CallDesk
  readonly session: Omit<SessionParts, 'finish' | 'mayStillDial'>
  readonly finish: SessionParts['finish']
  /** Holds a call of the hosted engine; left out where there is none. */
  readonly hosted?: (call: CallRecord, context: CallContext, parts: SessionParts) => CallInFlight
  readonly contextOf: (call: CallRecord) => CallContext
  /** What follows when a campaign calls a lead no more. */
  readonly afterLastAttempt: (call: CallRecord) => void
  /** Of the account, over all campaigns. */
  readonly maxConcurrent: () => number
  readonly walletPaused: () => boolean
  readonly relayOnline: () => boolean
  /** News of a call that is not, or no longer, in the dialer's hands. */
  readonly strayNews: (event: CarrierEvent, call: CallRecord | null) => void
  /** A call slipped out of the dialer's hands after it may have been dialed: its end is found out elsewhere. */
  readonly lost: (callId: string) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** How often a campaign with calls that are due looks again: whether there is room, and whether its hour has come. */
const LOOK_AGAIN_MS = 5_000
/** With no call due for longer, so often: a computer that wakes from sleep, or whose clock is set, is noticed by then. */
const LOOK_AT_LEAST_MS = 60_000
/** Longer than it takes to prepare a call; where the program ends meanwhile, the call is looked at again after it. */
const OUT_OF_SIGHT_MS = 60_000
/** So many calls are put off in one look at most: live conversations run on the same thread. */
const MAX_POSTPONED_PER_LOOK = 50

/**
 * Places the calls of running campaigns, a bounded number at a time, and carries the carrier's news to them.
 * It holds no truth of its own: after a restart the queue is what the database says.
 */
export class Dialer {
  readonly #parts: DialerParts
  readonly #inFlight = new CallsInFlight()
  readonly #turns = new CampaignTurns()
  readonly #after: AfterCalls
  readonly #unplaced: UnplacedCalls
  readonly #pace: DialPace
  readonly #room: DialRoom
  readonly #nextLook: NextLook
  readonly #placing = new Set<Promise<void>>()
  #stopped = false
  #carrierReadyAtMs = 0
  #postponedThisLook = 0

  constructor(parts: DialerParts) {
    this.#parts = parts
    this.#after = new AfterCalls({ ...parts, ids: parts.session.ids, gate: parts.session.gate })
    this.#pace = new DialPace(parts.settings.recentStarts(parts.clock.nowMs() - PACE_LOOKS_BACK_MS))
    this.#room = new DialRoom({ ...parts, inFlight: this.#inFlight, pace: this.#pace })
    this.#unplaced = new UnplacedCalls({
      ...parts,
      carrierWaits: (forMs) => {
        this.#carrierReadyAtMs = parts.clock.monotonicMs() + forMs
        this.#pace.channelsFull(this.#inFlight.size, parts.clock.nowMs())
      },
    })
    this.#nextLook = new NextLook(parts.clock, () => this.#look())
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
    if (!this.#stopped) this.#nextLook.within(this.#untilNextLookMs())
  }

  carrierSaid(event: CarrierEvent): void {
    const { calls } = this.#parts
    const named = event.callId === null ? null : calls.get(event.callId)
    const call = named ?? calls.byCarrierId(event.carrierCallId)
    const session = call && this.#inFlight.get(call.callId)
    if (session) session.carrierSaid(event)
    else this.#parts.strayNews(event, call)
  }

  session(callId: string): CallInFlight | null {
    return this.#inFlight.get(callId)
  }

  /** A number was put on the do-not-call list: a call to it that is up ends now; the gate stops those in line. */
  numberSuppressed(phone: string): void {
    for (const session of this.#inFlight.all()) if (session.phone === phone) session.hangUpByPerson()
  }

  /** A person wants every call that is up or being placed to end now. */
  endAll(): void {
    for (const session of this.#inFlight.all()) session.hangUpByPerson()
  }

  /** Hangs up every call in flight and places no more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#nextLook.cancel()
    await Promise.all(this.#inFlight.all().map((session) => session.shutDown()))
    await Promise.all(this.#placing)
  }

  #look(): void {
    if (this.#stopped) return
    this.#postponedThisLook = 0
    this.pump()
  }

  /** What was put off until sooner than the next look brings that forward. */
  #untilNextLookMs(): number {
    const { campaigns, calls, clock } = this.#parts
    try {
      const dueAtMs = campaigns
        .withStatus('running')
        .map(({ campaignId }) => calls.nextDueAtMs(campaignId) ?? Number.POSITIVE_INFINITY)
      const waitMs = Math.min(...dueAtMs) - clock.nowMs()
      return Math.min(LOOK_AT_LEAST_MS, Math.max(LOOK_AGAIN_MS, waitMs))
    } catch {
      return LOOK_AGAIN_MS
    }
  }

  #startCalls(): void {
    const { walletPaused, relayOnline, clock, campaigns } = this.#parts
    if (walletPaused() || !relayOnline() || clock.monotonicMs() < this.#carrierReadyAtMs) return
    const running = campaigns.withStatus('running')
    for (const campaign of running) while (this.#after.decide(campaign));
    for (let progress = true; progress; ) {
      progress = false
      for (const campaign of this.#turns.inOrder(running, (id) => this.#inFlight.countOf(id))) {
        progress = this.#startNext(campaign)
        if (progress) break
      }
    }
    for (const campaign of running) this.#completeIfDone(campaign)
  }

  #startNext(campaign: CampaignRecord): boolean {
    const { calls, clock, campaigns } = this.#parts
    if (
      !this.#room.toPrepare(campaign.campaignId) ||
      campaigns.get(campaign.campaignId)?.status !== 'running'
    )
      return false
    if (this.#postponedThisLook >= MAX_POSTPONED_PER_LOOK) return false
    const call = calls.nextQueued(campaign.campaignId, clock.nowMs())
    if (!call || this.#inFlight.get(call.callId)) return false
    try {
      const context = this.#parts.contextOf(call)
      if (!this.#mayBePrepared(call, context)) return true
      this.#turns.served(campaign.campaignId)
      this.#pace.began(campaign.campaignId, clock.nowMs())
      this.#start(call, context)
      return true
    } catch (error) {
      // Something of ours is broken: this campaign waits, the others go on.
      this.#parts.logError('a call could not be prepared', { callId: call.callId, detail: String(error) })
      this.#unplaced.notPrepared(call, plainTrouble(error))
      return false
    }
  }

  /** Asks the gate before anything is opened for a call that it would forbid; the binding answer comes at the dial. */
  #mayBePrepared(call: CallRecord, { lead }: CallContext): boolean {
    const { calls, clock, transactions } = this.#parts
    const nowMs = clock.nowMs()
    const gate = this.#gateOf(call)
    const permission = gate.permission(lead, nowMs, call.callId)
    if (permission.allowed) return true
    if (permission.nextAllowedAtMs !== null) {
      this.#postponedThisLook++
      calls.change(call.callId, { notBeforeMs: permission.nextAllowedAtMs })
      return false
    }
    transactions.run(() => {
      const decision = gate.decide(lead, 'dial', call.callId, nowMs)
      this.#unplaced.cancel(call, `Not allowed: ${decision.reasons.map(({ message }) => message).join('; ')}`)
    })
    return false
  }

  /** Whoever was edited while their call was being prepared is prepared for anew. */
  #isStillSo(record: CallRecord, call: CallRecord, { lead }: CallContext): boolean {
    const now = this.#parts.leads.get(record.leadId)
    return record.phone === call.phone && now?.phone === lead.phone && now.updatedAtMs === lead.updatedAtMs
  }

  #gateOf({ campaignId }: CallRecord): SessionParts['gate'] {
    const { session, settings } = this.#parts
    return session.gate.within(settings.of(campaignId).calling_windows)
  }

  #start(call: CallRecord, context: CallContext): void {
    const { calls, clock, campaigns, transactions } = this.#parts
    const parts: SessionParts = {
      ...this.#parts.session,
      gate: this.#gateOf(call),
      finish: (end) => {
        this.#parts.finish(end)
        transactions.afterCommit(() => {
          this.#inFlight.letGo(end.callId)
          if (end.facts.endReason === 'trouble') this.#unplaced.endedInTrouble(call)
          queueMicrotask(() => this.pump())
        })
      },
      mayStillDial: (record) =>
        campaigns.get(record.campaignId)?.status === 'running' &&
        !this.#parts.walletPaused() &&
        this.#room.toDial(record) &&
        this.#isStillSo(record, call, context),
    }
    const session = this.#open(call, context, parts)
    // Out of the queue's sight while it is being prepared: another look must not pick it again.
    calls.change(call.callId, { notBeforeMs: clock.nowMs() + OUT_OF_SIGHT_MS })
    this.#inFlight.add(session, call.campaignId)
    const placing = this.#place(call, session)
    this.#placing.add(placing)
    void placing.finally(() => this.#placing.delete(placing))
  }

  #open(call: CallRecord, context: CallContext, parts: SessionParts): CallInFlight {
    if (call.engine === 'ridgeline') return new CallSession(call, context, parts)
    if (!this.#parts.hosted) throw new Error('no hosted engine is set up')
    return this.#parts.hosted(call, context, parts)
  }

  /** Never rejects, and never keeps a slot for a call that is not placed. */
  async #place(call: CallRecord, session: CallInFlight): Promise<void> {
    try {
      const result = await session.place()
      if (result.status !== 'placed') this.#inFlight.letGo(call.callId)
      this.#unplaced.settle(call, result)
    } catch (error) {
      this.#parts.logError('placing a call failed', { callId: call.callId, detail: String(error) })
      session.abandon()
      this.#inFlight.letGo(call.callId)
      this.#unplaced.brokeOff(call, plainTrouble(error))
    }
    this.pump()
  }

  #completeIfDone(campaign: CampaignRecord): void {
    if (this.#parts.campaigns.hasOpenCalls(campaign.campaignId)) return
    if (this.#parts.campaigns.get(campaign.campaignId)?.status !== 'running') return
    const nowMs = this.#parts.clock.nowMs()
    this.#parts.transactions.run(() => {
      this.#parts.campaigns.setStatus(campaign.campaignId, 'completed', null, nowMs)
      this.#parts.activity.append(
        'ai_campaign_completed',
        `“${campaign.name}” is complete`,
        { campaign_id: campaign.campaignId },
        nowMs,
      )
    })
  }
}
