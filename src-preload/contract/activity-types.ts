import { z } from 'zod'

/** What kinds of things are noted as they happen. */
export const ActivityType = z.enum([
  'leads_imported',
  'ai_campaign_launched',
  'ai_campaign_paused',
  'ai_campaign_resumed',
  'ai_campaign_canceled',
  'ai_campaign_completed',
  'ai_campaign_changed',
  'voice_call_started',
  'voice_call_answered',
  'voice_call_kept',
  'voice_call_completed',
  'voice_call_summarized',
  'booking_created',
  'booking_moved',
  'booking_canceled',
  'do_not_call_added',
  'consent_added',
  'compliance_list_imported',
  'follow_up_created',
  'wallet_credited',
  'wallet_paused',
  'wallet_resumed',
  'script_written',
  'ridgeline_restarted',
  'attention_needed',
])
export type ActivityType = z.infer<typeof ActivityType>
