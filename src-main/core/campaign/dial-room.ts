import type { CallRecord, CallStore } from '../call/call-record.ts'
import type { Clock } from '../clock.ts'
import type { CallsInFlight } from './calls-in-flight.ts'
import type { CampaignSettingsStore } from './campaign-settings-store.ts'
import type { DialPace } from './dial-pace.ts'

export interface DialRoomParts {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly calls: Pick<CallStore, 'get'>
  readonly settings: Pick<CampaignSettingsStore, 'of'>
  /** Of the account, over all campaigns. */
  readonly maxConcurrent: () => number
  readonly inFlight: CallsInFlight
  readonly pace: DialPace
}

/** Whether account, carrier and the campaign's own settings leave room for one more call, as they stand when it is asked. */
export class DialRoom {
  readonly #parts: DialRoomParts

  constructor(parts: DialRoomParts) {
    this.#parts = parts
  }

  /** For one more to be prepared: those that are being prepared count as well. */
  toPrepare(campaignId: string): boolean {
    const { clock, settings, inFlight, pace } = this.#parts
    const nowMs = clock.nowMs()
    if (!pace.accountMayDial(nowMs)) return false
    if (!this.#fits(inFlight.size, inFlight.countOf(campaignId), campaignId)) return false
    return pace.campaignMayDial(campaignId, settings.of(campaignId).calls_per_minute, nowMs)
  }

  /** For a prepared one to be dialed, where a limit may have been lowered meanwhile. In the transaction that dials. */
  toDial({ callId, campaignId }: CallRecord): boolean {
    const { calls, inFlight } = this.#parts
    const up = inFlight.others(callId).filter((other) => {
      const status = calls.get(other.callId)?.status
      return status !== 'queued' && status !== 'ended'
    })
    return this.#fits(up.length, up.filter((other) => other.campaignId === campaignId).length, campaignId)
  }

  #fits(inAll: number, ofCampaign: number, campaignId: string): boolean {
    const { clock, settings, maxConcurrent, pace } = this.#parts
    if (inAll >= pace.channels(maxConcurrent(), clock.nowMs())) return false
    const most = settings.of(campaignId).max_concurrent_calls
    return most === null || ofCampaign < most
  }
}
