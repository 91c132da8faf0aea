import { AGENT_VOICES } from '../voices/voice.ts'

/** What ElevenLabs tells about the account; the SDK rejects answers with a key missing. */

export const SUBSCRIPTION = {
  tier: 'practice',
  character_count: 12_000,
  character_limit: 500_000,
  max_credit_limit_extension: 0,
  can_extend_character_limit: false,
  allowed_to_extend_character_limit: false,
  voice_slots_used: 0,
  professional_voice_slots_used: 0,
  professional_voice_slots_used_in_workspace: 0,
  voice_limit: 30,
  voice_add_edit_counter: 0,
  professional_voice_limit: 1,
  can_extend_voice_limit: false,
  can_use_instant_voice_cloning: true,
  can_use_professional_voice_cloning: false,
  current_overage: { amount: '0', currency: 'usd' },
  status: 'active',
  open_invoices: [],
  has_open_invoices: false,
  next_character_count_reset_unix: 1_798_761_600,
}

export const USER = {
  user_id: 'practice-user',
  workspace_id: 'practice-workspace',
  subscription: SUBSCRIPTION,
  is_new_user: false,
  can_use_delayed_payment_methods: false,
  is_onboarding_completed: true,
  is_onboarding_checklist_completed: true,
  created_at: 1_760_000_000,
  seat_type: 'workspace_admin',
}

const NAMES: Record<string, { name: string; gender: string; description: string }> = {
  'practice-ava': { name: 'Ava', gender: 'female', description: 'Warm and clear' },
  'practice-miles': { name: 'Miles', gender: 'male', description: 'Calm and steady' },
}

export const VOICES = Object.keys(AGENT_VOICES).map((voiceId) => ({
  voice_id: voiceId,
  name: NAMES[voiceId]?.name ?? voiceId,
  category: 'premade',
  labels: { gender: NAMES[voiceId]?.gender ?? '', accent: 'american', use_case: 'conversational' },
  description: NAMES[voiceId]?.description ?? '',
  preview_url: null,
  available_for_tiers: [],
  settings: null,
  high_quality_base_model_ids: [],
}))

export const MODELS = [
  ['eleven_flash_v2_5', 'Eleven Flash v2.5', 32],
  ['eleven_flash_v2', 'Eleven Flash v2', 1],
  ['eleven_multilingual_v2', 'Eleven Multilingual v2', 29],
].map(([modelId, name]) => ({
  model_id: modelId,
  name,
  can_do_text_to_speech: true,
  can_do_voice_conversion: false,
  can_use_style: false,
  can_use_speaker_boost: true,
  serves_pro_voices: false,
  token_cost_factor: 0.5,
  description: '',
  requires_alpha_access: false,
  max_characters_request_free_user: 10_000,
  max_characters_request_subscribed_user: 40_000,
  maximum_text_length_per_request: 40_000,
  languages: [
    { language_id: 'en', name: 'English' },
    { language_id: 'es', name: 'Spanish' },
  ],
  model_rates: { character_cost_multiplier: 0.5 },
  concurrency_group: 'turbo',
}))

export const SOCKET_MODELS = [
  'eleven_flash_v2_5',
  'eleven_flash_v2',
  'eleven_turbo_v2_5',
  'eleven_turbo_v2',
  'eleven_multilingual_v2',
]
