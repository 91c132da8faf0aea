import { FRAME_BYTES, PCMU_SILENCE } from '../../src-main/core/audio/pcmu.ts'
import { LiveCall } from '../../src-main/core/call/live/live-call.ts'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import type { MediaStream } from '../../src-main/core/call/relay-link.ts'
import type { PreparedLines } from '../../src-main/core/call/speech/prepared-lines.ts'
import type { TranscriberListener } from '../../src-main/core/call/speech/transcriber.ts'
import { pause } from '../../src-main/core/clock.ts'
import { emptyProfile } from '../../src-main/core/contractor.ts'
import { buildScript } from '../../src-main/core/conversation/build-script.ts'
import { type FixedLines, fixedLines, type LineFacts } from '../../src-main/core/conversation/fixed-lines.ts'
import type {
  LanguageModel,
  ModelMessage,
  ReplyPart,
} from '../../src-main/core/conversation/language-model.ts'
import {
  defaultTurnRules,
  type FixedLine,
  type HangUpReason,
  type TurnRules,
} from '../../src-main/core/turn-taking/turn.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import type { DeskAct, TurnView } from '../../src-preload/contract/calls.ts'
import { NO_FAULTS, simulatedVoice } from './simulated-vendors.ts'

const TOKEN_MS = 15
const FIRST_TOKEN_MS = 300
const VOICED = new Uint8Array(FRAME_BYTES).fill(0x20)
const QUIET = new Uint8Array(FRAME_BYTES).fill(PCMU_SILENCE)

/**
 * A phone whose other end does exactly what a test says, on the virtual clock: it hears frame by frame what is
 * played, returns marks as a carrier does, and sends voice or quiet.
 */
export class ScriptedPhone implements MediaStream {
  readonly lines = new SpokenLines()
  /** Everything the ear received so far. */
  heard = ''
  /** Every frame that was played. */
  readonly received: Uint8Array[] = []
  clearedAtMs: number | null = null
  framesSinceClear = 0
  speaking = false
  /** Whether the line brings any audio at all. */
  sending = true
  /** The way to the phone is cut: nothing arrives at either end, and no mark comes back. */
  cut = false
  sentFrames = 0
  #queue: (Uint8Array | string)[] = []
  #call: LiveCall | null = null
  readonly #clock: VirtualClock

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  pickUp(call: LiveCall): void {
    this.#call = call
    call.streamStarted({ callControlId: 'v3:test' })
    this.#clock.everyFrame(() => this.#frame())
  }

  sendAudio(pcmu: Uint8Array): void {
    this.sentFrames++
    if (this.cut) return
    this.#queue.push(pcmu)
    if (this.clearedAtMs !== null) this.framesSinceClear++
  }

  sendMark(name: string): void {
    if (this.cut) return
    this.#queue.push(name)
  }

  clear(): void {
    if (this.cut) {
      this.#queue = []
      return
    }
    this.clearedAtMs = this.#clock.monotonicMs()
    for (const item of this.#queue.splice(0)) if (typeof item === 'string') this.#call?.markReturned(item)
  }

  close(): void {
    this.#queue = []
  }

  #frame(): void {
    this.#returnMarks()
    const frame = this.#queue.shift()
    if (frame instanceof Uint8Array) {
      this.received.push(frame)
      this.heard += this.lines.heardIn(frame)
    }
    this.#returnMarks()
    if (this.sending && !this.cut)
      this.#call?.audioArrived(this.speaking ? VOICED : QUIET, this.#clock.monotonicMs())
  }

  #returnMarks(): void {
    while (typeof this.#queue[0] === 'string') this.#call?.markReturned(this.#queue.shift() as string)
  }
}

export interface ScriptedCall {
  readonly clock: VirtualClock
  readonly phone: ScriptedPhone
  readonly call: LiveCall
  readonly turns: Map<string, TurnView>
  readonly deskActs: DeskAct[]
  readonly hangUps: HangUpReason[]
  readonly suppressed: string[]
  readonly log: CallLogEntry[]
  /** How often the model was asked. */
  readonly asked: { readonly signal: AbortSignal; readonly messages: readonly ModelMessage[] }[]
  /** The recogniser that listens to the person at the desk, while they speak. */
  readonly colleague: { listener: TranscriberListener | null; readonly audio: Uint8Array[] }
}

