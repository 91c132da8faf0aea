import type {
  BlockedLead,
  Estimate,
  LaunchInput,
  LaunchResult,
  ScriptView,
} from '../../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { CallId, CampaignId, LeadId } from '../../../src-preload/contract/primitives.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import { type Contractor, type ContractorStore, missingFrom } from '../contractor.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { notFound, Refused } from '../refused.ts'
import type { Transactions } from '../transactions.ts'
import { CENTS_PER_MINUTE, estimateCost, RATES } from '../wallet/rates.ts'
import type { Ledger } from '../wallet/wallet.ts'
import type { CampaignStore, QueuedCall } from './campaign-record.ts'
import type { ScriptWriter } from './script-writer.ts'

export interface LaunchParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly contractors: ContractorStore
  readonly leads: LeadReader
  readonly detailOf: (lead: Lead) => LeadDetail
  readonly gate: Gatekeeper
  readonly ledger: Ledger
  readonly scripts: ScriptWriter
  readonly activity: ActivityLog
  readonly hash: (text: string) => string
  /** What does not add up in the ledger, or null: then nothing may be dialed. */
  readonly auditFailure: () => string | null
  readonly launched: () => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/**
 * Leads to running campaign: gate, estimate, campaign and call rows with their evidence in one transaction, then
 * the script and the first dials. The same idempotency key answers with the same campaign, and launches nothing.
 */
export class Launcher {
  readonly #parts: LaunchParts
  readonly #preparing = new Set<string>()
  constructor(parts: LaunchParts) {
    this.#parts = parts
  }

