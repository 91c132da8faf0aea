import type { CallRecord, CallStore } from '../call/call-record.ts'
import type { PlaceResult } from '../call/placing/place-result.ts'
import { unreachable } from '../unreachable.ts'
import { type CampaignStore, WAITS_FOR_APPROVAL } from './campaign-record.ts'
import { DialFailures } from './dial-failures.ts'
import { type PauseParts, pauseCampaign } from './pause-campaign.ts'

export interface UnplacedCallsParts extends PauseParts {
  readonly campaigns: Pick<CampaignStore, 'get' | 'setStatus'>
  readonly calls: Pick<CallStore, 'get' | 'change'>
  readonly mode: 'practice' | 'live'
  /** The carrier takes no call for so long. */
  readonly carrierWaits: (forMs: number) => void
  /** A call slipped out of the dialer's hands after it may have been dialed: its end is found out elsewhere. */
  readonly lost: (callId: string) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** How long no call is dialed after the carrier said that they come too fast. */
const RATE_LIMIT_PAUSE_MS = 15_000

/**
 * What follows when a call was not placed: it goes back in line or is canceled, and its campaign goes on or waits for a
 * person.
 */
export class UnplacedCalls {
  readonly #parts: UnplacedCallsParts
  readonly #failures: DialFailures

  constructor(parts: UnplacedCallsParts) {
    this.#parts = parts
    this.#failures = new DialFailures(parts.mode)
  }

  /** Takes what placing the call came to. One that was placed ends the campaign's row of failures. */
  settle(call: CallRecord, result: PlaceResult): void {
    if (result.status === 'placed') return this.#failures.placed(call.campaignId, this.#parts.clock.nowMs())
    this.#parts.log('a call was not placed', { callId: call.callId, ...result })
    if (result.status === 'not-placed') this.#notPlaced(call, result)
  }

  /** Something of ours or of a vendor's broke before anything was opened for the call. */
  notPrepared(call: CallRecord, detail: string): void {
    this.#vendorFailed(call, detail)
  }

  /** Placing broke off; nobody knows how far it had come. Never throws. */
  brokeOff(call: CallRecord, detail: string): void {
    const { calls, lost, logError } = this.#parts
    try {
      this.#vendorFailed(call, detail)
      const status = calls.get(call.callId)?.status
      if (status !== 'queued' && status !== 'ended') lost(call.callId)
    } catch (error) {
      logError('a failed call could not be put back', { callId: call.callId, detail: String(error) })
      lost(call.callId)
    }
  }

  /** A call that was up ended by a technical problem: it counts like one that could not be placed. */
  endedInTrouble(call: CallRecord): void {
    this.#failed(call, 'a technical problem ended a call')
  }

  /** Takes a call that is still in line out of it, for good. */
  cancel({ callId }: CallRecord, reason: string): void {
    const { calls, clock } = this.#parts
    if (calls.get(callId)?.status !== 'queued') return
    calls.change(callId, {
      status: 'ended',
      outcome: 'canceled',
      endedAtMs: clock.nowMs(),
      endReason: reason,
    })
  }

  #notPlaced(call: CallRecord, { reason, detail }: Extract<PlaceResult, { status: 'not-placed' }>): void {
    switch (reason) {
      case 'blocked':
        return this.cancel(call, `Not allowed: ${detail}`)
      case 'canceled':
        return this.cancel(call, detail)
      case 'no-money':
        return this.#waitForPerson(call, 'The wallet does not cover another call. Add funds, then resume.')
      case 'needs-approval':
        return this.#waitForPerson(call, `${WAITS_FOR_APPROVAL}: ${detail}`)
      case 'locked-out':
        return this.#waitForPerson(call, `No call gets through: ${detail}. Then resume the campaign.`)
      case 'stopped':
        return this.#backInLine(call, 0)
      case 'rate-limited':
        this.#parts.carrierWaits(RATE_LIMIT_PAUSE_MS)
        return this.#backInLine(call, RATE_LIMIT_PAUSE_MS)
      case 'vendor':
      case 'refused':
      case 'unclear':
        if (this.#parts.calls.get(call.callId)?.outcome === 'canceled') return
        return this.#vendorFailed(call, detail)
      default:
        return unreachable(reason)
    }
  }

  #waitForPerson(call: CallRecord, reason: string): void {
    this.#backInLine(call, 0)
    this.#pause(call, reason)
  }

  #vendorFailed(call: CallRecord, detail: string): void {
    this.#backInLine(call, this.#failures.notPlaced(call.campaignId))
    this.#failed(call, detail)
  }

  #failed(call: CallRecord, detail: string): void {
    const reason = this.#failures.failed(call.campaignId, detail, this.#parts.clock.nowMs())
    if (reason !== null) this.#pause(call, reason)
  }

  #backInLine({ callId }: CallRecord, delayMs: number): void {
    const { calls, clock } = this.#parts
    if (calls.get(callId)?.status === 'queued') calls.change(callId, { notBeforeMs: clock.nowMs() + delayMs })
  }

  #pause({ campaignId }: CallRecord, reason: string): void {
    const campaign = this.#parts.campaigns.get(campaignId)
    if (campaign?.status === 'running') pauseCampaign(campaign, reason, this.#parts)
  }
}
