import { z } from 'zod'
import { Engine } from './campaigns.ts'
import {
  BookingId,
  CallId,
  CampaignId,
  Cents,
  Instant,
  LeadId,
  PageInput,
  Phone,
  pageOf,
} from './primitives.ts'
import { CallCost } from './receipt.ts'

export const CallStatus = z.enum(['queued', 'dialing', 'ringing', 'live', 'ended'])
export type CallStatus = z.infer<typeof CallStatus>

export const CallOutcome = z.enum([
  'booked',
  'callback',
  'not_interested',
  'do_not_call',
  'no_answer',
  'busy',
  'voicemail',
  'screened',
  'wrong_number',
  'hung_up',
  'failed',
  'canceled',
  'needs_review',
])
export type CallOutcome = z.infer<typeof CallOutcome>

export const Interest = z.enum(['hot', 'warm', 'cold', 'none', 'unknown'])
export type Interest = z.infer<typeof Interest>

/** Who or what picked up, as far as words and the carrier tell; a person is `unknown` where nothing but their words told. */
export const AnsweredBy = z.enum(['unknown', 'human', 'machine', 'screener', 'fax'])

export const CallView = z.object({
  call_id: CallId,
  campaign_id: CampaignId,
  lead_id: LeadId,
  lead_name: z.string(),
  phone: Phone,
  engine: Engine,
  status: CallStatus,
  outcome: CallOutcome.nullable(),
  interest: Interest,
  started_at: Instant.nullable(),
  answered_at: Instant.nullable(),
  ended_at: Instant.nullable(),
  duration_seconds: z.number().nullable(),
  cost_cents: Cents,
  booking_id: BookingId.nullable(),
  summary: z.string().nullable(),
  next_steps: z.array(z.string()),
  /** Why it ended as it did, when the outcome alone does not tell (a vendor's refusal, a cap). */
  end_reason: z.string().nullable(),
  /** Somebody at the desk hung up, and not the homeowner. */
  hung_up_at_desk: z.boolean(),
  has_recording: z.boolean(),
})
export type CallView = z.infer<typeof CallView>

export const TurnLatency = z.object({
  end_of_turn_ms: z.number().nullable(),
  asr_ms: z.number().nullable(),
  llm_ttft_ms: z.number().nullable(),
  tts_ttfb_ms: z.number().nullable(),
  total_ms: z.number().nullable(),
})
export type TurnLatency = z.infer<typeof TurnLatency>

export const CutBy = z.enum(['homeowner', 'desk'])
export type CutBy = z.infer<typeof CutBy>

export const TurnView = z.object({
  turn_id: z.string(),
  speaker: z.enum(['agent', 'homeowner']),
  /** Milliseconds from the start of the recording (the answer). */
  started_at_ms: z.number(),
  ended_at_ms: z.number(),
  /** The homeowner's words, or what the agent was going to say. */
  text: z.string(),
  /** Agent: what of it was sent to the phone; more than was heard when it was cut. Homeowner: same as text. */
  sent_text: z.string(),
  /** Agent: what the homeowner heard of it. Homeowner: same as text. */
  heard_text: z.string(),
  interrupted: z.boolean(),
  /**
   * Who cut it short: the homeowner, by speaking or hanging up, or the person at the desk, by saying a line or hanging up.
   * Null when it was not cut, or by neither of them (the time or the money ended, something technical failed).
   */
  cut_by: CutBy.nullable(),
  /** Whose words the agent's voice spoke: its own, or a line of the person at the desk. Null for the homeowner. */
  said_by: z.enum(['agent', 'desk']).nullable(),
  latency: TurnLatency,
  /** Tools used in this turn, in words. */
  actions: z.array(z.string()),
})
export type TurnView = z.infer<typeof TurnView>

/** When each stage of one reply was reached, in milliseconds from the answer; null for a stage that was not, or that nothing tells of. */
export const TurnTimingView = z.object({
  turn_id: z.string(),
  /** It was begun before the homeowner's turn was surely over. */
  speculative: z.boolean(),
  voice_ended_ms: z.number().nullable(),
  final_words_ms: z.number().nullable(),
  /** The request to the model. */
  started_ms: z.number(),
  /** The decision that the homeowner's turn is over. */
  committed_ms: z.number().nullable(),
  first_token_ms: z.number().nullable(),
  first_text_ms: z.number().nullable(),
  first_audio_ms: z.number().nullable(),
  first_frame_ms: z.number().nullable(),
  first_mark_ms: z.number().nullable(),
})
export type TurnTimingView = z.infer<typeof TurnTimingView>

/** What can go wrong in a call that goes on. */
export const Trouble = z.enum([
  'foreign-stream',
  'stream-stopped',
  'line-broke',
  'recognition-lost',
  'recogniser-changed',
  'voice-changed',
  'voice-lost',
  'model-changed',
  'reply-failed',
  'vendor-gone',
  'desk-not-understood',
  'too-costly',
  'forbidden-words',
])
export type Trouble = z.infer<typeof Trouble>

