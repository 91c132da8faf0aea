import { spokenTime } from '../booking/named-time.ts'
import type { CallContext } from '../call/call-context.ts'
import { type FixedLines, fixedLines, spokenPhone } from '../conversation/fixed-lines.ts'
import { agentSystemPrompt, callBrief, type PromptTemplates } from '../conversation/prompts.ts'
import { tools } from '../conversation/tools.ts'
import { firstName } from '../lead/lead.ts'
import type { AssistantBrief } from './hosted-engine.ts'

export interface BriefParts {
  readonly callId: string
  readonly campaignId: string
  readonly evidenceId: string | null
  readonly context: CallContext
  readonly templates: PromptTemplates
  readonly nowMs: number
  readonly maxDurationSeconds: number
}

/** The agent that a hosted engine holds the call with: the same script, facts, words and tools as in our own loop. */
export function briefAssistant(parts: BriefParts): AssistantBrief {
  const { context, templates, nowMs, maxDurationSeconds } = parts
  const { profile } = context.contractor
  const { language, voice_id, barge_in, silence_timeout_seconds } = context.voiceConfiguration
  const lines = hostedLines(context)
  const system = [
    agentSystemPrompt(templates, profile, context.script.script),
    callBrief(context.leadDetail, spokenTime(nowMs, profile.time_zone), context.inspection, context.followUp),
    onThisLine(lines.screening),
  ]
  return {
    name: profile.display_name || profile.legal_name,
    firstMessage: openingWords(context),
    system: system.join('\n\n'),
    tools,
    language,
    voiceId: voice_id,
    record: profile.recording === 'announced',
    bargeIn: barge_in,
    maxDurationSeconds,
    silenceSeconds: silence_timeout_seconds,
    words: {
      goodbye: goodbyeOf(context),
      stillThere: lines.reprompt,
      nobodyThere: lines['idle-goodbye'],
      optedOut: lines['opt-out-confirmation'],
      oneMoment: lines.filler,
    },
    references: {
      call_id: parts.callId,
      campaign_id: parts.campaignId,
      ...(parts.evidenceId && { evidence_id: parts.evidenceId }),
    },
  }
}

/** What the agent says without the model, in the language the call begins in. */
export function hostedLines({ contractor, voiceConfiguration, lead, opening }: CallContext): FixedLines {
  const { profile } = contractor
  return fixedLines(
    {
      agentName: profile.agent_name,
      legalName: profile.legal_name,
      recording: profile.recording,
      firstName: firstName(lead),
      opening,
      callbackSpoken: profile.callback_number ? spokenPhone(profile.callback_number) : 'our office number',
    },
    voiceConfiguration.language === 'es' ? 'es' : 'en',
  )
}

/** What everybody hears first who picks up, and again whoever comes on the line after a call screener. */
export function openingWords(context: CallContext): string {
  const { disclosure, opening } = hostedLines(context)
  return `${disclosure} ${opening}`
}

export const goodbyeOf = ({ voiceConfiguration }: CallContext): string =>
  voiceConfiguration.language === 'es' ? 'Adiós.' : 'Goodbye.'

/** What our own loop decides in code and tells the model of in each request; here the model has only these words. */
const onThisLine = (screening: string): string =>
  [
    'On this line',
    '- There is no <stage>. Your first words, the opening, are spoken for you. Then ask your questions, answer objections, offer times, confirm, say goodbye; and speak the language that they speak.',
    '- end_call says the last "Goodbye." itself and hangs up: thank them before it, in the same turn.',
    '- "User\'s Keypad Entry: 9" means that they want no more calls: add_to_do_not_call at once.',
    `- If a call screener asks who is calling and why, answer exactly: "${screening}" Then say nothing more until a person speaks. The opening is spoken to them for you as well: do not greet them yourself, and go on from there.`,
    '- If an answering machine, a voicemail or a full mailbox speaks, leave no message: end_call with voicemail.',
  ].join('\n')
