import type {
  CallDetail,
  CallOutcome,
  CallTimeline,
  Interest,
  TurnTimingView,
  TurnView,
} from '../../src-preload/contract/calls.ts'
import { BookingId, CallId, CampaignId } from '../../src-preload/contract/primitives.ts'
import type { CallCost } from '../../src-preload/contract/receipt.ts'
import { chanceOf } from './chance.ts'
import { sampleLead } from './sample-leads.ts'

interface Line {
  speaker: 'agent' | 'homeowner'
  text: string
  heard?: string
  actions?: string[]
}

/** A conversation with an interruption, as it goes on the phone. */
export const conversation: Line[] = [
  {
    speaker: 'agent',
    text: 'Hi, this is Ava, the A.I. assistant of Lone Star Roofing. This call is recorded. You can say stop at any time. Am I speaking with the owner of the house?',
  },
  { speaker: 'homeowner', text: 'Yeah, this is she. What is this about?' },
  {
    speaker: 'agent',
    text: 'You asked on our website for a free roof inspection. We have finished four roofs within a few blocks of you over the last year, and the hail in May hit your street.',
    heard: 'You asked on our website for a free roof inspection. We have finished four roofs',
  },
  { speaker: 'homeowner', text: 'Oh, right, wait. Does it cost anything?' },
  {
    speaker: 'agent',
    text: 'No, the inspection is free, and you owe us nothing after it. How old is your roof, roughly?',
  },
  { speaker: 'homeowner', text: 'I think it was put on in 2007, when we bought the place.' },
  {
    speaker: 'agent',
    text: 'Thank you. I have Tuesday at ten in the morning or Wednesday at two in the afternoon. Which suits you better?',
    actions: ['Looked up free inspection times'],
  },
  { speaker: 'homeowner', text: 'Tuesday at ten is good.' },
  {
    speaker: 'agent',
    text: 'You are booked for Tuesday at ten. A colleague will come by, and you will get a text the day before. Have a good day!',
    actions: ['Booked the inspection'],
  },
]

const whose = (speaker: Line['speaker'], interrupted: boolean): Pick<TurnView, 'cut_by' | 'said_by'> => ({
  cut_by: interrupted ? 'homeowner' : null,
  said_by: speaker === 'agent' ? 'agent' : null,
})

export function turnsOf(callId: string, lines: Line[], seed: number): TurnView[] {
  const chance = chanceOf(seed)
  let atMs = 300
  return lines.map((line, index) => {
    const heard = line.heard ?? line.text
    const startedAtMs = atMs
    const endedAtMs = startedAtMs + heard.split(' ').length * 310
    const interrupted = heard !== line.text
    atMs = endedAtMs + (interrupted ? -200 : 450)
    const answered = line.speaker === 'agent' && index > 0
    const parts = [
      chance.between(230, 290),
      chance.between(20, 60),
      chance.between(280, 420),
      chance.between(70, 120),
    ]
    return {
      turn_id: `${callId}_turn_${index}`,
      speaker: line.speaker,
      started_at_ms: startedAtMs,
      ended_at_ms: endedAtMs,
      text: line.text,
      sent_text: heard === line.text ? heard : line.text.slice(0, heard.length + 12),
      heard_text: heard,
      interrupted,
      ...whose(line.speaker, interrupted),
      latency: {
        end_of_turn_ms: answered ? (parts[0] ?? null) : null,
        asr_ms: answered ? (parts[1] ?? null) : null,
        llm_ttft_ms: answered ? (parts[2] ?? null) : null,
        tts_ttfb_ms: answered ? (parts[3] ?? null) : null,
        total_ms: answered ? parts.reduce((sum, part) => sum + part, 0) : null,
      },
      actions: line.actions ?? [],
    }
  })
}

const OUTCOMES: CallOutcome[] = [
  'booked',
  'no_answer',
  'voicemail',
  'not_interested',
  'callback',
  'booked',
  'no_answer',
  'hung_up',
  'do_not_call',
  'screened',
  'needs_review',
]
const summaries: Partial<Record<CallOutcome, string>> = {
  booked: 'Owns the house, roof from 2007, saw the May hail. Agreed to a free inspection on Tuesday at ten.',
  callback: 'Wants to talk with her husband first and asked for a call on Friday after three.',
  not_interested: 'Had the roof replaced by a relative last year. Friendly, no need.',
  do_not_call: 'Asked not to be called again. The number was put on the do-not-call list during the call.',
  hung_up: 'Hung up after the opening.',
}
const interests: Partial<Record<CallOutcome, Interest>> = {
  booked: 'hot',
  callback: 'warm',
  not_interested: 'none',
}
const talked = new Set<CallOutcome>(['booked', 'callback', 'not_interested', 'do_not_call', 'hung_up'])

