import type { CampaignSettings } from '../../../src-preload/contract/campaign-settings.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { Abandonment, AnsweredCall } from './abandonment.ts'

/** An ended call of which nobody has decided yet what follows from it. */
export interface EndedUndecided {
  readonly call: CallRecord
  readonly calls: number
  readonly likeThis: number
  /** Null when nobody answered. */
  readonly answered: AnsweredCall | null
}

/** What one campaign was told about how to call, and what was decided about its ended calls. */
export interface CampaignSettingsStore {
  of(campaignId: string): CampaignSettings
  save(campaignId: string, settings: CampaignSettings): void
  /** Ended calls of which nobody has decided what follows, oldest first. */
  undecided(campaignId: string, most: number): EndedUndecided[]
  decided(callId: string, nextCallId: string | null, abandoned: boolean | null): void
  abandonment(campaignId: string, sinceMs: number): Abandonment
  /** The number of abandoned calls at which a person resumed the campaign; 0 when nobody did. */
  acceptedAbandoned(campaignId: string): number
  acceptAbandoned(campaignId: string, abandoned: number): void
  takeOut(campaignId: string, leadId: string): void
  putBack(campaignId: string, leadId: string): void
  isTakenOut(campaignId: string, leadId: string): boolean
  /** When calls of the last minute began, of all campaigns. */
  recentStarts(sinceMs: number): { atMs: number; campaignId: string }[]
}
