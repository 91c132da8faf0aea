import type { Environment } from './environment.ts'

/** Whose key it is, and the variable that may carry it. */
export const KEY_OF = {
  telnyx: 'TELNYX_API_KEY',
  vapi: 'VAPI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  deepgram: 'DEEPGRAM_API_KEY',
  elevenlabs: 'ELEVENLABS_API_KEY',
  relay: 'RELAY_PAIRING_CODE',
  smtp: 'SMTP_URL',
} as const satisfies Record<string, keyof Environment>

export type KeyOwner = keyof typeof KEY_OF
export const KEY_OWNERS = Object.keys(KEY_OF) as KeyOwner[]
export const isKeyOwner = (vendor: string): vendor is KeyOwner => Object.hasOwn(KEY_OF, vendor)
