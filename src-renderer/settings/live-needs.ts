import type { SystemStatus } from '../../src-preload/contract/account.ts'

const words: Record<string, string> = {
  TELNYX_API_KEY: 'An API key of Telnyx, which carries the calls',
  TELNYX_FROM_NUMBER: 'A phone number you own at Telnyx, in the form +15125550100',
  TELNYX_CONNECTION_ID: 'The id of your voice application at Telnyx',
  DEEPGRAM_API_KEY: 'An API key of Deepgram, which turns speech into words',
  ANTHROPIC_API_KEY: 'An API key of Anthropic, which thinks of the answers',
  ELEVENLABS_API_KEY: 'An API key of ElevenLabs, which gives the agent its voice',
  RELAY_URL: 'The address of your relay',
  RELAY_PAIRING_CODE: 'The pairing code that your relay prints; needed once, for the first connection',
}

export interface LiveNeed {
  /** As it is called in the environment. */
  setting: string
  words: string
}

/**
 * What is still to be had before a real call can be made. The pairing code is among it while nothing tells that this
 * computer was ever paired: the core does not insist on it, because a paired computer needs none.
 */
export function liveNeeds({ live_blockers, keys }: Pick<SystemStatus, 'live_blockers' | 'keys'>): LiveNeed[] {
  const pairing = keys.find(({ vendor }) => vendor === 'relay')
  const unpaired = pairing?.source === 'missing' || pairing?.source === 'practice'
  const settings =
    live_blockers.length > 0 && unpaired ? [...live_blockers, 'RELAY_PAIRING_CODE'] : live_blockers
  return [...new Set(settings)].map((setting) => ({ setting, words: words[setting] ?? setting }))
}
