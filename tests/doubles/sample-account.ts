import type {
  ApprovalView,
  ContractorView,
  SuppressionView,
  SystemStatus,
  VoiceConfiguration,
} from '../../src-preload/contract/account.ts'
import type { DialingHold } from '../../src-preload/contract/campaigns.ts'
import { ContractorId } from '../../src-preload/contract/primitives.ts'
import { sampleLead } from './sample-leads.ts'

const weekdays = (from: string, to: string) =>
  Object.fromEntries((['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((day) => [day, { from, to }]))

export const sampleContractor = (nowMs: number, complete: boolean): ContractorView => ({
  contractor_id: ContractorId.parse('contractor_1'),
  legal_name: complete ? 'Lone Star Roofing LLC' : '',
  display_name: complete ? 'Lone Star Roofing' : '',
  agent_name: 'Ava',
  callback_number: complete ? '+14695550110' : null,
  postal_address: null,
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

export const sampleStatus = (
  nowMs: number,
  liveCalls: number,
  relay: SystemStatus['relay'],
  heldBackBy: DialingHold[],
): SystemStatus => ({
  version: '0.1.0',
  mode: 'practice',
  now: new Date(nowMs).toISOString(),
  relay,
  keys: (['telnyx', 'deepgram', 'anthropic', 'elevenlabs', 'vapi', 'relay'] as const).map((vendor) => ({
    vendor,
    source: vendor === 'anthropic' ? 'keychain' : vendor === 'vapi' ? 'missing' : 'practice',
    last_four: vendor === 'anthropic' ? 'x7Qa' : null,
  })),
  live_blockers: [
    'TELNYX_API_KEY',
    'TELNYX_FROM_NUMBER',
    'DEEPGRAM_API_KEY',
    'ELEVENLABS_API_KEY',
    'RELAY_URL',
  ],
  can_store_keys: true,
  key_storage_note: null,
  live_calls: liveCalls,
  held_back_by: heldBackBy,
})

export const sampleApprovals = (nowMs: number): ApprovalView[] => {
  const at = (agoMs: number) => new Date(nowMs - agoMs).toISOString()
  const HOUR_MS = 3_600_000
  const waiting = {
    status: 'waiting' as const,
    requested_at: at(900_000),
    expires_at: at(900_000 - 24 * HOUR_MS),
    decided_at: null,
    approved_cents: null,
    decided_by: null,
    decision_note: null,
    used_at: null,
  }
  const about = { campaign_id: 'campaign_2', campaign_name: 'Stonegate follow-ups' }
  return [
    {
      ...waiting,
      approval_id: 'approval_1',
      kind: 'day_limit',
      summary:
        'Stonegate follow-ups: the next call would pass the limit of $50.00 for today. Allow $5.00 more?',
      amount_cents: 500,
      parameters: {
        ...about,
        subject: at(0).slice(0, 10),
        limit_cents: 5_000,
        spent_cents: 4_980,
        next_call_cents: 45,
      },
    },
    {
      ...waiting,
      approval_id: 'approval_2',
      kind: 'top_up',
      summary: 'The wallet is low. Buy 100 minutes?',
      amount_cents: 1_400,
      parameters: { bundle_id: 'm_100', bundle_name: '100 minutes', price_cents: 1_400, currency: 'usd' },
    },
    {
      ...waiting,
      approval_id: 'approval_3',
      kind: 'campaign_limit',
      summary:
        'Stonegate follow-ups: the next call would pass the limit of $60.00 for the campaign. Allow $5.00 more?',
      amount_cents: 500,
      parameters: {
        ...about,
        subject: 'campaign_2',
        limit_cents: 6_000,
        spent_cents: 5_985,
        next_call_cents: 45,
      },
      status: 'used',
      requested_at: at(50 * HOUR_MS),
      expires_at: at(26 * HOUR_MS),
      decided_at: at(49 * HOUR_MS),
      approved_cents: 2_000,
      decided_by: 'Pat',
      decision_note: 'Two bookings already',
      used_at: at(49 * HOUR_MS),
    },
    {
      ...waiting,
      approval_id: 'approval_4',
      kind: 'campaign_spend',
      summary:
        'October storm list: it may spend $0.00 so far, and spending by itself is switched off. Allow $44.00 more?',
      amount_cents: 4_400,
      parameters: { campaign_id: 'campaign_1', limit_cents: 0, spent_cents: 0, next_call_cents: 45 },
      status: 'declined',
      requested_at: at(200 * HOUR_MS),
      expires_at: at(176 * HOUR_MS),
      decided_at: at(199 * HOUR_MS),
      decided_by: 'Owner',
    },
  ]
}

export const sampleSuppressions = (nowMs: number): SuppressionView[] =>
  Array.from({ length: 6 }, (_, index) => ({
    suppression_id: `suppression_${index}`,
    phone: `+1469555${String(100 + index * 7).padStart(4, '0')}`,
    reason: index % 2 === 0 ? 'Asked not to be called' : 'On the imported list',
    source: index % 2 === 0 ? 'call call_00008' : 'import',
    ...(index % 2 === 0
      ? {
          call_id: 'call_00008',
          lead_id: sampleLead(index * 7, nowMs).lead_id,
          lead_name: sampleLead(index * 7, nowMs).name,
        }
      : { call_id: null, lead_id: null, lead_name: null }),
    at: new Date(nowMs - index * 3 * 86_400_000).toISOString(),
  }))