/** What the event log of a call tells: where the time of each turn went, and what went wrong. */
export const CallTimeline = z.object({
  turns: z.array(TurnTimingView),
  tokens: z.object({ read: z.int(), cached: z.int(), cache_written: z.int(), written: z.int() }),
  early_replies: z.object({ used: z.int(), wasted: z.int() }),
  interruptions: z.object({ true: z.int(), resumed: z.int() }),
  troubles: z.array(z.object({ at_ms: z.number(), what: Trouble, detail: z.string() })),
})
export type CallTimeline = z.infer<typeof CallTimeline>

/** The timeline of a call where there is one: a hosted engine tells none, and a call that was never answered has none. */
export const KeptTimeline = z.discriminatedUnion('known', [
  CallTimeline.extend({ known: z.literal(true) }),
  z.object({ known: z.literal(false), because: z.enum(['hosted', 'none_kept']) }),
])
export type KeptTimeline = z.infer<typeof KeptTimeline>

/** What the person at the desk did in a call beside what was said: without it the silence of the agent is a riddle. */
export const DeskAct = z.object({
  /** Since the call's audio began; where a hosted engine holds the call, since it was answered. */
  at_ms: z.number(),
  action: z.enum(['took_over', 'handed_back', 'whispered', 'muted', 'unmuted', 'not_said']),
  /** The hint, or the line that a hosted engine did not say, or the note for the agent at the hand-back; null where there was none. */
  text: z.string().nullable(),
})
export type DeskAct = z.infer<typeof DeskAct>

export const CallDetail = CallView.extend({
  answered_by: AnsweredBy,
  turns: z.array(TurnView),
  /** In the order in which they were done. */
  desk_acts: z.array(DeskAct),
  cost: CallCost,
  evidence_id: z.string().nullable(),
  script_id: z.string().nullable(),
  script_version: z.int().nullable(),
  notes: z.array(z.string()),
  engine_notes: z.array(z.string()),
})
export type CallDetail = z.infer<typeof CallDetail>

export const CallListInput = PageInput.extend({
  status: CallStatus.optional(),
  outcome: CallOutcome.optional(),
  interest: Interest.optional(),
  q: z.string().max(200).optional(),
  campaign_id: z.string().optional(),
  lead_id: z.string().optional(),
})
export const CallPage = pageOf(CallView)

/** Peaks for a waveform: one value 0..1 per `step_ms`, left homeowner, right agent. */
export const Waveform = z.object({
  step_ms: z.number(),
  duration_ms: z.number(),
  homeowner: z.array(z.number()),
  agent: z.array(z.number()),
})
export type Waveform = z.infer<typeof Waveform>

/** Words being recognised or spoken at this moment, and when the first of them was: a `started_at_ms` of their turn. */
export const FormingWords = z.object({
  text: z.string(),
  began_at_ms: z.number(),
  /** Under this id they are on record already, as far as they had come when the agent paused; null when they are not. */
  turn_id: z.string().nullable(),
})
export type FormingWords = z.infer<typeof FormingWords>

export const LiveCallView = z.object({
  call_id: CallId,
  campaign_id: CampaignId,
  lead_id: LeadId,
  lead_name: z.string(),
  phone: Phone,
  engine: Engine,
  /** What the desk cannot do in this call, and why, because of the engine that holds it. */
  unavailable: z.object({ listen: z.string().optional(), take_over: z.string().optional() }),
  status: CallStatus,
  /** Who holds the floor: what the loop is doing right now. */
  agent_state: z.enum(['waiting', 'greeting', 'listening', 'thinking', 'speaking', 'leaving']),
  /** Where the talk stands. */
  stage: z.enum(['opening', 'qualify', 'objection', 'offer', 'confirm', 'close']),
  /** What the person at the desk does: watches, has muted the agent, or speaks with the homeowner themselves. */
  desk: z.enum(['watching', 'muted', 'speaking']),
  answered_at: Instant.nullable(),
  started_at: Instant,
  /** By when each began, as in the record of the call. */
  turns: z.array(TurnView),
  partial: z.object({ homeowner: FormingWords.nullable(), agent: FormingWords.nullable() }),
  answered_by: AnsweredBy,
})
export type LiveCallView = z.infer<typeof LiveCallView>

/** What the Live screen hears. `calls` opens the stream and follows each change of a call. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('calls'), calls: z.array(LiveCallView) }),
  z.object({ type: z.literal('call'), call: LiveCallView }),
  z.object({ type: z.literal('gone'), call_id: CallId }),
  /** Loudness 0..1 of the last moment of each side, some eight times a second. */
  z.object({
    type: z.literal('levels'),
    call_id: CallId,
    homeowner: z.number(),
    agent: z.number(),
    at_ms: z.number(),
  }),
])
export type LiveEvent = z.infer<typeof LiveEvent>

/** 40 ms of both sides as base64 PCMU, 8 kHz. */
export const ListenChunk = z.object({ homeowner: z.string(), agent: z.string(), at_ms: z.number() })
export type ListenChunk = z.infer<typeof ListenChunk>
