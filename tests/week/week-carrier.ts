import type { CarrierEvent, DialAnswer, DialRequest, EndCause } from '../../src-main/core/call/phone-line.ts'
import type { StreamListener } from '../../src-main/core/call/relay-link.ts'
import type { TurnListener } from '../../src-main/core/call/speech/transcriber.ts'
import { hashText } from '../../src-main/practice/chance.ts'
import { SimulatedPhone } from '../../src-main/rehearsal/simulated-phone.ts'
import type { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { type PickUp, pickUpOf } from './households.ts'
import type { WeekRelay } from './week-relay.ts'

/** One call as the carrier knows it. */
export interface Leg {
  readonly carrierCallId: string
  readonly request: DialRequest
  readonly dialedAtMs: number
  readonly pickUp: PickUp
  answeredAtMs: number | null
  endedAtMs: number | null
  cause: EndCause | null
  billedSeconds: number
  phone: SimulatedPhone | null
}

/** How a run of Ridgeline hears a call; gone with that run. */
export interface CallEars {
  readonly stream: StreamListener
  readonly turns: TurnListener
}

const TOLD_AFTER_MS = 200
const MACHINE_JUDGED_MS = 3_600
const PERSON_JUDGED_MS = 2_200
const PERSON_LEAVES_MS = 400
/** The relay's lifeboat says its lines and hangs up when the desktop does not come back. */
const LIFEBOAT_MS = 20_000
const BILL_AFTER_MS = 3_000
const BILLING_STEP_S = 60

/** The carrier and the homeowners. They live through every crash: what they know is what the rules are checked against. */
export class WeekCarrier {
  readonly legs: Leg[] = []
  readonly #clock: VirtualClock
  readonly #lines: SpokenLines
  readonly #relay: WeekRelay
  readonly #seed: number
  readonly #byCommand = new Map<string, Leg>()
  readonly #byId = new Map<string, Leg>()
  /** The calls that are up or ring, by Ridgeline's own id. */
  readonly #open = new Map<string, Leg>()
  readonly #dialsTo = new Map<string, number>()
  readonly #told: CarrierEvent[] = []
  #earsOf: ((callId: string) => CallEars | null) | null = null

  constructor(clock: VirtualClock, lines: SpokenLines, relay: WeekRelay, seed: number) {
    this.#clock = clock
    this.#lines = lines
    this.#relay = relay
    this.#seed = seed
  }

  /** A run of Ridgeline hears its calls. */
  connect(earsOf: (callId: string) => CallEars | null): void {
    this.#earsOf = earsOf
  }

  /** That run is gone, in the middle of whatever it did. */
  disconnect(): void {
    this.#earsOf = null
    for (const leg of this.#open.values()) {
      if (leg.phone === null) continue
      leg.phone.close()
      this.#clock.wakeAfter(LIFEBOAT_MS, () => this.#end(leg, 'talked', 'us'))
    }
  }

  dial(request: DialRequest): DialAnswer {
    // Telnyx runs a command once, however often it comes (protocols/telnyx.md).
    const known = this.#byCommand.get(request.commandId)
    if (known) return { placed: true, carrierCallId: known.carrierCallId }
    const nth = (this.#dialsTo.get(request.to) ?? 0) + 1
    this.#dialsTo.set(request.to, nth)
    const leg: Leg = {
      carrierCallId: `v3:leg-${this.legs.length + 1}`,
      request,
      dialedAtMs: this.#clock.nowMs(),
      pickUp: pickUpOf(this.#seed, request.to, nth),
      answeredAtMs: null,
      endedAtMs: null,
      cause: null,
      billedSeconds: 0,
      phone: null,
    }
    this.legs.push(leg)
    this.#byCommand.set(request.commandId, leg)
    this.#byId.set(leg.carrierCallId, leg)
    this.#open.set(request.callId, leg)
    this.#later(leg, TOLD_AFTER_MS, () => this.#tell(leg, { type: 'initiated' }))
    this.#ring(leg)
    return { placed: true, carrierCallId: leg.carrierCallId }
  }

  hangUp(carrierCallId: string): void {
    const leg = this.#byId.get(carrierCallId)
    if (leg) this.#end(leg, leg.answeredAtMs === null ? 'canceled' : 'talked', 'us')
  }

  lookUp(carrierCallId: string): 'alive' | 'ended' | 'unknown' {
    const leg = this.#byId.get(carrierCallId)
    if (!leg) return 'unknown'
    return leg.endedAtMs === null ? 'alive' : 'ended'
  }

  findDialed(callId: string): string | null {
    return this.#open.get(callId)?.carrierCallId ?? null
  }

  /** The phone of a call that is up, towards which the agent speaks. */
  phoneOf(callId: string): SimulatedPhone | null {
    return this.#open.get(callId)?.phone ?? null
  }

  newsSince(sinceMs: number): CarrierEvent[] {
    return this.#told.filter(({ occurredAtMs }) => (occurredAtMs ?? 0) >= sinceMs)
  }

  #ring(leg: Leg): void {
    const { how } = leg.pickUp
    if (how === 'busy') return this.#later(leg, 1_500, () => this.#end(leg, 'busy', 'homeowner'))
    if (how === 'unreachable') return this.#later(leg, 900, () => this.#end(leg, 'unreachable', 'unknown'))
    if (how === 'rings-out')
      return this.#later(leg, leg.request.ringTimeoutSeconds * 1_000, () =>
        this.#end(leg, 'no_answer', 'unknown'),
      )
    this.#later(leg, how === 'person' ? 5_000 : 11_000, () => this.#answer(leg, leg.pickUp))
  }

  #answer(leg: Leg, pickUp: PickUp): void {
    if (pickUp.how !== 'person' && pickUp.how !== 'voicemail') return
    leg.answeredAtMs = this.#clock.nowMs()
    this.#tell(leg, { type: 'answered' })
    const isPerson = pickUp.how === 'person' && pickUp.character.kind === 'person'
    this.#later(leg, isPerson ? PERSON_JUDGED_MS : MACHINE_JUDGED_MS, () =>
      this.#tell(leg, { type: 'machine-judged', verdict: verdictOf(pickUp) }),
    )
    const ears = this.#earsOf?.(leg.request.callId)
    if (!ears) return
    const phone = new SimulatedPhone(
      this.#clock,
      this.#lines,
      pickUp.character,
      hashText(leg.request.to) ^ this.#seed,
    )
    leg.phone = phone
    phone.pickUp(named(ears.stream, leg.carrierCallId), ears.turns)
    this.#watchPerson(leg, phone, pickUp.how === 'person' ? pickUp.leavesAfterMs : null)
  }

  /** A person who puts the phone down ends the call. */
  #watchPerson(leg: Leg, phone: SimulatedPhone, leavesAfterMs: number | null): void {
    if (leg.endedAtMs !== null || this.#earsOf === null) return
    const upMs = this.#clock.nowMs() - (leg.answeredAtMs ?? 0)
    if (phone.hungUp || (leavesAfterMs !== null && upMs >= leavesAfterMs))
      return this.#end(leg, 'talked', 'homeowner')
    this.#clock.wakeAfter(PERSON_LEAVES_MS, () => this.#watchPerson(leg, phone, leavesAfterMs))
  }

  #later(leg: Leg, delayMs: number, step: () => void): void {
    this.#clock.wakeAfter(delayMs, () => {
      if (leg.endedAtMs === null) step()
    })
  }

  #end(leg: Leg, cause: EndCause, endedBy: 'homeowner' | 'us' | 'unknown'): void {
    if (leg.endedAtMs !== null) return
    leg.phone?.close()
    if (this.#open.get(leg.request.callId) === leg) this.#open.delete(leg.request.callId)
    leg.endedAtMs = this.#clock.nowMs()
    leg.cause = cause
    const talkedMs = leg.answeredAtMs === null ? 0 : leg.endedAtMs - leg.answeredAtMs
    leg.billedSeconds = Math.ceil(talkedMs / 1_000 / BILLING_STEP_S) * BILLING_STEP_S
    this.#tell(leg, {
      type: 'ended',
      cause,
      endedBy,
      detail: '',
      startedAtMs: leg.answeredAtMs,
      endedAtMs: leg.endedAtMs,
    })
    this.#clock.wakeAfter(BILL_AFTER_MS, () =>
      this.#tell(leg, { type: 'priced', billedSeconds: leg.billedSeconds, totalCost: '0.01' }),
    )
  }

  #tell(leg: Leg, what: WhatHappened): void {
    const event = {
      ...what,
      callId: leg.request.callId,
      carrierCallId: leg.carrierCallId,
      occurredAtMs: this.#clock.nowMs(),
    } as CarrierEvent
    this.#told.push(event)
    this.#relay.webhook(event)
  }
}

type Untold<Event> = Event extends CarrierEvent
  ? Omit<Event, 'callId' | 'carrierCallId' | 'occurredAtMs'>
  : never
type WhatHappened = Untold<CarrierEvent>

function verdictOf({
  character,
  how,
}: Extract<PickUp, { character: unknown }>): 'human' | 'machine' | 'unsure' {
  if (how === 'voicemail') return 'machine'
  return character.kind === 'machine' ? 'unsure' : 'human'
}

/** The stream says whose call it carries. */
function named(listener: StreamListener, carrierCallId: string): StreamListener {
  return {
    streamStarted: (start) => listener.streamStarted({ ...start, callControlId: carrierCallId }),
    audioArrived: (audio, offsetMs) => listener.audioArrived(audio, offsetMs),
    markReturned: (name) => listener.markReturned(name),
    digitPressed: (digit) => listener.digitPressed(digit),
    streamBroke: () => listener.streamBroke(),
    streamResumed: () => listener.streamResumed(),
    streamStopped: (reason) => listener.streamStopped(reason),
  }
}
