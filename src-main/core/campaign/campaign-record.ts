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

export interface NewCampaign extends CampaignRecord {
  readonly idempotencyKey: string | null
  readonly requestHash: string
}

export interface QueuedCall {
  readonly callId: string
  readonly leadId: string
  readonly phone: string
  readonly evidenceId: string
  /** The earliest moment at which it may be dialed: now, or when its calling hours begin. */
  readonly notBeforeMs: number
}

export interface CampaignStore {
  get(campaignId: string): CampaignRecord | null
  byIdempotencyKey(key: string): { campaignId: string; requestHash: string } | null
  insert(campaign: NewCampaign, calls: readonly QueuedCall[], blocked: readonly BlockedLead[]): void
  setScript(campaignId: string, scriptId: string): void
  setStatus(campaignId: string, status: CampaignStatus, reason: string | null, atMs: number): void
  withStatus(status: CampaignStatus): CampaignRecord[]
  /** Calls not yet ended. */
  openCalls(campaignId: string): { queued: number; active: number }
  /** Ends every queued call of the campaign as canceled. */
  cancelQueued(campaignId: string, reason: string, atMs: number): number
  calls(campaignId: string): { callId: string; leadId: string; status: string }[]
  blocked(campaignId: string): BlockedLead[]
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
