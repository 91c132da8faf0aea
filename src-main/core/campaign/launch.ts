import type { DialingHold, LaunchInput, LaunchResult } from '../../../src-preload/contract/campaigns.ts'
import type { CallId, CampaignId, LeadId } from '../../../src-preload/contract/primitives.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import { type ContractorStore, missingFrom } from '../contractor.ts'
import type { LeadReader } from '../lead/lead.ts'
import { messageOf } from '../message-of.ts'
import { plainTrouble } from '../plain-trouble.ts'
import { found, Refused } from '../refused.ts'
import { eachInSlices } from '../slices.ts'
import type { Transactions } from '../transactions.ts'
import { estimateCost, type OwnExperience } from '../wallet/rates.ts'
import type { CampaignStore } from './campaign-record.ts'
import { fillCampaign, leadOf } from './fill-campaign.ts'
import { askToLookAt } from './pause-campaign.ts'
import type { ScriptWriter } from './script-writer.ts'

export interface LaunchParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly contractors: ContractorStore
  readonly leads: LeadReader
  readonly gate: Gatekeeper
  readonly scripts: Pick<ScriptWriter, 'get'>
  readonly activity: ActivityLog
  readonly hash: (text: string) => string
  /** What does not add up in the ledger, or null: then nothing may be dialed. */
  readonly auditFailure: () => string | null
  /** What this account's latest calls came to. */
  readonly ownExperience: () => OwnExperience | null
  /** Every lead is judged: what comes before the first dial is begun. */
  readonly prepare: (campaignId: string) => void
  /** What keeps the whole account from dialing at this moment. */
  readonly holds: () => DialingHold[]
  /** What the hosted engine lacks, as a sentence; null when calls can be placed with it. */
  readonly hostedMissing: () => string | null
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/**
 * Leads to campaign: the campaign at once, then gate, call rows and evidence in parts; nothing is prepared or dialed
 * before the last lead is judged. A crash anywhere in between is taken up by the next start. The same idempotency key
 * answers with the same campaign, and launches nothing.
 */
export class Launcher {
  readonly #parts: LaunchParts
  readonly #launching = new Map<string, Promise<void>>()
  constructor(parts: LaunchParts) {
    this.#parts = parts
  }

  async launch(input: LaunchInput & { idempotency_key?: string | undefined }): Promise<LaunchResult> {
    const requestHash = this.#parts.hash(JSON.stringify({ ...input, idempotency_key: undefined }))
    const known = this.#known(input.idempotency_key, requestHash)
    if (known) return this.#launched(known)
    this.#assertReady(input)
    const leadIds = [...new Set(input.lead_ids)]
    await eachInSlices(this.#parts.clock, leadIds, (leadId) => leadOf(leadId, this.#parts))
    // The same request may have come twice while the leads were looked up.
    const campaignId =
      this.#known(input.idempotency_key, requestHash) ?? this.#begin(input, leadIds, requestHash)
    return this.#launched(campaignId)
  }

  /** Launches that were cut short by a crash are taken up again. */
  resume(): void {
    for (const { campaignId } of this.#parts.campaigns.withStatus('launching'))
      this.#goOn(campaignId).catch(() => {
        // Told of and ended where it failed; nobody waits for this one.
      })
  }

