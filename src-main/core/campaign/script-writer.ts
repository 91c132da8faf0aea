import type { ContractorProfile } from '../../../src-preload/contract/account.ts'
import type { Script, ScriptView } from '../../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { ActivityLog } from '../activity.ts'
import { type Clock, pause } from '../clock.ts'
import { buildOpening, buildScript, FORBIDDEN_CLAIMS } from '../conversation/build-script.ts'
import { forbiddenIn, scriptProblems } from '../conversation/forbidden-words.ts'
import type { LanguageModel, PersonalOpening } from '../conversation/language-model.ts'
import { isOptOut } from '../conversation/opt-out.ts'
import { factsOf, openingsPrompt, type PromptTemplates, scriptPrompt } from '../conversation/prompts.ts'
import { counted } from '../count-words.ts'
import { firstName } from '../lead/lead.ts'
import { messageOf } from '../message-of.ts'
import { plainTrouble } from '../plain-trouble.ts'
import { Refused } from '../refused.ts'
import type { ScriptStore } from './campaign-record.ts'
import { leftOutNote, readGuidance } from './script-guidance.ts'

const OPENINGS_PER_REQUEST = 20
const WRITE_TIMEOUT_MS = 60_000

/** Claude writes scripts and openings; the builder takes over when it cannot, and the version says so. */
export class ScriptWriter {
  readonly #store: ScriptStore
  readonly #model: LanguageModel
  readonly #templates: PromptTemplates
  readonly #clock: Clock
  readonly #activity: ActivityLog
  readonly #log: (message: string, fields: Record<string, unknown>) => void

  constructor(parts: {
    store: ScriptStore
    model: LanguageModel
    templates: PromptTemplates
    clock: Clock
    activity: ActivityLog
    log: (message: string, fields: Record<string, unknown>) => void
  }) {
    this.#store = parts.store
    this.#model = parts.model
    this.#templates = parts.templates
    this.#clock = parts.clock
    this.#activity = parts.activity
    this.#log = parts.log
  }

  get(scriptId: string): ScriptView | null {
    return this.#store.get(scriptId)
  }

  async write(
    profile: ContractorProfile,
    name: string,
    leads: readonly LeadDetail[],
    guidance: string | null,
  ): Promise<ScriptView> {
    const { told, leftOut } = readGuidance(guidance)
    const prompt = scriptPrompt(this.#templates, profile, {
      name,
      leads: leads.length,
      commonFacts: commonFacts(leads),
      guidance: told,
    })
    const nowMs = () => this.#clock.nowMs()
    try {
      const body = withForbiddenClaims(
        await this.#inTime((signal) => this.#model.writeScript(prompt, signal)),
      )
      const [problem] = scriptProblems(body)
      if (problem) throw new Refused('invalid_input', 'What Claude wrote may not be said', problem)
      const script = this.#store.add({ name, writtenBy: 'claude', note: leftOutNote(leftOut), body }, nowMs())
      this.#activity.append(
        'script_written',
        `Claude wrote the script "${name}"`,
        { script_id: script.script_id },
        nowMs(),
      )
      return script
    } catch (error) {
      this.#log('a script could not be written', { detail: messageOf(error) })
      const note = `Claude could not write this script (${plainTrouble(error)}), so the built-in one is used.`
      const script = this.#store.add(
        { name, writtenBy: 'builder', note, body: buildScript(profile) },
        nowMs(),
      )
      this.#activity.append('script_written', note, { script_id: script.script_id }, nowMs())
      return script
    }
  }

  /**
   * A person's edit becomes the next version; the claims that are always forbidden stay forbidden. Refused when it
   * makes the agent say what it may not.
   */
  save(name: string, body: Script): ScriptView {
    const problems = scriptProblems(body)
    if (problems.length > 0)
      throw new Refused('invalid_input', 'The script says what the agent may not say', problems.join(' '))
    return this.#store.add(
      { name, writtenBy: 'person', note: null, body: withForbiddenClaims(body) },
      this.#clock.nowMs(),
    )
  }

  /**
   * One personal opening per lead; one that was written before, as for a person who looked at it, stays while it is
   * true. Those that name facts the lead does not have are replaced by built ones.
   */
  async writeOpenings(
    profile: ContractorProfile,
    scriptId: string,
    leadIds: readonly string[],
    detailOf: (leadId: string) => LeadDetail,
  ): Promise<void> {
    for (let start = 0; start < leadIds.length; start += OPENINGS_PER_REQUEST) {
      if (start > 0) await pause(this.#clock, 0)
      const batch = leadIds
        .slice(start, start + OPENINGS_PER_REQUEST)
        .map(detailOf)
        .filter((lead) => !this.#hasTrueOpening(scriptId, lead))
      if (batch.length === 0) continue
      const prompt = openingsPrompt(this.#templates, profile, batch)
      const written = await this.#inTime((signal) => this.#model.writeOpenings(prompt, signal)).catch(
        () => [],
      )
      const openings = batch.map((lead) => {
        const opening = written.find(({ leadId }) => leadId === lead.lead_id)
        return opening && mayBeSpoken(opening, lead) ? opening : buildOpening(lead, firstName(lead))
      })
      this.#store.saveOpenings(scriptId, openings)
    }
  }

  /** The opening that a call will begin with, written now if it was not yet. */
  async openingToCome(
    profile: ContractorProfile,
    scriptId: string,
    lead: LeadDetail,
  ): Promise<PersonalOpening> {
    await this.writeOpenings(profile, scriptId, [lead.lead_id], () => lead)
    return this.opening(scriptId, lead)
  }

  #hasTrueOpening(scriptId: string, lead: LeadDetail): boolean {
    const written = this.#store.opening(scriptId, lead.lead_id)
    return written !== null && mayBeSpoken(written, lead)
  }

  opening(scriptId: string, lead: LeadDetail): PersonalOpening {
    return this.#store.opening(scriptId, lead.lead_id) ?? buildOpening(lead, firstName(lead))
  }

  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeout = new AbortController()
    const cancel = this.#clock.wakeAfter(WRITE_TIMEOUT_MS, () => timeout.abort())
    try {
      return await work(timeout.signal)
    } finally {
      cancel()
    }
  }
}

/** Every fact it names belongs to the lead, and it promises nothing that is forbidden in every script. */
function mayBeSpoken(opening: PersonalOpening, lead: LeadDetail): boolean {
  const known = new Set(factsOf(lead).map(({ factId }) => factId))
  const text = opening.text.trim()
  return (
    text.length >= 20 &&
    text.length <= 320 &&
    opening.factIds.every((factId) => known.has(factId)) &&
    !/\$|discount|deductible|\bhuman\b/i.test(text) &&
    forbiddenIn(text) === null &&
    !isOptOut(text)
  )
}

const withForbiddenClaims = (script: Script): Script => ({
  ...script,
  forbidden_claims: [...new Set([...FORBIDDEN_CLAIMS, ...script.forbidden_claims])].slice(0, 30),
})

function commonFacts(leads: readonly LeadDetail[]): string[] {
  const counts = new Map<string, number>()
  for (const lead of leads)
    for (const { code } of lead.roof_findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([code, count]) => `${count} of ${counted(leads.length, 'lead')}: ${code.replaceAll('_', ' ')}`)
}
