import type { TurnView } from '../../src-preload/contract/calls.ts'
import type { Homeowner, RehearsedCall } from '../../src-preload/contract/rehearsals.ts'
import { spokenTime } from '../core/booking/named-time.ts'
import { LiveCall } from '../core/call/live/live-call.ts'
import type { LiveCallState } from '../core/call/live/live-call-parts.ts'
import { turnRules } from '../core/call/live/turn-rules.ts'
import type { CallLogEntry } from '../core/call/log/call-log.ts'
import type { CallLines, PreparedLines } from '../core/call/speech/prepared-lines.ts'
import { rehearsedCall } from '../core/call/trial/rehearsed-call.ts'
import { ToolsOnTrial } from '../core/call/trial/tools-on-trial.ts'
import { type FixedLines, fixedLines, spokenPhone } from '../core/conversation/fixed-lines.ts'
import { agentSystemPrompt } from '../core/conversation/prompts.ts'
import type { RehearsalSetting, Rehearser } from '../core/conversation/rehearser.ts'
import type { FixedLine, HangUpReason } from '../core/turn-taking/turn.ts'
import type { Character } from '../practice/homeowners/character.ts'
import { CHARACTERS } from '../practice/homeowners/directory.ts'
import { modelInItsOwnTime } from './model-in-its-own-time.ts'
import { silentVoice } from './silent-voice.ts'
import { SimulatedPhone } from './simulated-phone.ts'
import { SpokenLines } from './spoken-lines.ts'
import { VirtualClock } from './virtual-clock.ts'

const NAME = 'Alex Sample'
const ADDRESS = '100 Example Street, Austin, TX'
/** After the agent's own cap, so that a call which does not end is seen as one. */
const GRACE_MS = 60_000

/** The homeowners who pick up the phone and talk. */
const PEOPLE = CHARACTERS.filter(({ kind, pickUp }) => kind === 'person' && pickUp.how === 'answers')

/** `realMs` is a monotonic clock of the real world: it tells how long the model took. */
export function rehearser(realMs: () => number): Rehearser {
  return {
    homeowners: () => PEOPLE.map(viewOf),
    async call(homeownerId, seed, setting) {
      const character = PEOPLE.find(({ id }) => id === homeownerId)
      if (!character) throw new Error(`There is no homeowner "${homeownerId}" to rehearse with.`)
      return new Rehearsal(character, seed, setting, realMs).play()
    },
  }
}

const viewOf = ({ id, summary }: Character): Homeowner => ({
  homeowner_id: id,
  name: NAMES[id] ?? id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase()),
  summary,
})

/** Where the words of the id do not read as a person would say it. */
const NAMES: Readonly<Record<string, string>> = {
  'asks-if-robot': 'Asks if it is a robot',
  'busy-call-later': 'Busy: call me later',
  'pauses-mid-sentence': 'Pauses in mid-sentence',
  'presses-nine': 'Presses 9',
  'says-mm-hm': 'Says “mm-hm”',
  'sceptical-about-price': 'Skeptical about price',
  'stop-calling': 'Says “stop calling me”',
}

/** One call between the real loop and a simulated homeowner. */
class Rehearsal {
  readonly #callId: string
  readonly #character: Character
  readonly #setting: RehearsalSetting
  readonly #clock: VirtualClock
  readonly #lines = new SpokenLines()
  readonly #phone: SimulatedPhone
  readonly #disclosures: readonly string[]
  readonly #call: LiveCall
  readonly #turns = new Map<string, TurnView>()
  readonly #log: CallLogEntry[] = []
  readonly #hangUps: HangUpReason[] = []
  readonly #tools: ToolsOnTrial
  #state: LiveCallState['agentState'] = 'waiting'

