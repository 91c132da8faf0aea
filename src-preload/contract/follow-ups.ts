import { z } from 'zod'
import { CallId, Instant, LeadId, PageInput, Phone, pageOf } from './primitives.ts'

export const SequenceName = z.enum([
  'no_answer',
  'voicemail',
  'callback_requested',
  'interested_undecided',
  'booked_reminder',
])
export type SequenceName = z.infer<typeof SequenceName>

export const FollowUpChannel = z.enum(['call', 'sms', 'email'])
export type FollowUpChannel = z.infer<typeof FollowUpChannel>

/** What ends a sequence for a lead. Being on the do-not-call list ends every one, whether it is named or not. */
export const StopCondition = z.enum([
  'booked',
  'refused',
  'opted_out',
  'answered',
  'suppressed',
  'campaign_canceled',
])
export type StopCondition = z.infer<typeof StopCondition>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'a time like 09:00')

export const SequenceStep = z.object({
  channel: FollowUpChannel,
  /** After the step before it (the first: after what began the sequence); of a reminder: before the inspection. */
  delay_minutes: z
    .int()
    .min(0)
    .max(60 * 24 * 60),
  /** In the homeowner's time, within the permitted hours; null: any permitted hour. */
  window: z
    .object({ from: TimeOfDay, to: TimeOfDay })
    .refine(({ from, to }) => from < to, 'the window must end after it begins')
    .nullable(),
  /** Of an e-mail. */
  subject: z.string().trim().max(200).nullable(),
  /** What is written in a text or an e-mail; words in braces such as {first_name} are filled in. Null for a call. */
  text: z.string().trim().max(1_000).nullable(),
})
export type SequenceStep = z.infer<typeof SequenceStep>

export const Sequence = z.object({
  name: SequenceName,
  enabled: z.boolean(),
  steps: z.array(SequenceStep).min(1).max(8),
  stop_when: z.array(StopCondition),
})
export type Sequence = z.infer<typeof Sequence>
export const SequenceInput = Sequence.partial().extend({ name: SequenceName })

/** Names a sequence in `sequence`, or in `reason`, to put the lead into it; otherwise it is one step of its own. */
export const FollowUpInput = z
  .object({
    call_id: z.string().optional(),
    lead_id: z.string().optional(),
    reason: z.string().min(1).max(300),
    sequence: SequenceName.optional(),
    due_at: Instant.optional(),
    channel: FollowUpChannel.default('call'),
    text: z.string().trim().min(1).max(1_000).optional(),
  })
  .refine((input) => input.call_id || input.lead_id, 'name a call_id or a lead_id')

/**
 * `due`: its time has come, it acts as soon as it may, or waits for a person. `acting`: its call is in line or up, or the
 * carrier has its text. `blocked`: may not be done, and says why. `needs_review`: nobody knows whether it was done.
 */
const FollowUpStatus = z.enum([
  'due',
  'waiting',
  'acting',
  'done',
  'skipped',
  'canceled',
  'blocked',
  'needs_review',
])
export const FollowUpView = z.object({
  follow_up_id: z.string(),
  lead_id: LeadId,
  lead_name: z.string(),
  phone: Phone,
  email: z.string().nullable(),
  call_id: z.string().nullable(),
  channel: FollowUpChannel,
  reason: z.string(),
  due_at: Instant,
  status: FollowUpStatus,
  /** What became of it, or what it waits for, in words. */
  status_reason: z.string().nullable(),
  /** What the carrier or the mail server said of it, word for word: a detail beside the reason. */
  vendor_words: z.string().nullable(),
  /** When it went out, or was skipped or stopped; null while it is to come. */
  acted_at: Instant.nullable(),
  /** Null for a step of its own. */
  sequence: SequenceName.nullable(),
  /** Counted from 1. */
  step: z.int().nullable(),
  steps: z.int().nullable(),
  /** Done by Ridgeline when it is due; false: waits for a person. */
  automatic: z.boolean(),
  subject: z.string().nullable(),
  /** What a text or an e-mail says, with everything filled in. */
  text: z.string().nullable(),
  /** The call that was placed for it. */
  acted_call_id: CallId.nullable(),
  created_at: Instant,
})
export type FollowUpView = z.infer<typeof FollowUpView>
export const FollowUpPage = pageOf(FollowUpView)
/** `open`: everything that is still to come, the earliest first. `past`: the rest, the latest first. */
export const FollowUpListInput = PageInput.extend({ show: z.enum(['open', 'past']).default('open') })
export const FollowUpChange = z.object({
  follow_up_id: z.string(),
  due_at: Instant.optional(),
  text: z.string().trim().min(1).max(1_000).optional(),
})

/** Whether texts may be sent at all: the carriers must have accepted the number for a registered campaign (10DLC). */
export const TextingState = z.object({
  registration: z.enum(['active', 'pending', 'none', 'unknown']),
  checked_at: Instant.nullable(),
  /** Why no text leaves; null when texts may be sent to people who agreed to them. */
  blocked_because: z.string().nullable(),
})
export type TextingState = z.infer<typeof TextingState>

/** Who sends the e-mails of follow-ups: Ridgeline through the contractor's mail server, or a person from a draft. */
export const MailingState = z.object({
  sent_by: z.enum(['ridgeline', 'person']),
  /** Null when no mail server is set. */
  server: z.string().nullable(),
  from: z.string().nullable(),
  /** Why Ridgeline sends none although a server is set. */
  blocked_because: z.string().nullable(),
})
export type MailingState = z.infer<typeof MailingState>

export const TextMessageView = z.object({
  message_id: z.string(),
  lead_id: LeadId.nullable(),
  lead_name: z.string().nullable(),
  phone: Phone,
  direction: z.enum(['out', 'in']),
  text: z.string(),
  /** `unclear`: the carrier never said whether it took the text. */
  status: z.enum(['pending', 'sent', 'delivered', 'unconfirmed', 'failed', 'refused', 'unclear', 'received']),
  detail: z.string().nullable(),
  at: Instant,
})
export type TextMessageView = z.infer<typeof TextMessageView>
export const TextMessagePage = pageOf(TextMessageView)
export const TextMessageListInput = PageInput.extend({ lead_id: z.string().optional() })