  #begin(
    input: LaunchInput & { idempotency_key?: string | undefined },
    leadIds: LeadId[],
    requestHash: string,
  ): string {
    const { campaigns, clock, ids } = this.#parts
    const campaignId = ids.next('campaign')
    campaigns.beginLaunch({
      campaignId,
      name: input.campaign_name ?? null,
      contractorId: input.contractor_id,
      engine: input.engine ?? 'ridgeline',
      scriptId: input.script_id ?? null,
      createdAtMs: clock.nowMs(),
      idempotencyKey: input.idempotency_key ?? null,
      requestHash,
      leadIds,
    })
    return campaignId
  }

  async #launched(campaignId: string): Promise<LaunchResult> {
    await this.#goOn(campaignId)
    return this.#resultOf(campaignId)
  }

  /** Brings a launch to its end, once however many ask for it. */
  #goOn(campaignId: string): Promise<void> {
    const going = this.#launching.get(campaignId)
    if (going) return going
    const work = this.#fill(campaignId).finally(() => this.#launching.delete(campaignId))
    this.#launching.set(campaignId, work)
    return work
  }

  async #fill(campaignId: string): Promise<void> {
    try {
      await fillCampaign(campaignId, this.#parts)
      this.#end(campaignId)
    } catch (error) {
      this.#launchFailed(campaignId, error)
      throw error
    }
    if (this.#parts.campaigns.get(campaignId)?.status === 'preparing') this.#parts.prepare(campaignId)
  }

  /** The last lead is judged: the campaign gets its name and cost, and may be prepared. */
  #end(campaignId: string): void {
    const { campaigns, transactions, activity, clock } = this.#parts
    transactions.run(() => {
      const launch = campaigns.launch(campaignId)
      if (!launch) return
      const { queued } = campaigns.openCalls(campaignId)
      const blocked = launch.leadIds.length - queued
      const { expectedCents } = estimateCost(queued, this.#parts.ownExperience())
      const name = launch.name ?? `Campaign of ${queued} ${queued === 1 ? 'lead' : 'leads'}`
      campaigns.endLaunch(
        campaignId,
        {
          name,
          status: queued === 0 ? 'failed' : 'preparing',
          statusReason: queued === 0 ? 'None of the leads may be called. Each one says why.' : null,
          estimatedCostCents: expectedCents,
        },
        clock.nowMs(),
      )
      activity.append(
        'ai_campaign_launched',
        `“${name}”: ${queued} to call, ${blocked} blocked`,
        { campaign_id: campaignId, calls: queued, blocked, estimated_cost_cents: expectedCents },
        clock.nowMs(),
      )
    })
  }

  /** Nothing of it is dialed, and its key may be used again. What cannot even be written is taken up by the next start. */
  #launchFailed(campaignId: string, error: unknown): void {
    const { campaigns, transactions, clock, logError } = this.#parts
    logError('a campaign could not be launched', { campaignId, detail: messageOf(error) })
    try {
      const reason = `It could not be launched: ${plainTrouble(error)}. Nothing was dialed. Launch it again.`
      transactions.run(() => {
        const campaign = campaigns.get(campaignId)
        if (campaign?.status !== 'launching') return
        campaigns.setStatus(campaignId, 'failed', reason, clock.nowMs())
        campaigns.forgetIdempotencyKey(campaignId)
        campaigns.cancelQueued(campaignId, reason, clock.nowMs(), Number.MAX_SAFE_INTEGER)
        askToLookAt(campaign, reason, this.#parts)
      })
    } catch (second) {
      logError('a failed launch could not be ended', { campaignId, detail: String(second) })
    }
  }

  /** The campaign that a key was used for; refuses when that was for something else. */
  #known(key: string | undefined, requestHash: string): string | null {
    const known = key === undefined ? null : this.#parts.campaigns.byIdempotencyKey(key)
    if (!known || known.requestHash === requestHash) return known?.campaignId ?? null
    throw new Refused(
      'conflict',
      'The idempotency key was used for another launch',
      'Use a new Idempotency-Key for a different request; nothing was launched.',
    )
  }

  #resultOf(campaignId: string): LaunchResult {
    const campaign = found(this.#parts.campaigns.get(campaignId), 'campaign', campaignId)
    return {
      campaign_id: campaignId as CampaignId,
      status: campaign.status,
      estimated_cost_cents: campaign.estimatedCostCents,
      calls: this.#parts.campaigns.calls(campaignId).map(({ callId, leadId, status }) => ({
        call_id: callId as CallId,
        lead_id: leadId as LeadId,
        status,
      })),
      blocked: this.#parts.campaigns.blocked(campaignId),
      held_back_by: this.#parts.holds(),
    }
  }

  #assertReady(input: LaunchInput): void {
    const { contractors, scripts } = this.#parts
    const missing = missingFrom(
      found(contractors.get(input.contractor_id), 'contractor', input.contractor_id).profile,
    )
    if (missing.length > 0)
      throw new Refused(
        'not_ready',
        'The contractor profile is not complete',
        `Still missing: ${missing.join('; ')}. Fill it in, then launch again.`,
      )
    this.#assertDialable(input.engine ?? 'ridgeline')
    if (input.script_id) found(scripts.get(input.script_id), 'script', input.script_id)
  }

  #assertDialable(engine: 'ridgeline' | 'vapi'): void {
    const auditFailure = this.#parts.auditFailure()
    if (auditFailure)
      throw new Refused(
        'audit_failed',
        'The ledger does not add up',
        `Nothing is dialed until it is repaired: ${auditFailure}.`,
      )
    const missing = engine === 'vapi' ? this.#parts.hostedMissing() : null
    if (missing) throw new Refused('not_ready', 'The hosted engine is not set up', missing)
  }
}
