import type { ContractorProfile, VoiceConfiguration } from '../../src-preload/contract/account.ts'
import type { CallingRules } from '../../src-preload/contract/compliance.ts'

export interface Contractor {
  readonly contractorId: string
  readonly profile: ContractorProfile
}

export interface StoredContractor extends Contractor {
  readonly updatedAtMs: number
}

export interface ContractorStore {
  get(contractorId: string): StoredContractor | null
  first(): StoredContractor | null
  save(contractor: Contractor, atMs: number): StoredContractor
  voice(contractorId: string): VoiceConfiguration
  saveVoice(contractorId: string, voice: VoiceConfiguration): void
}

export const defaultVoiceConfiguration: VoiceConfiguration = {
  asr_vendor: 'deepgram',
  tts_vendor: 'elevenlabs',
  voice_id: 'EXAVITQu4vr4xnSDxMaL',
  max_duration_seconds: 420,
  barge_in: true,
  silence_timeout_seconds: 6,
  language: 'auto',
}

/** compliance.md section 17, rows 2, 6, 10, 17 and 28, as they are until a person changes them. */
export const defaultCallingRules: CallingRules = {
  consent_good_for_days: 90,
  calls_per_day: 1,
  calls_per_30_days: 6,
  counsel_approvals: [],
  states_needing_lists: [],
  ring_timeout_seconds: 25,
}

/** A profile nobody has filled in yet. It cannot launch: `missingFrom` tells what is needed. */
export const emptyProfile: ContractorProfile = {
  legal_name: '',
  display_name: '',
  agent_name: 'Ava',
  callback_number: null,
  postal_address: null,
  caller_id: null,
  time_zone: 'America/Chicago',
  services: [],
  crews: 1,
  working_hours: {
    mon: { from: '08:00', to: '17:00' },
    tue: { from: '08:00', to: '17:00' },
    wed: { from: '08:00', to: '17:00' },
    thu: { from: '08:00', to: '17:00' },
    fri: { from: '08:00', to: '17:00' },
  },
  confirmed_states: [],
  // compliance.md section 8: the default window, to be widened up to the law only.
  calling_windows: {
    mon: { from: '09:00', to: '19:00' },
    tue: { from: '09:00', to: '19:00' },
    wed: { from: '09:00', to: '19:00' },
    thu: { from: '09:00', to: '19:00' },
    fri: { from: '09:00', to: '19:00' },
    sat: { from: '10:00', to: '17:00' },
  },
  recording: 'off',
  max_concurrent_calls: 5,
}

/** What keeps a contractor from launching, in words for a person. */
export function missingFrom(profile: ContractorProfile): string[] {
  return [
    profile.legal_name.trim() === '' && 'the registered business name (it is said in every call)',
    profile.callback_number === null && 'a callback number that is answered in business hours',
    profile.caller_id === null && 'a caller ID number owned by the business',
    profile.confirmed_states.length === 0 && 'at least one state in which calling is registered or exempt',
  ].filter((missing): missing is string => missing !== false)
}