  constructor(character: Character, seed: number, setting: RehearsalSetting, realMs: () => number) {
    this.#character = character
    this.#setting = setting
    this.#callId = `${character.id}-${seed}`
    this.#clock = new VirtualClock(setting.nowMs)
    this.#phone = new SimulatedPhone(this.#clock, this.#lines, character, seed)
    const { profile, script } = setting
    this.#tools = new ToolsOnTrial(profile, this.#clock.nowMs)
    const facts = {
      agentName: profile.agent_name,
      legalName: profile.legal_name,
      recording: profile.recording,
      firstName: NAME.split(' ')[0] ?? NAME,
      opening: null,
      callbackSpoken: profile.callback_number ? spokenPhone(profile.callback_number) : 'our office number',
    }
    const [english, spanish] = [fixedLines(facts), fixedLines(facts, 'es')]
    this.#disclosures = [english.disclosure, spanish.disclosure]
    this.#call = new LiveCall({
      callId: this.#callId,
      clock: this.#clock,
      rules: turnRules(setting.voiceConfiguration),
      maxDurationMs: this.#maxDurationMs,
      model: modelInItsOwnTime(setting.model, this.#clock, realMs),
      system: agentSystemPrompt(setting.templates, profile, script),
      brief: this.#brief(),
      script,
      lines: this.#linesOf(english, spanish),
      stream: this.#phone,
      isOurs: () => true,
      openDeskTranscriber: async () => DEAF,
      callTools: this.#tools,
      observer: {
        turnSpoken: (turn) => this.#turns.set(turn.turn_id, turn),
        deskActed: () => {},
        audioPassed: () => {},
        changed: ({ agentState }) => {
          this.#state = agentState
        },
        suppress: () => this.#tools.suppress(),
        hangUp: (reason) => this.#hangUps.push(reason),
        answeredBy: () => {},
        disclosureHeard: () => {},
        logged: (entry) => this.#log.push(entry),
        measured: () => {},
        counted: () => {},
      },
    })
    this.#call.use(DEAF, silentVoice(this.#clock, this.#lines, this.#call.speech))
    this.#phone.agentOwes = () => ['greeting', 'thinking', 'speaking'].includes(this.#state)
  }

  async play(): Promise<RehearsedCall> {
    this.#phone.pickUp(this.#call, this.#call.hearing)
    const over = () => this.#phone.hungUp || this.#hangUps.length > 0
    await this.#clock.run(this.#maxDurationMs + GRACE_MS, over)
    const durationMs = this.#clock.monotonicMs()
    const endedBy = this.#hangUps.length > 0 ? 'agent' : this.#phone.hungUp ? 'homeowner' : 'nobody'
    this.#call.close()
    return rehearsedCall({
      callId: this.#callId,
      homeowner: viewOf(this.#character),
      turns: this.#turns.values(),
      log: this.#log,
      tools: this.#tools,
      disclosures: this.#disclosures,
      quotable: [JSON.stringify(this.#setting.script), this.#brief()],
      endedBy,
      durationMs,
      maxDurationMs: this.#maxDurationMs + GRACE_MS / 2,
      owedSilenceMs: this.#phone.longestOwedSilenceMs,
    })
  }

  #brief(): string {
    const { profile, nowMs } = this.#setting
    const facts = {
      name: NAME,
      address: ADDRESS,
      local_time: spokenTime(nowMs, profile.time_zone),
      facts: [],
      notes: [],
    }
    return `<lead_facts>${JSON.stringify(facts)}</lead_facts>\nThe call is connected. The fixed opening is spoken by the phone system and appears below as far as it was heard.`
  }

  get #maxDurationMs(): number {
    return this.#setting.voiceConfiguration.max_duration_seconds * 1_000
  }

  /** The language that the contractor chose, or both. */
  #linesOf(english: FixedLines, spanish: FixedLines): CallLines {
    const { language } = this.#setting.voiceConfiguration
    if (language === 'es') return { first: 'es', of: { es: this.#spoken(spanish) } }
    if (language === 'en') return { first: 'en', of: { en: this.#spoken(english) } }
    return { first: 'en', of: { en: this.#spoken(english), es: this.#spoken(spanish) } }
  }

  #spoken(texts: FixedLines): PreparedLines {
    const names = Object.keys(texts) as FixedLine[]
    return {
      texts,
      rendered: new Map(names.map((name) => [name, this.#lines.speak(`${texts[name]} `)])),
    }
  }
}

/** The simulated phone tells what was recognised; nobody needs to listen besides. */
const DEAF = { sendAudio: () => {}, close: () => {} }
