import type { VoiceConfiguration } from '../../../src-preload/contract/account.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { OwnVoiceInput } from '../../../src-preload/contract/own-voice.ts'
import type { CallContext } from '../call/call-context.ts'
import type { Transcriber } from '../call/speech/transcriber.ts'
import type { Voice } from '../call/speech/voice.ts'
import { OwnVoiceTalk } from '../call/trial/own-voice-talk.ts'
import type { Clock, Ids } from '../clock.ts'
import type { ContractorStore } from '../contractor.ts'
import { rehearsalReport } from '../conversation/judge-rehearsal.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import type { Lead } from '../lead/lead.ts'
import { messageOf } from '../message-of.ts'
import { asSentence, plainTrouble } from '../plain-trouble.ts'
import { found, Refused } from '../refused.ts'
import type { ScriptStore } from './campaign-record.ts'
import type { RehearsalStore } from './rehearsals.ts'

export interface OwnVoiceParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly contractors: ContractorStore
  readonly voiceConfiguration: (contractorId: string) => VoiceConfiguration
  readonly scripts: Pick<ScriptStore, 'get'>
  readonly lead: (leadId: string) => { readonly lead: Lead; readonly detail: LeadDetail } | null
  readonly opening: (scriptId: string, lead: LeadDetail) => string | null
  readonly store: RehearsalStore
  readonly vendors: {
    readonly model: LanguageModel
    readonly voice: Voice
    readonly transcriber: Transcriber
  }
  readonly templates: PromptTemplates
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/**
 * A person talks with the agent before anybody else does: the real vendors and the real loop in real time, without a
 * phone. Nothing is dialed, booked or charged. One talk at a time: there is one person at this desk.
 */
export class OwnVoiceRehearsals {
  readonly #parts: OwnVoiceParts
  #current: { readonly rehearsalId: string; readonly talk: OwnVoiceTalk } | null = null
  #preparing = false

  constructor(parts: OwnVoiceParts) {
    this.#parts = parts
  }

  /** Answers the id of the talk once the agent is on the line. Refuses what is unknown, and a second talk. */
  async begin(input: OwnVoiceInput): Promise<string> {
    const context = this.#contextOf(input)
    if (this.#current !== null || this.#preparing)
      throw new Refused(
        'conflict',
        'A rehearsal with your own voice is going on',
        'Hang up in it before you begin another one.',
      )
    this.#preparing = true
    try {
      return await this.#begin(input.script_id, context)
    } finally {
      this.#preparing = false
    }
  }

  /** The talk with that id, while it goes on. */
  talk(rehearsalId: string): OwnVoiceTalk {
    if (this.#current?.rehearsalId === rehearsalId) return this.#current.talk
    found(this.#parts.store.get(rehearsalId), 'rehearsal', rehearsalId)
    throw new Refused('conflict', 'This rehearsal is over', 'Its report is kept with the script.')
  }

  /** The program is going down. */
  stop(): void {
    this.#current?.talk.hangUp()
  }

  #contextOf({ contractor_id, script_id, lead_id }: OwnVoiceInput): CallContext {
    const { contractors, scripts, lead: leadOf, opening, voiceConfiguration } = this.#parts
    const contractor = found(contractors.get(contractor_id), 'contractor', contractor_id)
    const script = found(scripts.get(script_id), 'script', script_id)
    const known = found(leadOf(lead_id), 'lead', lead_id)
    return {
      contractor,
      voiceConfiguration: voiceConfiguration(contractor_id),
      lead: known.lead,
      leadDetail: known.detail,
      script,
      opening: opening(script_id, known.detail),
      inspection: null,
      followUp: null,
    }
  }

  async #begin(scriptId: string, context: CallContext): Promise<string> {
    const { clock, ids, vendors, templates, store } = this.#parts
    const rehearsalId = ids.next('rehearsal')
    const talk = await OwnVoiceTalk.open(rehearsalId, context, { ...vendors, templates, clock })
    store.add({
      rehearsalId,
      scriptId,
      by: 'own-voice',
      status: 'running',
      done: 0,
      total: 1,
      startedAtMs: clock.nowMs(),
      finishedAtMs: null,
      reason: null,
      report: null,
    })
    this.#current = { rehearsalId, talk }
    void this.#play(rehearsalId, talk)
    return rehearsalId
  }

  async #play(rehearsalId: string, talk: OwnVoiceTalk): Promise<void> {
    const { clock, store, logError } = this.#parts
    const finishedAtMs = () => clock.nowMs()
    try {
      const report = rehearsalReport([await talk.play()])
      store.change(rehearsalId, { status: 'done', done: 1, finishedAtMs: finishedAtMs(), report })
    } catch (error) {
      logError('a rehearsal failed', { rehearsalId, detail: messageOf(error) })
      const reason = asSentence(plainTrouble(error))
      store.change(rehearsalId, { status: 'failed', finishedAtMs: finishedAtMs(), reason })
    } finally {
      this.#current = null
      talk.end()
    }
  }
}