/** A call whose model answers with the given replies, one after the other, or is `mind`; the disclosure is two words long. */
export function scriptedCall(
  replies: readonly string[],
  rules: Partial<TurnRules> = {},
  outputTokens = 0,
  mind?: (clock: VirtualClock, lines: SpokenLines) => LanguageModel,
): ScriptedCall {
  const clock = new VirtualClock()
  const phone = new ScriptedPhone(clock)
  const turns = new Map<string, TurnView>()
  const deskActs: DeskAct[] = []
  const hangUps: HangUpReason[] = []
  const suppressed: string[] = []
  const log: CallLogEntry[] = []
  const asked: ScriptedCall['asked'] = []
  const facts: LineFacts = {
    agentName: 'Sam',
    legalName: 'Summit Ridge Roofing LLC',
    recording: 'off',
    firstName: 'Alex',
    opening: 'Is now fine?',
    callbackSpoken: 'our office number',
  }
  const texts = { ...fixedLines(facts), disclosure: 'A robot calls.' }
  const spanish = { ...fixedLines(facts, 'es'), disclosure: 'Llama un robot.' }
  const colleague: ScriptedCall['colleague'] = { listener: null, audio: [] }
  const left = [...replies]
  const model: LanguageModel = {
    warmUp: async () => {},
    async *reply(request, signal): AsyncGenerator<ReplyPart> {
      asked.push({ signal, messages: request.messages })
      const text = left.shift() ?? 'All right.'
      await pause(clock, FIRST_TOKEN_MS, signal)
      for (const token of text.match(/\S+\s*/g) ?? []) {
        if (signal.aborted) return
        yield { type: 'text', text: token }
        await pause(clock, TOKEN_MS, signal)
      }
      const usage = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens }
      yield { type: 'stopped', reason: 'finished', usage }
    },
    writeScript: () => Promise.reject(new VendorFailure('anthropic', 'unavailable', 'not in this scenario')),
    writeOpenings: () => Promise.resolve([]),
    summarise: () => Promise.reject(new VendorFailure('anthropic', 'unavailable', 'not in this scenario')),
  }
  const prepared = (words: FixedLines): PreparedLines => ({
    texts: words,
    rendered: new Map(
      (Object.keys(words) as FixedLine[]).map((name) => [name, phone.lines.speak(`${words[name]} `)]),
    ),
  })
  const call: LiveCall = new LiveCall({
    callId: 'call_test',
    clock,
    rules: { ...defaultTurnRules, ...rules },
    maxDurationMs: 600_000,
    model: mind?.(clock, phone.lines) ?? model,
    system: 'You are Sam.',
    brief: 'The call is connected.',
    script: buildScript(emptyProfile),
    lines: { first: 'en', of: { en: prepared(texts), es: prepared(spanish) } },
    stream: phone,
    isOurs: () => true,
    openDeskTranscriber: async (listener) => {
      colleague.listener = listener
      return { sendAudio: (pcmu) => void colleague.audio.push(pcmu), close: () => {} }
    },
    callTools: { run: async () => ({ content: '{}', isError: false, action: null }) },
    observer: {
      turnSpoken: (turn) => turns.set(turn.turn_id, turn),
      deskActed: (act) => deskActs.push(act),
      audioPassed: () => {},
      changed: () => {},
      suppress: (words) => suppressed.push(words),
      hangUp: (reason) => hangUps.push(reason),
      answeredBy: () => {},
      disclosureHeard: () => {},
      logged: (entry) => log.push(entry),
      measured: () => {},
      counted: () => {},
    },
  })
  call.use(
    { sendAudio: () => {}, close: () => {} },
    simulatedVoice(clock, phone.lines, call.speech, NO_FAULTS),
  )
  phone.pickUp(call)
  return { clock, phone, call, turns, deskActs, hangUps, suppressed, log, asked, colleague }
}

/** The homeowner speaks for so long, and the recogniser understands it as a good one does. */
export async function say({ clock, phone, call }: ScriptedCall, text: string, forMs = 600): Promise<void> {
  phone.speaking = true
  await clock.run(160)
  call.hearing.turnStarted()
  await clock.run(Math.max(0, forMs - 160))
  call.hearing.turnUpdated(text)
  phone.speaking = false
  await clock.run(260)
  call.hearing.turnDone(text)
}
