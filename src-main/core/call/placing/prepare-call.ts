import { spokenTime } from '../../booking/named-time.ts'
import type { Clock } from '../../clock.ts'
import { spokenPhone } from '../../conversation/fixed-lines.ts'
import type { LanguageModel } from '../../conversation/language-model.ts'
import { agentSystemPrompt, callBrief, type PromptTemplates } from '../../conversation/prompts.ts'
import { tools } from '../../conversation/tools.ts'
import { firstName } from '../../lead/lead.ts'
import type { CallContext } from '../call-context.ts'
import { type CallLines, prepareLines } from '../speech/prepared-lines.ts'
import type { Transcriber, TranscriberListener, TranscriberSession } from '../speech/transcriber.ts'
import type { Voice, VoiceListener, VoiceSession } from '../speech/voice.ts'

export interface PreparedCall {
  readonly system: string
  readonly brief: string
  readonly lines: CallLines
  readonly transcriber: TranscriberSession
  readonly voice: VoiceSession
  readonly openDeskTranscriber: (listener: TranscriberListener) => Promise<TranscriberSession>
}

export interface PrepareParts {
  readonly model: LanguageModel
  readonly voice: Voice
  readonly transcriber: Transcriber
  readonly templates: PromptTemplates
  readonly clock: Clock
}

export interface PrepareUntil {
  /** Nobody waits for the preparation any longer. */
  readonly givenUp: AbortSignal
  /** The call is over: nothing is opened for it any more. */
  readonly endOfCall: AbortSignal
}

/**
 * Everything a call needs before its phone rings: sessions open, the model warm, fixed lines rendered.
 * Throws VendorFailure when an essential part is missing; then nothing was dialed and nothing is owed.
 */
export async function prepareCall(
  context: CallContext,
  parts: PrepareParts,
  listener: TranscriberListener & VoiceListener,
  until: PrepareUntil,
): Promise<PreparedCall> {
  const { profile } = context.contractor
  const facts = {
    agentName: profile.agent_name,
    legalName: profile.legal_name,
    recording: profile.recording,
    firstName: firstName(context.lead),
    opening: context.opening,
    callbackSpoken: profile.callback_number ? spokenPhone(profile.callback_number) : 'our office number',
  }
  const system = agentSystemPrompt(parts.templates, profile, context.script.script)
  const brief = callBrief(
    context.leadDetail,
    spokenTime(parts.clock.nowMs(), profile.time_zone),
    context.inspection,
    context.followUp,
  )
  const failed = new AbortController()
  const opening = AbortSignal.any([until.givenUp, failed.signal])
  const hearing = { language: context.voiceConfiguration.language, keyterms: keyterms(context) }
  void parts.model.warmUp({ system, tools, messages: [] }, opening)
  const sessions = [
    parts.transcriber.open(hearing, listener, opening),
    parts.voice.open(listener, opening),
  ] as const
  try {
    const [lines, transcriber, voice] = await Promise.all([
      prepareLines(facts, hearing.language, parts.voice, opening),
      ...sessions,
    ])
    return {
      system,
      brief,
      lines,
      transcriber,
      voice,
      openDeskTranscriber: (desk) => parts.transcriber.open(hearing, desk, until.endOfCall),
    }
  } catch (error) {
    // The first failure is told at once; what still opens is closed when it comes.
    failed.abort()
    for (const session of sessions) closeLater(session)
    throw error
  }
}

function closeLater(session: Promise<{ close(): void }>): void {
  void session.then(
    (opened) => opened.close(),
    () => {},
  )
}

const keyterms = ({ contractor, lead }: CallContext): string[] =>
  [
    contractor.profile.display_name,
    contractor.profile.agent_name,
    ...lead.name.split(/\s+/),
    lead.address.street,
    lead.address.city,
    'shingles',
    'hail',
    'inspection',
  ].filter((term): term is string => Boolean(term && term.length > 1))
