import { z } from 'zod'
import { ActivityType } from './activity-types.ts'
import { CallOutcome } from './calls.ts'
import { DialingHold } from './campaigns.ts'
import { Address } from './leads.ts'
import { AutoSpendView } from './money.ts'
import {
  BookingId,
  CallId,
  CampaignId,
  Cents,
  ContractorId,
  Day,
  Instant,
  LeadId,
  PageInput,
  Phone,
  pageOf,
} from './primitives.ts'

const TimeOfDay = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'a time like 09:00')
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
export type Weekday = z.infer<typeof Weekday>
export const DayWindows = z.partialRecord(Weekday, z.object({ from: TimeOfDay, to: TimeOfDay }))
export type DayWindows = z.infer<typeof DayWindows>

export const ContractorProfile = z.object({
  legal_name: z.string().max(200),
  display_name: z.string().max(120),
  /** The person's name the agent uses for itself, e.g. "Ava". Always followed by "the A.I. assistant". */
  agent_name: z.string().min(1).max(40),
  callback_number: Phone.nullable(),
  /** Where post reaches the company; stands under every e-mail (15 U.S.C. 7704(a)(5)). */
  postal_address: z.string().trim().min(5).max(300).nullable(),
  caller_id: Phone.nullable(),
  time_zone: z.string().max(60),
  services: z.array(z.string().max(120)).max(40),
  crews: z.int().min(1).max(50),
  /** When inspections may be booked. */
  working_hours: DayWindows,
  /** States in which calling is registered or exempt, two-letter codes. */
  confirmed_states: z.array(z.string().length(2)),
  /** When calls may be placed, in the homeowner's local time; never wider than the law. */
  calling_windows: DayWindows,
  recording: z.enum(['off', 'announced']),
  max_concurrent_calls: z.int().min(1).max(50),
})
export type ContractorProfile = z.infer<typeof ContractorProfile>
const told = {
  missing: z.array(z.string()).meta({
    readOnly: true,
    description: 'What still keeps this contractor from launching, in words. Empty when ready.',
  }),
  updated_at: Instant.meta({ readOnly: true, description: 'When the profile was last changed.' }),
}
export const ContractorView = ContractorProfile.extend({ contractor_id: ContractorId, ...told })
export type ContractorView = z.infer<typeof ContractorView>

/** What is left out stays. What was read may come back with it, but what is only told cannot be set. */
export const ContractorChange = ContractorProfile.extend(told)
  .partial()
  .extend({ contractor_id: ContractorId })
export type ContractorChange = z.infer<typeof ContractorChange>

export const VoiceConfiguration = z.object({
  asr_vendor: z.enum(['deepgram', 'elevenlabs']),
  tts_vendor: z.enum(['elevenlabs', 'deepgram']),
  voice_id: z.string().min(1).max(100),
  max_duration_seconds: z.int().min(120).max(1200),
  barge_in: z.boolean(),
  silence_timeout_seconds: z.int().min(5).max(60),
  language: z.enum(['en', 'es', 'auto']),
})
export type VoiceConfiguration = z.infer<typeof VoiceConfiguration>

export const BookingView = z.object({
  booking_id: BookingId,
  call_id: CallId,
  lead_id: LeadId,
  lead_name: z.string(),
  phone: Phone,
  starts_at: Instant,
  ends_at: Instant,
  address: Address,
  status: z.enum(['confirmed', 'canceled', 'moved', 'done']),
  /** The homeowner did not hear the confirmation of this day and time to its end: somebody calls back to confirm it. */
  call_back_to_confirm: z.boolean(),
  notes: z.string().nullable(),
  crew: z.int(),
  /** How often it was moved or canceled; a calendar takes the entry with the higher one. */
  sequence: z.int(),
  /** On the road from the crew's inspection before it that day; null for the first of the day, and where a house is not known. */
  travel_minutes: z.int().nullable(),
})
export type BookingView = z.infer<typeof BookingView>
export const BookingSlot = z.object({
  starts_at: Instant,
  ends_at: Instant,
  crew: z.int(),
  spoken: z.string(),
  /** On the road from the crew's inspection before it that day, as the booking will tell; null where that is not known. */
  travel_minutes: z.int().nullable(),
})
export type BookingSlot = z.infer<typeof BookingSlot>
export const BookingPage = pageOf(BookingView)
export const BookingListInput = PageInput.extend({
  /** Inspections that begin at this instant or later. */
  from: Instant.optional(),
  /** Inspections that begin before this instant. */
  to: Instant.optional(),
  order: z.enum(['earliest_first', 'latest_first']).default('earliest_first'),
})
export type BookingListInput = z.infer<typeof BookingListInput>

export const WalletView = z.object({
  balance_cents: Cents,
  held_cents: Cents,
  available_cents: Cents,
  paused: z.boolean(),
  /** Set when the ledger audit failed: nothing is dialed until it is repaired. */
  audit_failure: z.string().nullable(),
  /** After a refund of minutes that were used already; the next money pays it first. */
  owed_cents: Cents,
  /** Kept from being spent while a bank looks into a payment. */
  disputed_cents: Cents,
  cents_per_minute: Cents,
  auto_spend: AutoSpendView,
})
export type WalletView = z.infer<typeof WalletView>

