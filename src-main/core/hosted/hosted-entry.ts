import type { TurnView } from '../../../src-preload/contract/calls.ts'
import { type CallRecord, movesForward } from '../call/call-record.ts'
import { type CallDesk, type DeskEntry, deskEntry } from '../call/live/call-desk.ts'
import type { DeskHands } from '../call/live/desk-control.ts'
import { inSpokenOrder } from '../call/spoken-order.ts'

/** A hosted call as the Live screen follows it. */
export class HostedEntry {
  readonly #entry: DeskEntry
  readonly #desk: CallDesk

  constructor(call: CallRecord, leadName: string, desk: CallDesk, nowMs: number) {
    this.#desk = desk
    this.#entry = deskEntry(call, leadName, nowMs)
  }

  add(): void {
    this.#desk.add(this.#entry)
  }

  remove(): void {
    this.#desk.remove(this.#entry.callId)
  }

  isBefore(status: 'ringing' | 'live'): boolean {
    return movesForward(this.#entry.status, status)
  }

  status(status: 'ringing' | 'live'): void {
    if (!this.isBefore(status)) return
    this.#entry.status = status
    this.#desk.changed(this.#entry)
  }

  answered(atMs: number, hands: DeskHands): void {
    this.#entry.answeredAtMs = atMs
    this.#entry.hosted = hands
  }

  answeredBy(who: 'human' | 'machine' | 'screener'): void {
    this.#entry.answeredBy = who
    this.#desk.changed(this.#entry)
  }

  state(state: Partial<DeskEntry['state']>): void {
    this.#entry.state = { ...this.#entry.state, ...state }
    this.#desk.changed(this.#entry)
  }

  turns(all: readonly TurnView[]): void {
    this.#entry.turns.splice(0, this.#entry.turns.length, ...inSpokenOrder(all))
    this.#desk.changed(this.#entry)
  }
}
