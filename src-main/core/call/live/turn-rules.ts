import type { VoiceConfiguration } from '../../../../src-preload/contract/account.ts'
import { defaultTurnRules, type TurnRules } from '../../turn-taking/turn.ts'

/** The rules of the floor as the contractor has set them. */
export const turnRules = ({
  barge_in,
  silence_timeout_seconds,
}: Pick<VoiceConfiguration, 'barge_in' | 'silence_timeout_seconds'>): TurnRules => ({
  ...defaultTurnRules,
  bargeIn: barge_in,
  idleMs: silence_timeout_seconds * 1_000,
})
