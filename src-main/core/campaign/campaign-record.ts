import type {
  BlockedLead,
  CampaignStatus,
  Engine,
  Script,
  ScriptView,
} from '../../../src-preload/contract/campaigns.ts'
import type { PersonalOpening } from '../conversation/language-model.ts'

export interface CampaignRecord {
  readonly campaignId: string
  readonly name: string
  readonly contractorId: string
  readonly engine: Engine
  readonly status: CampaignStatus
  readonly statusReason: string | null
  readonly scriptId: string | null
  readonly estimatedCostCents: number
  readonly createdAtMs: number
}

/** A campaign as it begins: launching, with everything about its leads yet to come. */
export interface NewCampaign
  extends Omit<CampaignRecord, 'name' | 'status' | 'statusReason' | 'estimatedCostCents'> {
  /** Null: it is named after its number of leads once that is known. */
  readonly name: string | null
  readonly leadIds: readonly string[]
  readonly idempotencyKey: string | null
  readonly requestHash: string
}

export interface QueuedCall {
  readonly callId: string
  readonly leadId: string
  readonly phone: string
  /** Calls that may be tried at the same time go from the highest to the lowest. */
  readonly priority: number
  readonly evidenceId: string
  /** The earliest moment at which it may be dialed: now, or when its calling hours begin. */
  readonly notBeforeMs: number
  /** `inspection`: it is about one that is booked already. */
  readonly purpose?: 'offer' | 'inspection'
  /** Another script than the campaign's. */
  readonly scriptId?: string
}

export interface CampaignStore {
  get(campaignId: string): CampaignRecord | null
  byIdempotencyKey(key: string): { campaignId: string; requestHash: string } | null
  /** Writes down what is to be launched; from then on its status is `launching`. */
  beginLaunch(campaign: NewCampaign): void
  /** What is being launched and how many of the leads are done; null when the campaign is not launching. */
  launch(campaignId: string): { name: string | null; leadIds: readonly string[]; done: number } | null
  addToLaunch(
    campaignId: string,
    part: { calls: readonly QueuedCall[]; blocked: readonly BlockedLead[]; done: number },
    atMs: number,
  ): void
  /** Every lead is queued or blocked: the campaign is what it says from now on. */
  endLaunch(campaignId: string, is: LaunchedCampaign, atMs: number): void
  /** Another launch may use the key that this one was asked with. */
  forgetIdempotencyKey(campaignId: string): void
  setScript(campaignId: string, scriptId: string): void
  /** Gives the campaign's script to at most so many queued calls that have none of it; answers to how many. */
  giveScript(campaignId: string, most: number): number
  /** Ends a launch that is under way as well. */
  setStatus(campaignId: string, status: CampaignStatus, reason: string | null, atMs: number): void
  withStatus(status: CampaignStatus): CampaignRecord[]
  /** Calls not yet ended. */
  openCalls(campaignId: string): { queued: number; active: number }
  hasOpenCalls(campaignId: string): boolean
  /** Ends at most so many queued calls of the campaign as canceled; answers how many there were. */
  cancelQueued(campaignId: string, reason: string, atMs: number, most: number): number
  /** One more call in line. */
  addCall(campaignId: string, call: QueuedCall, atMs: number): void
  hasOpenCall(campaignId: string, leadId: string): boolean
  /** Ends the queued calls of one lead; answers how many there were. */
  cancelLead(campaignId: string, leadId: string, reason: string, atMs: number): number
  /** First calls that were put off are looked at again now; what was put off as a retry keeps its time. */
  lookAgain(campaignId: string): void
  calls(campaignId: string): { callId: string; leadId: string; status: string }[]
  blocked(campaignId: string): BlockedLead[]
}

export interface LaunchedCampaign {
  readonly name: string
  readonly status: CampaignStatus
  readonly statusReason: string | null
  readonly estimatedCostCents: number
}

export interface ScriptStore {
  get(scriptId: string): ScriptView | null
  /** Stores the next version under this name. */
  add(
    script: { name: string; writtenBy: ScriptView['written_by']; note: string | null; body: Script },
    atMs: number,
  ): ScriptView
  saveOpenings(scriptId: string, openings: readonly PersonalOpening[]): void
  opening(scriptId: string, leadId: string): PersonalOpening | null
}

/** How the reason of a pause begins that a person's approval ends. */
export const WAITS_FOR_APPROVAL = 'Waits for your approval'
