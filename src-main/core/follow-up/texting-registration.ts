import type { TextingState } from '../../../src-preload/contract/follow-ups.ts'
import type { Clock } from '../clock.ts'
import type { TextFacts } from '../compliance/text-gate.ts'
import { messageOf } from '../message-of.ts'
import { HOUR_MS, isoInstant } from '../time.ts'
import type { TextLine } from './text-line.ts'

export interface RegistrationParts {
  readonly clock: Clock
  readonly line: TextLine
  readonly callerId: () => string | null
  /** What the carrier said last, kept over a restart. */
  readonly memory: { read(): KeptRegistration | null; write(kept: KeptRegistration): void }
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

export interface KeptRegistration {
  readonly phone: string
  readonly status: 'active' | 'pending' | 'none'
  readonly checkedAtMs: number
}

const CHECK_AGAIN_MS = 6 * HOUR_MS
const TRY_AGAIN_MS = 60_000

/** Whether the carriers have accepted the sending number for texts; asked again and again, since it may change either way. */
export class TextingRegistration {
  readonly #parts: RegistrationParts
  readonly #end = new AbortController()
  #cancel: () => void = () => {}
  #failure: string | null = null
  constructor(parts: RegistrationParts) {
    this.#parts = parts
  }

  start(): void {
    void this.#checkAndWait()
  }

  stop(): void {
    this.#end.abort()
    this.#cancel()
  }

  /** For the gate: null when nothing is known of the number that texts come from now. */
  current(): TextFacts['registration'] {
    const kept = this.#parts.memory.read()
    return kept && kept.phone === this.#parts.callerId() ? kept : null
  }

  async check(): Promise<TextingState> {
    const { callerId, line, memory, clock, log } = this.#parts
    const phone = callerId()
    if (phone !== null) {
      try {
        const status = await line.registration(phone, this.#end.signal)
        this.#failure = null
        if (!this.#end.signal.aborted) memory.write({ phone, status, checkedAtMs: Math.round(clock.nowMs()) })
      } catch (error) {
        this.#failure = messageOf(error)
        log('whether texts may be sent could not be found out', { detail: this.#failure })
      }
    }
    return this.state()
  }

  state(): TextingState {
    const known = this.current()
    const status = known?.status ?? 'unknown'
    return {
      registration: status,
      checked_at: known ? isoInstant(known.checkedAtMs) : null,
      blocked_because: status === 'active' ? null : this.#because(status),
    }
  }

  #because(status: TextingState['registration']): string {
    if (this.#parts.callerId() === null) return 'You have not set the number that calls and texts come from.'
    switch (status) {
      case 'pending':
        return 'Your number is being registered for texting (10DLC); the carriers have not accepted it yet.'
      case 'none':
        return 'Your number is not registered for texting. Register your brand and a campaign (10DLC) with Telnyx and assign the number to it.'
      default:
        return this.#failure ?? 'The carrier has not been asked yet.'
    }
  }

  async #checkAndWait(): Promise<void> {
    await this.check()
    if (this.#end.signal.aborted) return
    const delayMs = this.#failure === null ? CHECK_AGAIN_MS : TRY_AGAIN_MS
    this.#cancel = this.#parts.clock.wakeAfter(delayMs, () => void this.#checkAndWait())
  }
}
