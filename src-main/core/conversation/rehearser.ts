import type { ContractorProfile, VoiceConfiguration } from '../../../src-preload/contract/account.ts'
import type { Script } from '../../../src-preload/contract/campaigns.ts'
import type { Homeowner, RehearsedCall } from '../../../src-preload/contract/rehearsals.ts'
import type { LanguageModel } from './language-model.ts'
import type { PromptTemplates } from './prompts.ts'

/** What the agent is rehearsed with. */
export interface RehearsalSetting {
  readonly profile: ContractorProfile
  readonly script: Script
  readonly model: LanguageModel
  readonly templates: PromptTemplates
  /** The wall clock at the start, milliseconds since 1970: it decides which times are free. */
  readonly nowMs: number
  readonly voiceConfiguration: VoiceConfiguration
}

/** Simulated homeowners with whom the agent can be tried out. Nothing is dialed, booked or charged. */
export interface Rehearser {
  homeowners(): readonly Homeowner[]
  /**
   * One call, with the real conversation loop on a clock of its own: minutes of talk take as long as the model thinks.
   * The same homeowner behaves differently with another seed. Throws when there is no such homeowner.
   */
  call(homeownerId: string, seed: number, setting: RehearsalSetting): Promise<RehearsedCall>
}
