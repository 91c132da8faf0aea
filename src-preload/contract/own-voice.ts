import { z } from 'zod'
import { LiveCallView } from './calls.ts'
import { ContractorId, LeadId, ScriptId } from './primitives.ts'

/** A rehearsal in which a person talks with the agent themselves, with their own microphone or by typing. */
export const OwnVoiceInput = z.object({
  contractor_id: ContractorId,
  script_id: ScriptId,
  /** The homeowner whom the person plays: the agent knows of them what it would know in a real call. */
  lead_id: LeadId,
})
export type OwnVoiceInput = z.infer<typeof OwnVoiceInput>

/** What the person hears and sees of the talk. The stream ends when the talk is over and its report is stored. */
export const TalkEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    agent_state: LiveCallView.shape.agent_state,
    turns: LiveCallView.shape.turns,
    partial: LiveCallView.shape.partial,
  }),
  /** The agent's next 40 ms as base64 PCMU, 8 kHz, to be played at once. */
  z.object({ type: z.literal('audio'), agent: z.string(), at_ms: z.number() }),
])
export type TalkEvent = z.infer<typeof TalkEvent>
