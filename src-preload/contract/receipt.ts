import { z } from 'zod'
import { Cents, Instant } from './primitives.ts'

/** What a call was charged for, part by part. */
export const CostLine = z.object({
  label: z.string(),
  quantity: z.number(),
  unit: z.string(),
  cents: Cents,
  /** The price list that it was charged by. */
  rate_version: z.string(),
})
export type CostLine = z.infer<typeof CostLine>

/** What a call asked of a vendor, and what that costs. */
export const UseLine = z.object({
  vendor: z.string(),
  label: z.string(),
  quantity: z.number(),
  unit: z.enum(['s', 'tokens', 'characters']),
  /** In millionths of a cent: a token costs less than any larger unit has places for. */
  micro_cents: z.int(),
  /** The vendor's own figure; counted here and priced by the list; or estimated, because the count was lost. */
  basis: z.enum(['billed', 'metered', 'estimated']),
  rate_version: z.string(),
})
export type UseLine = z.infer<typeof UseLine>

/** The carrier's own figure of a call beside ours. */
export const CarrierSettlement = z.object({
  counted_seconds: z.int(),
  /** Null when the carrier did not tell and is not asked any longer. */
  billed_seconds: z.int().nullable(),
  /** Charged before the carrier told its figure. */
  counted_cents: Cents,
  /** Added to that, or given back where it is below zero. */
  corrected_cents: Cents,
  /** Due by the carrier's figure and not to be had from the wallet. */
  missing_cents: Cents,
  explanation: z.string(),
  settled_at: Instant,
})
export type CarrierSettlement = z.infer<typeof CarrierSettlement>

/** Why nobody could talk though the line was paid for, and it was ours to prevent. */
export const FaultCause = z.enum(['dead_air', 'line_broke', 'vendor_outage', 'program_ended'])
export type FaultCause = z.infer<typeof FaultCause>

/** Time of a call that was given back, with the evidence: stretches on the call's clock, which may share time. */
export const FaultCredit = z.object({
  cents: Cents,
  seconds: z.number(),
  spans: z.array(z.object({ cause: FaultCause, from_ms: z.int(), ms: z.int() })),
})
export type FaultCredit = z.infer<typeof FaultCredit>

export const CallCost = z.object({
  total_cents: Cents,
  lines: z.array(CostLine),
  use: z.array(UseLine),
  /** Null until the carrier has told, or is not asked any longer. */
  settlement: CarrierSettlement.nullable(),
  /** Given back beside the total; null when nothing was. */
  credit: FaultCredit.nullable(),
})
export type CallCost = z.infer<typeof CallCost>

/** What whoever runs the account wants to know of its money, from the first day on. */
export const MoneyFigures = z.object({
  bundles_sold: z.int(),
  bundle_cents: Cents,
  minutes_sold: z.int(),
  /** Minutes charged; a correction that the wallet could not pay in full may leave a part of one. */
  minutes_used: z.number(),
  /** Given back for faults of ours. */
  fault_credit_cents: Cents,
  approvals_pending: z.int(),
  vendors: z.array(z.object({ vendor: z.string(), micro_cents: z.int() })),
  /** How far our count and the carrier's bills are apart. */
  carrier: z.object({
    settled_calls: z.int(),
    /** Answered calls that the carrier has not billed yet. */
    waiting_calls: z.int(),
    /** Answered calls of which the carrier never told: they stand as they were counted. */
    untold_calls: z.int(),
    /** Billed beyond what was counted, in whole minutes as both charge; below zero, less. */
    seconds: z.int(),
    corrected_calls: z.int(),
    corrected_cents: Cents,
    missing_cents: Cents,
  }),
})
export type MoneyFigures = z.infer<typeof MoneyFigures>

export const StatementInput = z.object({
  /** `2026-11`. */
  month: z.string().max(10),
  format: z.enum(['pdf', 'csv']),
})
