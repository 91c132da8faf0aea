import type { VoiceConfiguration } from '../../../src-preload/contract/account.ts'
import type { ScriptView } from '../../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { Contractor } from '../contractor.ts'
import type { FollowUpTalk } from '../conversation/follow-up-talk.ts'
import type { Lead } from '../lead/lead.ts'

/** Who is called, for whom, and what about: fixed before the call is placed. */
export interface CallContext {
  readonly contractor: Contractor
  readonly voiceConfiguration: VoiceConfiguration
  readonly lead: Lead
  readonly leadDetail: LeadDetail
  readonly script: ScriptView
  readonly opening: string | null
  /** The inspection that the call is about, as it is spoken; null when one is to be offered. */
  readonly inspection: string | null
  /** What was agreed or tried before, when the call follows up on that; null for a first call. */
  readonly followUp: FollowUpTalk | null
}
