import type {
  Homeowner,
  RehearsalInput,
  RehearsalReport,
  RehearsedCall,
} from '../../../src-preload/contract/rehearsals.ts'
import type { Clock, Ids } from '../clock.ts'
import type { ContractorStore } from '../contractor.ts'
import { rehearsalReport } from '../conversation/judge-rehearsal.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import type { Rehearser } from '../conversation/rehearser.ts'
import { messageOf } from '../message-of.ts'
import { asSentence, plainTrouble } from '../plain-trouble.ts'
import { found, Refused } from '../refused.ts'
import type { ScriptStore } from './campaign-record.ts'

export interface RehearsalRecord {
  readonly rehearsalId: string
  readonly scriptId: string
  /** Who plays the homeowner. */
  readonly by: 'homeowners' | 'own-voice'
  readonly status: 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly startedAtMs: number
  readonly finishedAtMs: number | null
  readonly reason: string | null
  readonly report: RehearsalReport | null
}

export interface RehearsalStore {
  add(rehearsal: RehearsalRecord): void
  change(rehearsalId: string, changes: Partial<RehearsalRecord>): void
  get(rehearsalId: string): RehearsalRecord | null
  /** Ids of those that a run of the program left unfinished. */
  running(): string[]
}

export interface RehearsalParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly contractors: ContractorStore
  readonly scripts: Pick<ScriptStore, 'get'>
  readonly model: LanguageModel
  readonly templates: PromptTemplates
  readonly rehearser: Rehearser
  readonly store: RehearsalStore
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** So many calls are rehearsed side by side: enough to hide the model's thinking, few enough for its rate limits. */
const SIDE_BY_SIDE = 4

/** Lets simulated homeowners try a script before anybody real is called. Nothing is dialed, booked or charged. */
export class Rehearsals {
  readonly #parts: RehearsalParts

  constructor(parts: RehearsalParts) {
    this.#parts = parts
  }

  /** Who can be rehearsed with. */
  homeowners(): readonly Homeowner[] {
    return this.#parts.rehearser.homeowners()
  }

  /** What an earlier run of the program left unfinished will not be finished. */
  start(): void {
    const { store, clock } = this.#parts
    for (const rehearsalId of store.running())
      store.change(rehearsalId, {
        status: 'failed',
        finishedAtMs: clock.nowMs(),
        reason: 'Ridgeline was closed before it was over. Start it again.',
      })
  }

  /** Begins a rehearsal and answers its id; it goes on by itself. Refuses an unknown contractor, script or homeowner. */
  begin(input: RehearsalInput): string {
    const { clock, ids, contractors, scripts, store, rehearser } = this.#parts
    found(contractors.get(input.contractor_id), 'contractor', input.contractor_id)
    found(scripts.get(input.script_id), 'script', input.script_id)
    const known = rehearser.homeowners().map(({ homeowner_id }) => homeowner_id)
    const wanted = [...new Set(input.homeowner_ids ?? known)]
    const stranger = wanted.find((id) => !known.includes(id))
    if (stranger !== undefined)
      throw new Refused(
        'invalid_input',
        'There is no such homeowner',
        `"${stranger}" is not one of the simulated homeowners: ${known.join(', ')}.`,
      )
    const rehearsalId = ids.next('rehearsal')
    store.add({
      rehearsalId,
      scriptId: input.script_id,
      by: 'homeowners',
      status: 'running',
      done: 0,
      total: wanted.length * input.times,
      startedAtMs: clock.nowMs(),
      finishedAtMs: null,
      reason: null,
      report: null,
    })
    const plan = Array.from({ length: input.times }, (_, seed) => wanted.map((id) => ({ id, seed }))).flat()
    void this.#play(rehearsalId, input, plan)
    return rehearsalId
  }

  async #play(
    rehearsalId: string,
    input: RehearsalInput,
    plan: { id: string; seed: number }[],
  ): Promise<void> {
    const { clock, store, logError } = this.#parts
    const calls: (RehearsedCall | undefined)[] = Array.from({ length: plan.length })
    let next = 0
    let done = 0
    const work = async () => {
      for (let at = next++; at < plan.length; at = next++) {
        const { id, seed } = plan[at] as { id: string; seed: number }
        calls[at] = await this.#call(id, seed, input)
        store.change(rehearsalId, { done: ++done })
      }
    }
    try {
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
      const report = rehearsalReport(calls.filter((call) => call !== undefined))
      store.change(rehearsalId, { status: 'done', finishedAtMs: clock.nowMs(), report })
    } catch (error) {
      logError('a rehearsal failed', { rehearsalId, detail: messageOf(error) })
      const reason = asSentence(plainTrouble(error))
      store.change(rehearsalId, { status: 'failed', finishedAtMs: clock.nowMs(), reason })
    }
  }

  #call(homeownerId: string, seed: number, input: RehearsalInput): Promise<RehearsedCall> {
    const { contractors, scripts, rehearser, clock, model, templates } = this.#parts
    const contractor = contractors.get(input.contractor_id)
    const script = scripts.get(input.script_id)
    if (!contractor || !script) throw new Error('the contractor or the script is gone')
    return rehearser.call(homeownerId, seed, {
      profile: contractor.profile,
      script: script.script,
      model,
      templates,
      nowMs: clock.nowMs(),
      voiceConfiguration: contractors.voice(input.contractor_id),
    })
  }
}
