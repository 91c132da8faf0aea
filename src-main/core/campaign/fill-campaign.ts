import type { BlockedLead } from '../../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { found } from '../refused.ts'
import { SLICE_MS, stepByStep } from '../slices.ts'
import type { Transactions } from '../transactions.ts'
import type { CampaignStore, QueuedCall } from './campaign-record.ts'

export interface FillParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly leads: LeadReader
  readonly gate: Gatekeeper
}

/** Leads of one part at most, so that no part is long even where time stands still. */
const MOST_IN_A_PART = 200

/**
 * Queues or blocks the leads of a campaign that is launching, in parts: each is one transaction together with how far
 * the launch has come, so that a crash between two of them neither loses nor doubles a lead. Ends early when
 * somebody cancels the campaign.
 */
export async function fillCampaign(campaignId: string, parts: FillParts): Promise<void> {
  const launch = parts.campaigns.launch(campaignId)
  if (!launch) return
  let { done } = launch
  await stepByStep(parts.clock, () =>
    parts.transactions.run(() => {
      if (parts.campaigns.get(campaignId)?.status !== 'launching') return false
      done = onePart(campaignId, launch.leadIds, done, parts)
      return done < launch.leadIds.length
    }),
  )
}

function onePart(campaignId: string, leadIds: readonly string[], from: number, parts: FillParts): number {
  const { clock, campaigns } = parts
  // One moment for all that may be called at once, so that their scores alone decide their order.
  const sinceMs = campaigns.get(campaignId)?.createdAtMs ?? clock.nowMs()
  const calls: QueuedCall[] = []
  const blocked: BlockedLead[] = []
  const endsAtMs = clock.monotonicMs() + SLICE_MS
  let done = from
  while (done < leadIds.length && done - from < MOST_IN_A_PART) {
    const lead = leadOf(leadIds[done++] as string, parts)
    const judged = judge(lead, sinceMs, parts)
    if ('callId' in judged) calls.push(judged)
    else blocked.push(judged)
    if (clock.monotonicMs() >= endsAtMs) break
  }
  campaigns.addToLaunch(campaignId, { calls, blocked, done }, clock.nowMs())
  return done
}

function judge(lead: Lead, sinceMs: number, { clock, ids, gate }: FillParts): QueuedCall | BlockedLead {
  const callId = ids.next('call')
  const nowMs = clock.nowMs()
  const decision = gate.decide(lead, 'queue', callId, nowMs)
  if (!allowedSoon(decision))
    return { lead_id: lead.leadId as LeadId, name: lead.name, reasons: [...decision.reasons] }
  return {
    callId,
    leadId: lead.leadId,
    phone: lead.phone,
    priority: lead.score,
    evidenceId: decision.evidenceId,
    notBeforeMs: decision.nextAllowedAtMs ?? sinceMs,
  }
}

/** Refuses a lead that is not there. */
export function leadOf(leadId: string, { leads }: Pick<FillParts, 'leads'>): Lead {
  return found(leads.get(leadId), 'lead', leadId)
}

/** A lead whom only the hour forbids is queued for when it is over; the gate is asked again before the dial. */
export const allowedSoon = (decision: { allowed: boolean; nextAllowedAtMs: number | null }): boolean =>
  decision.allowed || decision.nextAllowedAtMs !== null
