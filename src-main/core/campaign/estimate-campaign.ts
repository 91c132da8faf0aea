import type { BlockedLead, Estimate } from '../../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import type { Clock } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { ContractorStore } from '../contractor.ts'
import type { LeadReader } from '../lead/lead.ts'
import { found } from '../refused.ts'
import { eachInSlices } from '../slices.ts'
import { isoInstant } from '../time.ts'
import { CENTS_PER_MINUTE, estimateCost, type OwnExperience, RATES } from '../wallet/rates.ts'
import type { Ledger } from '../wallet/wallet.ts'
import { allowedSoon, leadOf } from './fill-campaign.ts'

export interface EstimateParts {
  readonly clock: Clock
  readonly contractors: ContractorStore
  readonly leads: LeadReader
  readonly gate: Gatekeeper
  readonly ledger: Ledger
  /** What this account's latest calls came to. */
  readonly ownExperience: () => OwnExperience | null
}

/** Who of these leads may be called, when, and what it will cost. Changes nothing. */
export async function estimateCampaign(
  leadIds: readonly string[],
  contractorId: string,
  parts: EstimateParts,
): Promise<Estimate> {
  found(parts.contractors.get(contractorId), 'contractor', contractorId)
  const { clock, gate, ledger } = parts
  const nowMs = clock.nowMs()
  const blocked: BlockedLead[] = []
  let callable = 0
  let callableNow = 0
  let nextAllowedAtMs: number | null = null
  await eachInSlices(clock, new Set(leadIds), (leadId) => {
    const lead = leadOf(leadId, parts)
    const permission = gate.permission(lead, nowMs)
    if (allowedSoon(permission)) callable++
    if (permission.allowed) callableNow++
    else if (permission.nextAllowedAtMs !== null)
      nextAllowedAtMs = Math.min(nextAllowedAtMs ?? permission.nextAllowedAtMs, permission.nextAllowedAtMs)
    else blocked.push({ lead_id: leadId as LeadId, name: lead.name, reasons: [...permission.reasons] })
  })
  const cost = estimateCost(callable, parts.ownExperience())
  const balanceCents = ledger.balanceCents('wallet')
  return {
    callable,
    callable_now: callableNow,
    next_allowed_at: nextAllowedAtMs === null ? null : isoInstant(nextAllowedAtMs),
    blocked,
    estimated_cost_cents: cost.expectedCents,
    low_cents: cost.lowCents,
    high_cents: cost.highCents,
    expected_talk_seconds: cost.expectedTalkSeconds,
    bookings: cost.bookings,
    balance_cents: balanceCents,
    affordable: balanceCents >= cost.expectedCents,
    lines: inParts(cost.expectedCents),
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