export function sampleCall(index: number, nowMs: number): CallDetail {
  const chance = chanceOf(index + 99)
  const outcome = OUTCOMES[index % OUTCOMES.length] as CallOutcome
  const lead = sampleLead(index * 3 + 1, nowMs)
  const callId = CallId.parse(`call_${String(index).padStart(5, '0')}`)
  const spoke = talked.has(outcome)
  const lines = outcome === 'hung_up' ? conversation.slice(0, 1) : conversation
  const turns = spoke ? turnsOf(callId, lines, index) : []
  const seconds = spoke ? (turns.at(-1)?.ended_at_ms ?? 0) / 1000 + 1 : null
  const startedAtMs =
    nowMs - (index + 1) * chance.between(9, 14) * 60_000 - Math.floor(index / 20) * 60_000_000
  const cents = spoke ? 38 + chance.between(0, 30) : outcome === 'voicemail' ? 4 : 1
  return {
    call_id: callId,
    campaign_id: CampaignId.parse('campaign_1'),
    lead_id: lead.lead_id,
    lead_name: lead.name,
    phone: lead.phone,
    engine: 'ridgeline',
    status: 'ended',
    outcome,
    interest: interests[outcome] ?? 'unknown',
    started_at: new Date(startedAtMs).toISOString(),
    answered_at: spoke ? new Date(startedAtMs + 8_000).toISOString() : null,
    ended_at: new Date(startedAtMs + 8_000 + (seconds ?? 14) * 1000).toISOString(),
    duration_seconds: seconds,
    cost_cents: cents,
    booking_id: outcome === 'booked' ? BookingId.parse(`booking_${index}`) : null,
    summary: summaries[outcome] ?? null,
    next_steps:
      outcome === 'booked' ? ['Inspect on Tuesday at 10:00 AM', 'Bring photos of the May hail'] : [],
    end_reason:
      outcome === 'needs_review' ? 'The carrier never confirmed this dial. Check it by hand.' : null,
    hung_up_at_desk: false,
    has_recording: spoke,
    turns,
    cost: sampleCost(spoke ? cents : 0, Math.round(seconds ?? 0)),
    evidence_id: spoke ? `evidence_${index}` : null,
    script_id: 'script_1',
    script_version: 2,
    notes: [],
    engine_notes: [],
    answered_by: outcome === 'voicemail' ? 'machine' : 'human',
    desk_acts: [],
  }
}

/** A plausible event log for the turns of a sample call. */
export function sampleTimeline(turns: readonly TurnView[]): CallTimeline {
  return {
    turns: turns
      .filter(({ speaker, latency }) => speaker === 'agent' && latency.total_ms !== null)
      .map((turn, index) => timingOf(turn, index % 2 === 0)),
    tokens: { read: 2_400, cached: 21_600, cache_written: 1_900, written: 380 },
    early_replies: { used: 3, wasted: 1 },
    interruptions: { true: 1, resumed: 1 },
    troubles: [],
  }
}

/** The same total as the turn's own latency; what was begun early thinks for longer, beside the end of the turn. */
function timingOf({ turn_id, started_at_ms, latency }: TurnView, speculative: boolean): TurnTimingView {
  const voiceEnded = started_at_ms - (latency.total_ms ?? 0)
  const committed = voiceEnded + (latency.end_of_turn_ms ?? 0)
  const firstAudio = started_at_ms - 4
  const firstText = firstAudio - (latency.tts_ttfb_ms ?? 0)
  return {
    turn_id,
    speculative,
    voice_ended_ms: voiceEnded,
    final_words_ms: voiceEnded + (latency.asr_ms ?? 0),
    started_ms: speculative ? committed - 150 : committed,
    committed_ms: committed,
    first_token_ms: firstText - 12,
    first_text_ms: firstText,
    first_audio_ms: firstAudio,
    first_frame_ms: started_at_ms,
    first_mark_ms: started_at_ms + 210,
  }
}

/** What a sample call cost, with what it took of the vendors. */
function sampleCost(cents: number, seconds: number): CallCost {
  if (cents === 0) return { total_cents: 0, lines: [], use: [], settlement: null, credit: null }
  const rate_version = '2026-11'
  const minutes = Math.ceil(seconds / 60)
  const rest = cents - 2
  const third = Math.floor(rest / 3)
  const used = { basis: 'metered', rate_version } as const
  return {
    total_cents: cents,
    lines: [
      { label: 'Carrier', quantity: minutes, unit: 'min', cents: 2, rate_version },
      { label: 'Speech recognition', quantity: minutes, unit: 'min', cents: third, rate_version },
      { label: 'Language model', quantity: minutes, unit: 'min', cents: third, rate_version },
      { label: 'Voice', quantity: minutes, unit: 'min', cents: rest - 2 * third, rate_version },
    ],
    use: [
      {
        ...used,
        vendor: 'deepgram',
        label: 'Recognition: Flux',
        quantity: seconds,
        unit: 's',
        micro_cents: seconds * 10_833,
      },
      {
        ...used,
        vendor: 'anthropic',
        label: 'Haiku: tokens read',
        quantity: 9_210,
        unit: 'tokens',
        micro_cents: 92_100,
      },
      {
        ...used,
        vendor: 'elevenlabs',
        label: 'Voice: ElevenLabs Flash',
        quantity: 710,
        unit: 'characters',
        micro_cents: 3_550_000,
      },
    ],
    settlement: {
      counted_seconds: seconds,
      billed_seconds: minutes * 60,
      counted_cents: cents,
      corrected_cents: 0,
      missing_cents: 0,
      explanation: `The carrier billed ${minutes * 60} seconds for ${seconds} seconds of talk: it rounds up to whole minutes, and so does the price.`,
      settled_at: '2026-11-23T16:00:00.000Z',
    },
    credit: { cents: 2, seconds: 6.4, spans: [{ cause: 'line_broke', from_ms: 21_300, ms: 6_400 }] },
  }
}
