import type { Ids } from '../../clock.ts'
import { messageOf } from '../../message-of.ts'
import type { CallStore } from '../call-record.ts'
import type { PhoneLine } from '../phone-line.ts'

/** How long the carrier may take to confirm a hang-up before it is asked. */
const CONFIRM_MS = 8_000

export interface HangUpParts {
  readonly callId: string
  readonly calls: CallStore
  readonly phoneLine: Pick<PhoneLine, 'hangUp' | 'lookUp'>
  readonly ids: Ids
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly wake: (delayMs: number, step: () => Promise<void>) => void
  readonly hasEnded: () => boolean
  /** The carrier says the call is over, though no news of its end has come. */
  readonly confirmed: (carrierCallId: string) => void
}

/** Brings one call to its end at the carrier, and does not rest before that is confirmed (design invariant 7). */
export class HangUp {
  readonly #parts: HangUpParts
  #wanted = false

  constructor(parts: HangUpParts) {
    this.#parts = parts
  }

  /** Somebody wants the call to end, and the carrier has not named it yet. */
  get wanted(): boolean {
    return this.#wanted
  }

  /** The carrier can hang up only what it has named; until then the wish is remembered. */
  async now(): Promise<void> {
    if (this.#parts.hasEnded()) return
    const carrierCallId = this.#carrierCallId()
    this.#wanted = carrierCallId === null
    if (carrierCallId === null) return
    try {
      await this.#ask(carrierCallId)
    } catch (error) {
      const detail = messageOf(error)
      this.#parts.log('hang-up failed', { callId: this.#parts.callId, detail })
    }
    this.#parts.wake(CONFIRM_MS, () => this.#confirm(carrierCallId))
  }

  onceNamed(): void {
    if (this.#wanted) void this.now()
  }

  /** Asks the carrier whether the call is over, and if so lets it end here too. */
  async noticeEnd(): Promise<boolean> {
    const carrierCallId = this.#carrierCallId()
    return carrierCallId !== null && this.#noticeEndOf(carrierCallId)
  }

  /** The carrier's word that the call ended may be lost: then it is asked (reliability.md A3). */
  async #confirm(carrierCallId: string): Promise<void> {
    if (this.#parts.hasEnded()) return
    this.#parts.wake(CONFIRM_MS, () => this.#confirm(carrierCallId))
    if (await this.#noticeEndOf(carrierCallId)) return
    await this.#ask(carrierCallId).catch(() => {})
  }

  async #noticeEndOf(carrierCallId: string): Promise<boolean> {
    const fate = await this.#parts.phoneLine.lookUp(carrierCallId).catch(() => 'alive' as const)
    if (fate === 'alive') return false
    this.#parts.confirmed(carrierCallId)
    return true
  }

  #ask(carrierCallId: string): Promise<void> {
    return this.#parts.phoneLine.hangUp(carrierCallId, this.#parts.ids.next('cmd'))
  }

  #carrierCallId(): string | null {
    return this.#parts.calls.get(this.#parts.callId)?.carrierCallId ?? null
  }
}
