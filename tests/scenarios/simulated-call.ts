import { freeSlots } from '../../src-main/core/booking/slots.ts'
import { callTools } from '../../src-main/core/call/live/call-tools.ts'
import { LiveCall } from '../../src-main/core/call/live/live-call.ts'
import type { LiveCallState } from '../../src-main/core/call/live/live-call-parts.ts'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import type { PreparedLines } from '../../src-main/core/call/speech/prepared-lines.ts'
import type { Transcriber, TurnListener } from '../../src-main/core/call/speech/transcriber.ts'
import type { Voice } from '../../src-main/core/call/speech/voice.ts'
import { emptyProfile } from '../../src-main/core/contractor.ts'
import { buildScript } from '../../src-main/core/conversation/build-script.ts'
import { type FixedLines, fixedLines } from '../../src-main/core/conversation/fixed-lines.ts'
import type { LanguageModel } from '../../src-main/core/conversation/language-model.ts'
import { defaultTurnRules, type FixedLine, type HangUpReason } from '../../src-main/core/turn-taking/turn.ts'
import type { Character } from '../../src-main/practice/homeowners/character.ts'
import { SimulatedPhone } from '../../src-main/rehearsal/simulated-phone.ts'
import { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import type { Script } from '../../src-preload/contract/campaigns.ts'
import { type Faults, NO_FAULTS, simulatedModel, simulatedVoice } from './simulated-vendors.ts'

export const profile = {
  ...emptyProfile,
  legal_name: 'Summit Ridge Roofing LLC',
  display_name: 'Summit Ridge Roofing',
  callback_number: '+15125550198',
  recording: 'announced' as const,
}
const script: Script = buildScript(profile)

export interface CallResult {
  readonly turns: TurnView[]
  readonly homeowner: SimulatedPhone
  readonly suppressed: string[]
  readonly actions: string[]
  readonly hangUps: HangUpReason[]
  readonly endedBy: 'agent' | 'homeowner' | 'nobody'
  readonly durationMs: number
  readonly booked: boolean
  readonly endReason: string | null
  readonly log: CallLogEntry[]
}

const MAX_CALL_MS = 420_000

/** Who recognises, speaks and thinks in a simulated call. */
export interface CallVendors {
  readonly transcriber: Transcriber
  readonly voice: Voice
  readonly model: LanguageModel
  /** What the phone says a recogniser would understand goes here; left out: straight to the call. */
  readonly hears?: TurnListener
  /** Every entry of the call's log as it is written, and what the agent does. */
  readonly watches?: (entry: CallLogEntry, state: LiveCallState['agentState']) => void
  /** What the Live screen shows after each change, and what is on record by then. */
  readonly shows?: (state: LiveCallState, onRecord: ReadonlyMap<string, TurnView>) => void
}

/**
 * One whole conversation between the real loop and a simulated homeowner, on a virtual clock.
 * `meanwhile` tells what else happens, by milliseconds since the answer.
 */
export const simulateCall = (
  character: Character,
  seed: number,
  faults: Faults = NO_FAULTS,
  meanwhile: Readonly<Record<number, (call: LiveCall) => void>> = {},
): Promise<CallResult> =>
  simulateCallWith(character, seed, (clock, lines) => plainVendors(clock, lines, faults), meanwhile)

export const plainVendors = (
  clock: VirtualClock,
  lines: SpokenLines,
  faults: Faults = NO_FAULTS,
): CallVendors => ({
  transcriber: { open: async () => DEAF },
  voice: {
    open: async (listener) => simulatedVoice(clock, lines, listener, faults),
    render: async (text) => lines.speak(`${text} `),
  },
  model: simulatedModel(clock, faults),
})

/** The phone tells what was recognised; nobody needs to listen besides. */
const DEAF = { sendAudio: () => {}, close: () => {} }
const HEARING = { language: 'en', keyterms: [] } as const
/** Before the phone rings everything is open; with sound vendors that takes a moment. */
const OPEN_WITHIN_MS = 15_000

/** The same with vendors of any kind. */
export async function simulateCallWith(
  character: Character,
  seed: number,
  vendorsFor: (clock: VirtualClock, lines: SpokenLines) => CallVendors,
  meanwhile: Readonly<Record<number, (call: LiveCall) => void>> = {},
): Promise<CallResult> {
  const clock = new VirtualClock()
  const lines = new SpokenLines()
  const vendors = vendorsFor(clock, lines)
  const ended = new AbortController()
  const homeowner = new SimulatedPhone(clock, lines, character, seed)
  const turns = new Map<string, TurnView>()
  const suppressed: string[] = []
  const hangUps: HangUpReason[] = []
  const log: CallLogEntry[] = []
  const texts = fixedLines({
    agentName: profile.agent_name,
    legalName: profile.legal_name,
    recording: profile.recording,
    firstName: 'Alex',
    opening: null,
    callbackSpoken: 'our office number',
  })
  let booked = false
  let state: LiveCallState['agentState'] = 'waiting'
  let endReason: string | null = null
  const prepared = (words: FixedLines): PreparedLines => ({
    texts: words,
    rendered: new Map(
      (Object.keys(words) as FixedLine[]).map((name) => [name, lines.speak(`${words[name]} `)]),
    ),
  })
  const call = new LiveCall({
    callId: 'call_test',
    clock,
    rules: defaultTurnRules,
    maxDurationMs: MAX_CALL_MS,
    model: vendors.model,
    system: `<contractor>${JSON.stringify(profile)}</contractor><script>${JSON.stringify(script)}</script>`,
    brief:
      '<lead_facts>{"name":"Alex Sample","address":"100 Example Street, Austin, TX"}</lead_facts>\nThe call is connected.',
    script,
    lines: { first: 'en', of: { en: prepared(texts) } },
    stream: homeowner,
    isOurs: () => true,
    openDeskTranscriber: async () => ({ sendAudio: () => {}, close: () => {} }),
    callTools: callTools({
      nowMs: clock.nowMs,
      timeZone: 'America/Chicago',
      freeSlots: () =>
        freeSlots({
          nowMs: clock.nowMs(),
          timeZone: 'America/Chicago',
          workingHours: profile.working_hours,
          crews: 2,
          location: null,
          taken: [],
        }),
      offer: () => {},
      inspection: () => null,
      reschedule: () => false,
      cancelInspection: () => {},
      book: () => {
        booked = true
        return true
      },
      scheduleCallback: () => ({ spoken: 'tomorrow at 10', written: 'Tuesday, November 24 at 10:00 AM' }),
      markNotInterested: () => {},
      suppress: (words) => suppressed.push(words),
      note: () => {},
      endCall: (reason) => {
        endReason = reason
      },
    }),
    observer: {
      turnSpoken: (turn) => turns.set(turn.turn_id, turn),
      deskActed: () => {},
      audioPassed: () => {},
      changed(shown) {
        state = shown.agentState
        vendors.shows?.(shown, turns)
      },
      suppress: (words) => suppressed.push(words),
      hangUp: (reason) => hangUps.push(reason),
      answeredBy: () => {},
      disclosureHeard: () => {},
      logged: (entry) => {
        log.push(entry)
        vendors.watches?.(entry, state)
      },
      measured: () => {},
      counted: () => {},
    },
  })
  let isOpen = false
  const opening = Promise.all([
    vendors.transcriber.open(HEARING, call.hearing, ended.signal),
    vendors.voice.open(call.speech, ended.signal),
  ]).then((sessions) => {
    isOpen = true
    call.use(...sessions)
  })
  await clock.run(OPEN_WITHIN_MS, () => isOpen)
  await opening
  homeowner.agentOwes = () => ['greeting', 'thinking', 'speaking'].includes(state)
  const answeredAtMs = clock.monotonicMs()
  homeowner.pickUp(call, vendors.hears ?? call.hearing)
  for (const [atMs, act] of Object.entries(meanwhile)) clock.wakeAfter(Number(atMs), () => act(call))
  await clock.run(MAX_CALL_MS + 60_000, () => homeowner.hungUp || hangUps.length > 0)
  const durationMs = clock.monotonicMs() - answeredAtMs
  const endedBy = hangUps.length > 0 ? 'agent' : homeowner.hungUp ? 'homeowner' : 'nobody'
  call.close()
  ended.abort()
  const spoken = [...turns.values()].sort((a, b) => a.started_at_ms - b.started_at_ms)
  return {
    turns: spoken,
    homeowner,
    suppressed,
    actions: spoken.flatMap((turn) => turn.actions),
    hangUps,
    endedBy,
    durationMs,
    booked,
    endReason,
    log,
  }
}