export const PostingView = z.object({
  posting_id: z.string(),
  transaction_id: z.string(),
  at: Instant,
  account: z.string(),
  amount_cents: Cents,
  call_id: z.string().nullable(),
  reason: z.string(),
})
export type PostingView = z.infer<typeof PostingView>
export const PostingPage = pageOf(PostingView)
export const PostingListInput = PageInput.extend({ call_id: z.string().optional() })

export const ApprovalView = z.object({
  approval_id: z.string(),
  kind: z.string(),
  summary: z.string(),
  amount_cents: Cents,
  parameters: z.record(z.string(), z.unknown()),
  status: z.enum(['waiting', 'approved', 'declined', 'expired', 'used']),
  requested_at: Instant,
  expires_at: Instant,
  decided_at: Instant.nullable(),
  approved_cents: Cents.nullable(),
  decided_by: z.string().nullable(),
  decision_note: z.string().nullable(),
  used_at: Instant.nullable(),
})
export type ApprovalView = z.infer<typeof ApprovalView>
export const ApprovalPage = pageOf(ApprovalView)

export const SuppressionView = z.object({
  suppression_id: z.string(),
  phone: Phone,
  reason: z.string(),
  source: z.string(),
  /** The call in which it was asked for, and who was called; null when it came otherwise. */
  call_id: z.string().nullable(),
  lead_id: z.string().nullable(),
  /** Of the lead with this number, where there is one. */
  lead_name: z.string().nullable(),
  at: Instant,
})
export type SuppressionView = z.infer<typeof SuppressionView>
export const SuppressionPage = pageOf(SuppressionView)
export const SuppressionInput = z.object({
  phone: z.string().min(3).max(40),
  reason: z.string().min(1).max(300),
})

export const ConsentInput = z.object({
  phone: z.string().min(3).max(40),
  covers_ai_calls: z.boolean(),
  covers_texts: z.boolean().default(false),
  captured_at: Instant,
  channel: z.string().min(1).max(60),
  text_shown: z.string().trim().min(1).max(5000),
  seller: z.string().trim().min(1).max(200),
  page_url: z.string().max(2000).nullable().default(null),
  ip: z.string().max(100).nullable().default(null),
  signature: z.string().max(500).nullable().default(null),
})

export const DailyMetrics = z.object({
  day: Day,
  calls: z.int(),
  answered: z.int(),
  bookings: z.int(),
  callbacks: z.int(),
  not_interested: z.int(),
  do_not_call: z.int(),
  voicemails: z.int(),
  talk_seconds: z.int(),
  /** Charged for the calls of the day. */
  cost_cents: Cents,
  /** Of that, given back since for faults; what the day has cost is the difference. */
  credited_cents: Cents,
})
export type DailyMetrics = z.infer<typeof DailyMetrics>

export const ActivityEvent = z.object({
  event_id: z.string(),
  type: ActivityType,
  at: Instant,
  /** One line for a person. */
  title: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type ActivityEvent = z.infer<typeof ActivityEvent>
export const ActivityPage = pageOf(ActivityEvent)

/** What the last run of Ridgeline left unfinished when it ended, for a notice after the start. */
export const RestartNotice = z.object({
  /** Of this start; a dismissed notice stays away until a later start has something to tell. */
  notice_id: z.string(),
  started_at: Instant,
  /** `crash`: Ridgeline ended without closing, e.g. a power cut. `closed`: it was closed during calls or a campaign. */
  cause: z.enum(['crash', 'closed']),
  /** Calls that were being placed or were up. Ridgeline hangs them up and writes their end; none is dialed again by itself. */
  cut_off: z.array(
    z.object({
      call_id: CallId,
      lead_id: LeadId,
      lead_name: z.string(),
      phone: Phone,
      campaign_id: CampaignId,
      /** How far the call had come. */
      was: z.enum(['dialing', 'ringing', 'live']),
      /** Null until the carrier has told how it ended. */
      outcome: CallOutcome.nullable(),
    }),
  ),
  /** Campaigns that were running and go on with the calls still in line. */
  campaigns: z.array(
    z.object({ campaign_id: CampaignId, name: z.string(), status: z.string(), calls_in_line: z.int() }),
  ),
})
export type RestartNotice = z.infer<typeof RestartNotice>

export const VendorKeyStatus = z.object({
  vendor: z.enum(['telnyx', 'vapi', 'anthropic', 'deepgram', 'elevenlabs', 'relay', 'smtp']),
  /** Where the key comes from. The key itself never leaves the core. */
  source: z.enum(['environment', 'keychain', 'practice', 'missing']),
  last_four: z.string().nullable(),
})
export type VendorKeyStatus = z.infer<typeof VendorKeyStatus>

export const SystemStatus = z.object({
  version: z.string(),
  mode: z.enum(['practice', 'live']),
  /** Wall clock of the core: in practice always a working morning. */
  now: Instant,
  relay: z.object({
    status: z.enum(['connecting', 'online', 'offline', 'refused']),
    detail: z.string().nullable(),
  }),
  keys: z.array(VendorKeyStatus),
  /** Keys missing for live mode, in words. */
  live_blockers: z.array(z.string()),
  can_store_keys: z.boolean(),
  key_storage_note: z.string().nullable(),
  live_calls: z.int(),
  /** Why no call can start at this moment, and what to do; empty when calls can. */
  held_back_by: z.array(DialingHold),
})
export type SystemStatus = z.infer<typeof SystemStatus>
