import { z } from 'zod'
import { PermissionReason } from './leads.ts'
import {
  CallId,
  CampaignId,
  Cents,
  ContractorId,
  Instant,
  LeadId,
  PageInput,
  pageOf,
  ScriptId,
} from './primitives.ts'

/** `launching`: its leads are being checked and queued; `preparing`: its script is being written. Neither dials. */
export const CampaignStatus = z.enum([
  'launching',
  'preparing',
  'running',
  'paused',
  'completed',
  'canceled',
  'failed',
])
export type CampaignStatus = z.infer<typeof CampaignStatus>

export const Engine = z.enum(['ridgeline', 'vapi'])
export type Engine = z.infer<typeof Engine>

const QualificationQuestion = z.object({
  id: z.string().min(1).max(60),
  question: z.string().min(1).max(300),
  expects: z.enum(['yes_no', 'open', 'detail']),
})
const ObjectionAnswer = z.object({
  objection: z.string().min(1).max(200),
  answer: z.string().min(1).max(500),
})

/** What the agent works from. The legally required opening is not part of it: that text is fixed by code. */
export const Script = z.object({
  purpose: z.string().min(1).max(400),
  objectives: z.array(z.string().min(1).max(200)).min(1).max(10),
  qualification_questions: z.array(QualificationQuestion).min(1).max(8),
  objection_answers: z.array(ObjectionAnswer).min(1).max(20),
  booking_rules: z.array(z.string().min(1).max(300)).min(1).max(10),
  forbidden_claims: z.array(z.string().min(1).max(300)).min(1).max(30),
  closing: z.string().min(1).max(300),
})
export type Script = z.infer<typeof Script>

export const ScriptView = z.object({
  script_id: ScriptId,
  name: z.string(),
  version: z.int(),
  written_by: z.enum(['claude', 'builder', 'person']),
  /** Why the deterministic builder wrote it, when it did, or what was left out of the note that it was written to. */
  note: z.string().nullable(),
  created_at: Instant,
  script: Script,
})
export type ScriptView = z.infer<typeof ScriptView>
export const ScriptPage = pageOf(ScriptView)

const CallSeed = z.object({ call_id: CallId, lead_id: LeadId, status: z.string() })
export const BlockedLead = z.object({
  lead_id: LeadId,
  name: z.string().optional(),
  reasons: z.array(PermissionReason),
})
export type BlockedLead = z.infer<typeof BlockedLead>

export const LaunchInput = z.object({
  lead_ids: z.array(LeadId).min(1).max(100_000),
  contractor_id: ContractorId,
  campaign_name: z.string().min(1).max(120).optional(),
  engine: Engine.optional(),
  /** A script version written or edited beforehand; without it one is written at launch. */
  script_id: ScriptId.optional(),
})
export type LaunchInput = z.infer<typeof LaunchInput>

/** What keeps the whole account from dialing. Calls in line wait until it is over; none of them is lost. */
export const DialingHold = z.object({
  code: z.enum(['spending_paused', 'books_do_not_balance', 'relay_unreachable', 'relay_refused']),
  message: z.string().meta({ description: 'What holds the calls back, a sentence for a person.' }),
  advice: z.string().meta({ description: 'What to do about it, a sentence for a person.' }),
})
export type DialingHold = z.infer<typeof DialingHold>

export const LaunchResult = z.object({
  campaign_id: CampaignId,
  status: CampaignStatus,
  estimated_cost_cents: Cents,
  calls: z.array(CallSeed),
  blocked: z.array(BlockedLead),
  held_back_by: z.array(DialingHold).meta({
    description: 'What keeps the calls from being dialed at this moment; empty when they start now.',
  }),
})
export type LaunchResult = z.infer<typeof LaunchResult>

export const Estimate = z.object({
  /** Leads that the campaign will call: now, or when their calling hours or the time between two calls allow it. */
  callable: z.int(),
  /** So many of the callable may be called at this moment. */
  callable_now: z.int(),
  /** When the first of the other callable leads may be called; null when all may be called now. */
  next_allowed_at: Instant.nullable(),
  blocked: z.array(BlockedLead),
  estimated_cost_cents: Cents,
  low_cents: Cents,
  high_cents: Cents,
  expected_talk_seconds: z.int(),
  /** Inspections that so many calls bring, by the account's own calls once there are enough of them. */
  bookings: z.object({ low: z.int(), expected: z.int(), high: z.int() }),
  balance_cents: Cents,
  affordable: z.boolean(),
  lines: z.array(z.object({ label: z.string(), cents: Cents })),
})
export type Estimate = z.infer<typeof Estimate>

export const CampaignView = z.object({
  campaign_id: CampaignId,
  name: z.string(),
  contractor_id: ContractorId,
  engine: Engine,
  status: CampaignStatus,
  /** Why it stands still or failed, for a person to read. */
  status_reason: z.string().nullable(),
  script_id: ScriptId.nullable(),
  created_at: Instant,
  started_at: Instant.nullable(),
  ended_at: Instant.nullable(),
  leads: z.int(),
  /** How many of its leads are checked and queued, while it is launching; else null. */
  launch: z.object({ done: z.int(), total: z.int() }).nullable(),
  /** `ended` calls were placed, or tried; `canceled` ones never rang. */
  counts: z.object({
    queued: z.int(),
    active: z.int(),
    ended: z.int(),
    canceled: z.int(),
    blocked: z.int(),
  }),
  /** Before this moment none of the queued calls is dialed; null when none is in line. It may lie in the past. */
  next_call_at: Instant.nullable(),
  outcomes: z.record(z.string(), z.int()),
  bookings: z.int(),
  estimated_cost_cents: Cents,
  /** Charged for its calls. */
  cost_cents: Cents,
  /** Of that, given back for faults; what it has cost is the difference. */
  credited_cents: Cents,
})
export type CampaignView = z.infer<typeof CampaignView>

/** What a campaign has cost and brought. */
export const CampaignMoney = z.object({
  /** Charged for its calls, less what was given back for faults. */
  spent_cents: Cents,
  credited_cents: Cents,
  bookings: z.int(),
  /** Null while nothing is booked. */
  cost_per_booking_cents: Cents.nullable(),
  /** What its vendors are paid, in millionths of a cent: within the price of its minutes. */
  vendor_micro_cents: z.int(),
  estimated_cost_cents: Cents,
})
export type CampaignMoney = z.infer<typeof CampaignMoney>

export const CampaignDetail = CampaignView.extend({
  money: CampaignMoney,
  blocked: z.array(BlockedLead),
  script: ScriptView.nullable(),
})
export type CampaignDetail = z.infer<typeof CampaignDetail>
export const CampaignPage = pageOf(CampaignView)
export const CampaignListInput = PageInput