  estimate(leadIds: readonly string[], contractorId: string): Estimate {
    this.#contractor(contractorId)
    const nowMs = this.#parts.clock.nowMs()
    const { callable, blocked } = this.#sort(leadIds, (lead) => {
      const permission = this.#parts.gate.permission(lead, nowMs)
      return { ...permission, allowed: allowedSoon(permission) }
    })
    const cost = estimateCost(callable.length)
    const balanceCents = this.#parts.ledger.balanceCents('wallet')
    return {
      callable: callable.length,
      blocked,
      estimated_cost_cents: cost.expectedCents,
      low_cents: cost.lowCents,
      high_cents: cost.highCents,
      expected_talk_seconds: cost.expectedTalkSeconds,
      balance_cents: balanceCents,
      affordable: balanceCents >= cost.expectedCents,
      lines: inParts(cost.expectedCents),
    }
  }

  launch(input: LaunchInput & { idempotency_key?: string | undefined }): LaunchResult {
    const { campaigns, clock, ids, transactions } = this.#parts
    const requestHash = this.#parts.hash(JSON.stringify({ ...input, idempotency_key: undefined }))
    const known = input.idempotency_key ? campaigns.byIdempotencyKey(input.idempotency_key) : null
    if (known) return this.#again(known, requestHash)
    const contractor = this.#contractor(input.contractor_id)
    const engine = input.engine ?? 'ridgeline'
    const missing = missingFrom(contractor.profile)
    if (missing.length > 0)
      throw new Refused(
        'not_ready',
        'The contractor profile is not complete',
        `Still missing: ${missing.join('; ')}.`,
      )
    this.#assertDialable(engine)

    const campaignId = ids.next('campaign')
    const nowMs = clock.nowMs()
    const script = input.script_id ? this.#script(input.script_id) : null
    const result = transactions.run(() => {
      const calls: QueuedCall[] = []
      const { callable, blocked } = this.#sort(input.lead_ids, (lead) => {
        const callId = ids.next('call')
        const decision = this.#parts.gate.decide(lead, 'queue', callId, nowMs)
        if (allowedSoon(decision))
          calls.push({
            callId,
            leadId: lead.leadId,
            phone: lead.phone,
            evidenceId: decision.evidenceId,
            notBeforeMs: decision.nextAllowedAtMs ?? nowMs,
          })
        return { ...decision, allowed: allowedSoon(decision) }
      })
      const { expectedCents } = estimateCost(callable.length)
      const name =
        input.campaign_name ?? `Campaign of ${callable.length} ${callable.length === 1 ? 'lead' : 'leads'}`
      campaigns.insert(
        {
          campaignId,
          name,
          contractorId: contractor.contractorId,
          engine,
          status: calls.length === 0 ? 'failed' : 'preparing',
          statusReason: calls.length === 0 ? 'None of the leads may be called. Each one says why.' : null,
          scriptId: script?.script_id ?? null,
          estimatedCostCents: expectedCents,
          createdAtMs: nowMs,
          idempotencyKey: input.idempotency_key ?? null,
          requestHash,
        },
        calls,
        blocked,
      )
      this.#parts.activity.append(
        'ai_campaign_launched',
        `${name}: ${calls.length} to call, ${blocked.length} blocked`,
        {
          campaign_id: campaignId,
          calls: calls.length,
          blocked: blocked.length,
          estimated_cost_cents: expectedCents,
        },
        nowMs,
      )
      return this.#resultOf(campaignId)
    })
    if (result.calls.length > 0) this.prepare(campaignId)
    return result
  }

  /** Gets a campaign ready to be dialed, in the background and at most once at a time. */
  prepare(campaignId: string): void {
    if (this.#preparing.has(campaignId)) return
    this.#preparing.add(campaignId)
    const work = this.#prepare(campaignId)
      .catch((error: unknown) => this.#notPrepared(campaignId, error))
      .finally(() => this.#preparing.delete(campaignId))
    void work
  }

  /** Campaigns whose preparation was cut short by a crash are taken up again. */
  resumePreparing(): void {
    for (const { campaignId } of this.#parts.campaigns.withStatus('preparing')) this.prepare(campaignId)
  }

  /** Writes the script and the personal openings, then lets the dialer begin. */
  async #prepare(campaignId: string): Promise<void> {
    const { campaigns, clock, scripts } = this.#parts
    const campaign = campaigns.get(campaignId)
    if (!campaign) throw notFound('campaign', campaignId)
    const { profile } = this.#contractor(campaign.contractorId)
    const leads = campaigns.calls(campaignId).flatMap(({ leadId }) => this.#parts.leads.get(leadId) ?? [])
    const details = leads.map((lead) => this.#parts.detailOf(lead))
    const script = campaign.scriptId
      ? this.#script(campaign.scriptId)
      : await scripts.write(profile, campaign.name, details, null)
    campaigns.setScript(campaignId, script.script_id)
    await scripts.writeOpenings(profile, script.script_id, details)
    if (campaigns.get(campaignId)?.status !== 'preparing') return
    campaigns.setStatus(campaignId, 'running', null, clock.nowMs())
    this.#parts.launched()
  }

  /** A person is told and may resume; a campaign never stays in preparation with nobody working on it. */
  #notPrepared(campaignId: string, error: unknown): void {
    const { campaigns, clock, transactions, activity, logError } = this.#parts
    const detail = error instanceof Error ? error.message : String(error)
    logError('a campaign could not be prepared', { campaignId, detail })
    try {
      const campaign = campaigns.get(campaignId)
      if (campaign?.status !== 'preparing') return
      const reason = `It could not be prepared: ${detail}. Resume it to try again.`
      transactions.run(() => {
        campaigns.setStatus(campaignId, 'paused', reason, clock.nowMs())
        activity.append(
          'attention_needed',
          `${campaign.name}: ${reason}`,
          { campaign_id: campaignId },
          clock.nowMs(),
        )
      })
    } catch (second) {
      logError('a campaign could not be paused', { campaignId, detail: String(second) })
    }
  }

  #again(known: { campaignId: string; requestHash: string }, requestHash: string): LaunchResult {
    if (known.requestHash === requestHash) return this.#resultOf(known.campaignId)
    throw new Refused(
      'conflict',
      'The idempotency key was used for another launch',
      'Use a new Idempotency-Key for a different request; nothing was launched.',
    )
  }

  #resultOf(campaignId: string): LaunchResult {
    const campaign = this.#parts.campaigns.get(campaignId)
    if (!campaign) throw notFound('campaign', campaignId)
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
    }
  }

  #sort(
    leadIds: readonly string[],
    judge: (lead: Lead) => {
      allowed: boolean
      reasons: BlockedLead['reasons'] | readonly { code: string; message: string }[]
    },
  ) {
    const callable: Lead[] = []
    const blocked: BlockedLead[] = []
    for (const leadId of new Set(leadIds)) {
      const lead = this.#parts.leads.get(leadId)
      if (!lead) throw notFound('lead', leadId)
      const { allowed, reasons } = judge(lead)
      if (allowed) callable.push(lead)
      else blocked.push({ lead_id: leadId as LeadId, name: lead.name, reasons: [...reasons] })
    }
    return { callable, blocked }
  }

  #assertDialable(engine: 'ridgeline' | 'vapi'): void {
    const auditFailure = this.#parts.auditFailure()
    if (auditFailure)
      throw new Refused(
        'audit_failed',
        'The ledger does not add up',
        `Nothing is dialed until it is repaired: ${auditFailure}.`,
      )
    if (engine === 'vapi')
      throw new Refused(
        'unsupported',
        'The hosted engine is not available',
        'This version calls with its own engine only. Launch without "engine", or with "ridgeline".',
      )
  }

  #contractor(contractorId: string): Contractor {
    const contractor = this.#parts.contractors.get(contractorId)
    if (!contractor) throw notFound('contractor', contractorId)
    return contractor
  }

  #script(scriptId: string): ScriptView {
    const script = this.#parts.scripts.get(scriptId)
    if (!script) throw notFound('script', scriptId)
    return script
  }
}

/** The estimate by part; the last part takes what rounding leaves, so that the parts add up. */
function inParts(totalCents: number): Estimate['lines'] {
  let leftCents = totalCents
  return RATES.lines.map(({ label, centsPerMinute }, i) => {
    const isLast = i === RATES.lines.length - 1
    const cents = isLast
      ? leftCents
      : Math.min(leftCents, Math.round((totalCents * centsPerMinute) / CENTS_PER_MINUTE))
    leftCents -= cents
    return { label, cents }
  })
}

/** A lead whom only the hour forbids is queued for when it is over; the gate is asked again before the dial. */
const allowedSoon = (decision: { allowed: boolean; nextAllowedAtMs: number | null }): boolean =>
  decision.allowed || decision.nextAllowedAtMs !== null
