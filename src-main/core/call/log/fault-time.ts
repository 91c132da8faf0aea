import type { FaultCause } from '../../../../src-preload/contract/receipt.ts'
import type { TurnEffect, TurnEvent } from '../../turn-taking/turn.ts'
import type { FaultSpan } from '../call-record.ts'
import type { CallLogEntry } from './call-log.ts'

/** A silence that the homeowner waits through is a fault from here on (design invariant 5). */
const LONGEST_WAIT_MS = 3_000
/** A shorter break of the line is hardly heard. */
const LEAST_OUTAGE_MS = 1_000

/**
 * Reads the log of a call as it is written and tells the time in which the homeowner was left alone by a fault of ours:
 * silence while an answer was owed, silence that nobody broke, a line without sound, engines that were gone until the end.
 * Silence of a homeowner who thinks is none.
 */
export class FaultTime {
  readonly #tell: (span: FaultSpan) => void
  #nowMs = 0
  #owed: { readonly fromMs: number; toMs: number | null } | null = null
  #brokeMs: number | null = null
  #failedMs: number | null = null
  #agentSpoke = false
  #endsInTrouble = false

  constructor(tell: (span: FaultSpan) => void) {
    this.#tell = tell
  }

  read(entry: CallLogEntry): void {
    this.#nowMs = Math.max(this.#nowMs, entry.atMs)
    switch (entry.kind) {
      case 'turn':
        this.#event(entry.event)
        for (const effect of entry.effects) this.#effect(effect)
        return
      case 'quiet':
        return this.#waited(entry.atMs - entry.silentMs, entry.atMs)
      case 'dead-air':
        return this.#fault('dead_air', entry.atMs - entry.silentMs, entry.atMs, LONGEST_WAIT_MS)
      case 'hang-up':
        this.#endsInTrouble = entry.reason === 'trouble'
        return
    }
  }

  /** The call is over. */
  close(): void {
    if (this.#brokeMs !== null) this.#fault('line_broke', this.#brokeMs, this.#nowMs, LEAST_OUTAGE_MS)
    // However short: what ended the call before anything was said took all of it.
    const leastMs = this.#agentSpoke ? LEAST_OUTAGE_MS : 0
    if (this.#endsInTrouble && this.#failedMs !== null)
      this.#fault('vendor_outage', this.#failedMs, this.#nowMs, leastMs)
  }

  #event(event: TurnEvent): void {
    if (event.type === 'line-broke') this.#brokeMs ??= event.atMs
    if (event.type === 'line-back') {
      this.#fault('line_broke', event.atMs - event.gapMs, event.atMs, LEAST_OUTAGE_MS)
      this.#brokeMs = null
    }
    if (event.type === 'line-started') {
      this.#agentSpoke = true
      this.#answered(event.atMs)
    }
    if (event.type === 'reply-failed' || event.type === 'vendor-gone') this.#failedMs ??= event.atMs
    if (event.type === 'reply-finished' && event.spoke) this.#failedMs = null
  }

  #effect(effect: TurnEffect): void {
    if (effect.do === 'start-reply' && !effect.speculative) this.#owes()
    if (effect.do === 'confirm-reply') this.#owes()
    if (effect.do === 'cancel-reply') this.#answered(this.#nowMs)
  }

  #owes(): void {
    if (this.#owed === null || this.#owed.toMs !== null) this.#owed = { fromMs: this.#nowMs, toMs: null }
  }

  #answered(atMs: number): void {
    if (this.#owed) this.#owed.toMs ??= atMs
  }

  /** Of a silence that has ended, what passed while an answer was owed. */
  #waited(fromMs: number, toMs: number): void {
    if (this.#owed === null) return
    this.#fault(
      'dead_air',
      Math.max(fromMs, this.#owed.fromMs),
      Math.min(toMs, this.#owed.toMs ?? toMs),
      LONGEST_WAIT_MS,
    )
  }

  #fault(cause: FaultCause, fromMs: number, toMs: number, leastMs: number): void {
    const ms = Math.round(toMs - fromMs)
    if (ms >= leastMs) this.#tell({ cause, fromMs: Math.round(fromMs), ms })
  }
}
