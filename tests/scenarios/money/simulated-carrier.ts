import type {
  CarrierEvent,
  DialAnswer,
  DialRequest,
  EndCause,
} from '../../../src-main/core/call/phone-line.ts'
import type { Clock } from '../../../src-main/core/clock.ts'
import { VendorFailure } from '../../../src-main/core/vendor-failure.ts'
import type { Chance } from '../../doubles/chance.ts'

/** A call as the carrier's own books have it. */
export interface CarrierCall {
  readonly callId: string
  readonly carrierCallId: string
  answeredAtMs: number | null
  endedAtMs: number | null
  billedSeconds: number
  /** The program ended, or a hang-up was not taken, while it was up: it may have talked beyond what was set aside. */
  disturbed: boolean
  readonly cancels: (() => void)[]
}

export interface CarrierParts {
  readonly clock: Clock
  readonly chance: Chance
  readonly tell: (event: CarrierEvent, afterMs: number) => void
  /** Asked at the moment of a dial, of what is committed by then. */
  readonly dialed: (request: DialRequest) => void
}

/** News is under way for up to so long. */
const NEWS_MS = 1_200
const HANG_UP_MS = 700

/** A carrier that dials, rings, bills and loses answers; it goes on whatever becomes of the program. */
export class SimulatedCarrier {
  readonly calls: CarrierCall[] = []
  readonly #parts: CarrierParts

  constructor(parts: CarrierParts) {
    this.#parts = parts
  }

  dial(request: DialRequest): DialAnswer {
    const { chance, dialed } = this.#parts
    dialed(request)
    const luck = chance.next()
    if (luck < 0.04)
      return { placed: false, because: 'refused', reason: 'not in service', detail: 'not in service' }
    if (luck < 0.07) return { placed: false, because: 'rate-limited', reason: 'too fast', detail: 'too fast' }
    if (luck < 0.08)
      return { placed: false, because: 'locked-out', reason: 'account blocked', detail: 'account blocked' }
    if (luck < 0.1) throw new VendorFailure('telnyx', 'unclear', 'no answer, and nothing was dialed')
    const call = this.#place(request)
    if (luck < 0.14) throw new VendorFailure('telnyx', 'unclear', 'the answer was lost')
    return { placed: true, carrierCallId: call.carrierCallId }
  }

  hangUp(carrierCallId: string): void {
    const { clock, chance } = this.#parts
    const call = this.#find(carrierCallId)
    if (!call || call.endedAtMs !== null) return
    if (chance.next() < 0.04) {
      call.disturbed = true
      throw new VendorFailure('telnyx', 'unavailable', 'the hang-up was not taken')
    }
    clock.wakeAfter(chance.between(50, HANG_UP_MS), () => this.#end(call, 'talked', 'us'))
  }

  lookUp(carrierCallId: string): 'alive' | 'ended' | 'unknown' {
    const call = this.#find(carrierCallId)
    if (!call) return 'unknown'
    return call.endedAtMs === null ? 'alive' : 'ended'
  }

  findDialed(callId: string): string | null {
    return this.calls.find((call) => call.callId === callId && call.endedAtMs === null)?.carrierCallId ?? null
  }

  #find(carrierCallId: string): CarrierCall | null {
    return this.calls.find((call) => call.carrierCallId === carrierCallId) ?? null
  }

  #place({ callId, timeLimitSeconds }: DialRequest): CarrierCall {
    const { clock, chance } = this.#parts
    const call: CarrierCall = {
      callId,
      carrierCallId: `v3:${callId}:${this.calls.length}`,
      answeredAtMs: null,
      endedAtMs: null,
      billedSeconds: 0,
      disturbed: false,
      cancels: [],
    }
    this.calls.push(call)
    this.#tell(call, { type: 'initiated' })
    const ringMs = chance.between(1_000, 20_000)
    const later = (delayMs: number, step: () => void) => call.cancels.push(clock.wakeAfter(delayMs, step))
    if (chance.next() < 0.3)
      later(ringMs, () => this.#end(call, chance.from(['no_answer', 'busy', 'rejected']), 'unknown'))
    else
      later(ringMs, () => {
        call.answeredAtMs = clock.nowMs()
        this.#tell(call, { type: 'answered' })
        const talkMs = Math.min(timeLimitSeconds * 1_000, this.#talkMs())
        later(talkMs, () => this.#end(call, 'talked', 'homeowner'))
      })
    return call
  }

  /** Often close to a whole minute, where a minute too many or too few is counted. */
  #talkMs(): number {
    const { chance } = this.#parts
    if (chance.next() < 0.4) return chance.between(1, 4) * 60_000 + chance.between(-1_500, 1_500)
    return chance.between(500, 280_000)
  }

  #end(call: CarrierCall, cause: EndCause, endedBy: 'homeowner' | 'us' | 'unknown'): void {
    if (call.endedAtMs !== null) return
    const { clock, chance } = this.#parts
    for (const cancel of call.cancels) cancel()
    call.endedAtMs = clock.nowMs()
    if (call.answeredAtMs !== null)
      call.billedSeconds = Math.ceil((call.endedAtMs - call.answeredAtMs) / 1_000)
    const ended = {
      type: 'ended' as const,
      cause: call.answeredAtMs === null && endedBy === 'us' ? ('canceled' as const) : cause,
      endedBy,
      detail: '',
      startedAtMs: call.answeredAtMs,
      endedAtMs: call.endedAtMs,
    }
    const priced = { type: 'priced' as const, billedSeconds: call.billedSeconds, totalCost: null }
    // The bill may come before the news of the end, and either may come twice.
    const billFirst = chance.next() < 0.1
    this.#tell(call, billFirst ? priced : ended)
    this.#tell(call, billFirst ? ended : priced, chance.between(1, 40_000))
  }

  #tell(
    { callId, carrierCallId }: CarrierCall,
    news: {
      [Type in CarrierEvent['type']]: Omit<
        Extract<CarrierEvent, { type: Type }>,
        'callId' | 'carrierCallId' | 'occurredAtMs'
      >
    }[CarrierEvent['type']],
    afterMs = 0,
  ): void {
    const { clock, chance, tell } = this.#parts
    const event = { ...news, callId, carrierCallId, occurredAtMs: clock.nowMs() } as CarrierEvent
    tell(event, afterMs + chance.between(20, NEWS_MS))
  }
}
