import { z } from 'zod'
import type { ActivityLog } from '../../activity.ts'
import type { Clock } from '../../clock.ts'
import { type CallStore, idsOf } from '../call-record.ts'

export interface LifeboatNewsParts {
  readonly clock: Clock
  readonly calls: CallStore
  readonly activity: ActivityLog
  readonly leadName: (leadId: string) => string | null
}

/** What the relay did for a call while this program was away. */
const Step = z.object({
  type: z.literal('lifeboat_step'),
  call_id: z.string(),
  step: z.enum(['held', 'said_goodbye', 'hung_up', 'hang_up_failed']),
})

const WORDS = {
  held: (name: string) => `While Ridgeline was away, the relay asked ${name} for a moment`,
  said_goodbye: (name: string) => `Ridgeline did not come back, so the relay said goodbye to ${name}`,
  hung_up: (name: string) => `The relay hung up the call with ${name}`,
  hang_up_failed: (name: string) =>
    `The relay could not hang up the call with ${name}. Your carrier ends it at its time limit; look at it in your carrier's account.`,
} as const

/** Puts on the feed what the relay's lifeboat did. Called in the transaction that admits the event. */
export function lifeboatNews(body: unknown, { clock, calls, activity, leadName }: LifeboatNewsParts): void {
  const { call_id, step } = Step.parse(body)
  const call = calls.get(call_id)
  if (!call) return
  const type = step === 'hang_up_failed' ? 'attention_needed' : 'voice_call_kept'
  activity.append(type, WORDS[step](leadName(call.leadId) ?? call.phone), idsOf(call), clock.nowMs())
}
