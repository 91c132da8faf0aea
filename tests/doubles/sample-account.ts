import type {
  ActivityEvent,
  ApprovalView,
  BookingView,
  ContractorView,
  DailyMetrics,
  FollowUpView,
  PostingView,
  SuppressionView,
  SystemStatus,
  VoiceConfiguration,
} from '../../src-preload/contract/account.ts'
import type { CallDetail } from '../../src-preload/contract/calls.ts'
import type { CampaignDetail, ScriptView } from '../../src-preload/contract/campaigns.ts'
import { BookingId, CampaignId, ContractorId, ScriptId } from '../../src-preload/contract/primitives.ts'
import { chanceOf } from './chance.ts'
import { sampleLead } from './sample-leads.ts'

const weekdays = (from: string, to: string) =>
  Object.fromEntries((['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((day) => [day, { from, to }]))

export const sampleContractor = (nowMs: number, complete: boolean): ContractorView => ({
  contractor_id: ContractorId.parse('contractor_1'),
  legal_name: complete ? 'Lone Star Roofing LLC' : '',
  display_name: complete ? 'Lone Star Roofing' : '',
  agent_name: 'Ava',
  callback_number: complete ? '+14695550110' : null,
  caller_id: complete ? '+14695550111' : null,
  time_zone: 'America/Chicago',
  services: ['Roof replacement', 'Hail damage repair', 'Inspections'],
  crews: 3,
  working_hours: weekdays('08:00', '17:00'),
  confirmed_states: complete ? ['TX', 'OK'] : [],
  calling_windows: { ...weekdays('09:00', '19:00'), sat: { from: '10:00', to: '16:00' } },
  recording: 'announced',
  max_concurrent_calls: 4,
  missing: complete ? [] : ['Your legal name is not set.', 'No state is confirmed for calling.'],
  updated_at: new Date(nowMs).toISOString(),
})

export const sampleVoice: VoiceConfiguration = {
  asr_vendor: 'deepgram',
  tts_vendor: 'elevenlabs',
  voice_id: 'EXAVITQu4vr4xnSDxMaL',
  max_duration_seconds: 480,
  barge_in: true,
  silence_timeout_seconds: 12,
  language: 'en',
}

export const sampleStatus = (nowMs: number, liveCalls: number): SystemStatus => ({
  version: '0.1.0',
  mode: 'practice',
  now: new Date(nowMs).toISOString(),
  relay: { status: 'online', detail: 'Practice relay on this computer' },
  keys: (['telnyx', 'deepgram', 'anthropic', 'elevenlabs', 'vapi', 'relay'] as const).map((vendor) => ({
    vendor,
    source: vendor === 'anthropic' ? 'keychain' : vendor === 'vapi' ? 'missing' : 'practice',
    last_four: vendor === 'anthropic' ? 'x7Qa' : null,
  })),
  live_blockers: ['A Telnyx key is missing.', 'A Deepgram key is missing.', 'An ElevenLabs key is missing.'],
  can_store_keys: true,
  key_storage_note: null,
  live_calls: liveCalls,
})

export const sampleScript = (nowMs: number, version: number): ScriptView => ({
  script_id: ScriptId.parse(`script_${version}`),
  name: 'Hail season inspections',
  version,
  written_by: version === 1 ? 'builder' : 'person',
  note: version === 1 ? 'Claude could not be reached, so the standard form was used.' : null,
  created_at: new Date(nowMs - (4 - version) * 86_400_000).toISOString(),
  script: {
    purpose: 'Offer homeowners who asked for it a free roof inspection after the hail in May.',
    objectives: ['Confirm that they own the house', 'Learn how old the roof is', 'Book an inspection'],
    qualification_questions: [
      { id: 'owner', question: 'Am I speaking with the owner of the house?', expects: 'yes_no' },
      { id: 'age', question: 'How old is your roof, roughly?', expects: 'detail' },
      { id: 'damage', question: 'Have you noticed leaks or loose shingles?', expects: 'open' },
    ],
    objection_answers: [
      { objection: 'What does it cost?', answer: 'The inspection is free, and you owe us nothing after it.' },
      { objection: 'I already have a roofer', answer: 'That is fine. A second look costs nothing.' },
    ],
    booking_rules: ['Offer two times', 'Only within working hours'],
    forbidden_claims: ['Prices or discounts', 'What an insurer will pay', 'Names of neighbors'],
    closing: 'Thank you for your time, and have a good day.',
  },
})

export function sampleCampaigns(nowMs: number, calls: CallDetail[]): CampaignDetail[] {
  const outcomes = Object.fromEntries(
    [...Map.groupBy(calls, (call) => call.outcome ?? 'failed')].map(([outcome, of]) => [outcome, of.length]),
  )
  const campaign = (index: number, changes: Partial<CampaignDetail>): CampaignDetail => ({
    campaign_id: CampaignId.parse(`campaign_${index}`),
    name: 'Hail season inspections',
    contractor_id: ContractorId.parse('contractor_1'),
    engine: 'ridgeline',
    status: 'running',
    status_reason: null,
    script_id: ScriptId.parse('script_2'),
    created_at: new Date(nowMs - index * 30 * 3_600_000).toISOString(),
    started_at: new Date(nowMs - index * 30 * 3_600_000).toISOString(),
    ended_at: null,
    leads: 214,
    counts: { queued: 112, active: 3, ended: calls.length, blocked: 2 },
    outcomes,
    bookings: outcomes.booked ?? 0,
    estimated_cost_cents: 8_420,
    cost_cents: calls.reduce((sum, call) => sum + call.cost_cents, 0),
    blocked: [3, 12, 18]
      .map((at) => sampleLead(at, nowMs))
      .map(({ lead_id, name }) => ({
        lead_id,
        name,
        reasons: [{ code: 'no-consent', message: 'No written consent to A.I. calls is on file.' }],
      })),
    script: sampleScript(nowMs, 2),
    ...changes,
  })
  return [
    campaign(1, {}),
    campaign(2, {
      name: 'Stonegate follow-ups',
      status: 'paused',
      status_reason: 'Paused by you. Nothing is dialed until you resume.',
      counts: { queued: 38, active: 0, ended: 21, blocked: 4 },
      leads: 63,
      bookings: 5,
      cost_cents: 890,
      estimated_cost_cents: 2_300,
    }),
    campaign(3, {
      name: 'October storm list',
      status: 'completed',
      counts: { queued: 0, active: 0, ended: 96, blocked: 17 },
      leads: 113,
      bookings: 19,
      cost_cents: 3_975,
      estimated_cost_cents: 4_400,
    }),
  ]
}

export function sampleBookings(nowMs: number): BookingView[] {
  const hours = [15, 16, 19, 20, 15, 18, 21]
  const midnight = Math.floor(nowMs / 86_400_000) * 86_400_000
  return hours.map((hour, index) => {
    const lead = sampleLead(index * 5 + 2, nowMs)
    const starts = midnight + Math.floor(index / 2 + 1) * 86_400_000 + hour * 3_600_000
    return {
      booking_id: BookingId.parse(`booking_${index * 5}`),
      call_id: `call_${String(index * 11).padStart(5, '0')}` as BookingView['call_id'],
      lead_id: lead.lead_id,
      lead_name: lead.name,
      phone: lead.phone,
      starts_at: new Date(starts).toISOString(),
      ends_at: new Date(starts + 3_600_000).toISOString(),
      address: lead.address,
      status: index === 4 ? 'canceled' : 'confirmed',
      notes: index === 0 ? 'Bring photos of the May hail. Gate code on the text.' : null,
    }
  })
}

export function sampleFollowUps(nowMs: number): FollowUpView[] {
  const reasons = [
    'Wants to talk with her husband first',
    'Asked for a call after work',
    'Send the list of references',
  ]
  return reasons.map((reason, index) => {
    const lead = sampleLead(index * 4 + 9, nowMs)
    return {
      follow_up_id: `follow_up_${index}`,
      lead_id: lead.lead_id,
      lead_name: lead.name,
      call_id: index === 2 ? null : 'call_00004',
      channel: (['call', 'call', 'email'] as const)[index] ?? 'call',
      reason,
      due_at: new Date(nowMs + (index - 0.05) * 86_400_000).toISOString(),
      status: index === 0 ? 'due' : 'waiting',
      created_at: new Date(nowMs - 86_400_000).toISOString(),
    }
  })
}

export function samplePostings(nowMs: number, calls: CallDetail[]): PostingView[] {
  const pair = (
    id: string,
    at: string,
    from: string,
    to: string,
    cents: number,
    reason: string,
    callId: string | null,
  ) =>
    [
      [from, -cents],
      [to, cents],
    ].map(([account, amount], side) => ({
      posting_id: `${id}_${side}`,
      transaction_id: id,
      at,
      account: String(account),
      amount_cents: Number(amount),
      call_id: callId,
      reason,
    }))
  const charges = calls
    .slice(0, 12)
    .flatMap((call) =>
      pair(
        `charge_${call.call_id}`,
        call.ended_at ?? '',
        'wallet',
        'call_costs',
        call.cost_cents,
        `Call with ${call.lead_name}`,
        call.call_id,
      ),
    )
  const credit = pair(
    'credit',
    new Date(nowMs - 6 * 86_400_000).toISOString(),
    'owner_funds',
    'wallet',
    15_000,
    'Paid by bank transfer',
    null,
  )
  return [...charges, ...credit]
}

export const sampleApprovals = (nowMs: number): ApprovalView[] => [
  {
    approval_id: 'approval_1',
    kind: 'campaign_launch',
    summary: 'Launch “Stonegate follow-ups” to 63 homeowners',
    amount_cents: 2_300,
    parameters: {},
    status: 'waiting',
    requested_at: new Date(nowMs - 900_000).toISOString(),
    expires_at: new Date(nowMs + 86_400_000).toISOString(),
    decided_at: null,
  },
  {
    approval_id: 'approval_2',
    kind: 'campaign_launch',
    summary: 'Launch “October storm list” to 113 homeowners',
    amount_cents: 4_400,
    parameters: {},
    status: 'approved',
    requested_at: new Date(nowMs - 9 * 86_400_000).toISOString(),
    expires_at: new Date(nowMs - 8 * 86_400_000).toISOString(),
    decided_at: new Date(nowMs - 9 * 86_400_000).toISOString(),
  },
]

export const sampleSuppressions = (nowMs: number): SuppressionView[] =>
  Array.from({ length: 6 }, (_, index) => ({
    suppression_id: `suppression_${index}`,
    phone: `+1469555${String(100 + index * 7).padStart(4, '0')}`,
    reason: index % 2 === 0 ? 'Asked not to be called' : 'On the imported list',
    source: index % 2 === 0 ? 'call' : 'import',
    at: new Date(nowMs - index * 3 * 86_400_000).toISOString(),
  }))

export function sampleDays(nowMs: number, days: number): DailyMetrics[] {
  return Array.from({ length: days }, (_, back) => {
    const chance = chanceOf(back + 3)
    const day = new Date(nowMs - (days - 1 - back) * 86_400_000)
    const resting = [0, 6].includes(day.getUTCDay())
    const calls = resting ? 0 : chance.between(18, 64)
    const answered = Math.round(calls * (0.42 + chance.next() * 0.2))
    const bookings = Math.round(answered * (0.14 + chance.next() * 0.14))
    return {
      day: day.toISOString().slice(0, 10),
      calls,
      answered,
      bookings,
      callbacks: Math.round(answered * 0.15),
      not_interested: Math.round(answered * 0.4),
      do_not_call: Math.round(answered * 0.04),
      voicemails: Math.round(calls * 0.25),
      talk_seconds: answered * 96,
      cost_cents: answered * 47 + calls,
    }
  })
}

export function sampleActivity(nowMs: number, calls: CallDetail[]): ActivityEvent[] {
  const done = calls.map((call) => ({
    event_id: `activity_${call.call_id}`,
    type: call.outcome === 'booked' ? 'inspection_booked' : 'voice_call_completed',
    at: call.ended_at ?? '',
    title:
      call.outcome === 'booked'
        ? `${call.lead_name} booked an inspection`
        : `Call with ${call.lead_name} ended: ${String(call.outcome).replaceAll('_', ' ')}`,
    data: { call_id: call.call_id },
  }))
  const launched: ActivityEvent = {
    event_id: 'activity_launch',
    type: 'ai_campaign_launched',
    at: new Date(nowMs - 30 * 3_600_000).toISOString(),
    title: '“Hail season inspections” was launched to 214 homeowners',
    data: { campaign_id: 'campaign_1' },
  }
  return [...done, launched].sort((a, b) => b.at.localeCompare(a.at))
}
