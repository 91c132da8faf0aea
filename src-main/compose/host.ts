import type { Logger } from 'pino'
import type { ContractorProfile, SystemStatus } from '../../src-preload/contract/account.ts'
import type { SmtpSettings } from '../adapters/smtp/smtp-mail.ts'
import type { VapiSettings } from '../adapters/vapi/vapi-engine.ts'
import type { PromptTemplates } from '../core/conversation/prompts.ts'
import type { Rehearser } from '../core/conversation/rehearser.ts'
import type { VendorAccess } from './vendors.ts'

/** What a host hands over: settings already parsed, secrets already unlocked. The core reads no environment. */
export interface Host {
  readonly version: string
  readonly mode: 'practice' | 'live'
  /** Where the wall clock of the practice world begins; null in the real world. */
  readonly practiceStartsAtMs: number | null
  readonly dataFolder: string
  readonly resourcesFolder: string
  readonly log: Logger
  readonly templates: PromptTemplates
  readonly vendors: VendorSettings
  /** The voice until a person chooses one, where the vendor has voices of its own; null for the usual one. */
  readonly defaultVoiceId: string | null
  readonly relay: { readonly url: string; readonly pairingCode: string | null }
  /** What people call this computer. */
  readonly deviceName: string
  readonly deviceKeyStore: { load(): Promise<string | null>; save(value: string): Promise<void> }
  readonly keys: Pick<SystemStatus, 'keys' | 'live_blockers' | 'can_store_keys' | 'key_storage_note'>
  readonly saveKey: (vendor: string, key: string) => Promise<void>
  /** Simulated homeowners to try a script out with. */
  readonly rehearser: Rehearser
  /** The profile and money a new data folder starts with. */
  readonly firstContractor: { readonly profile: Partial<ContractorProfile>; readonly creditCents: number }
}

export interface VendorSettings {
  readonly telnyx: {
    apiKey: string
    baseUrl: string
    connectionId: string
    messagingProfileId: string | null
  }
  readonly deepgram: VendorAccess
  readonly anthropic: VendorAccess
  readonly elevenlabs: VendorAccess
  /** Null: calls cannot be given to the hosted engine. */
  readonly vapi: VapiSettings | null
  /** Null: e-mails are drafts for a person. */
  readonly mail: SmtpSettings | null
}
