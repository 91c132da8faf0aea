import type { CallStore } from '../call/call-record.ts'
import { giveUpBills, priceCall } from '../call/closing/price-call.ts'
import type { Clock } from '../clock.ts'
import { RepeatedLook } from '../repeated-look.ts'
import { DAY_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import { microCentsOf } from '../wallet/vendor-cost.ts'
import type { Ledger } from '../wallet/wallet.ts'
import { type HostedEngine, type HostedNews, type HostedReport, talkMsOf } from './hosted-engine.ts'
import { HostedRecordings, type HostedRecordingsParts } from './hosted-recordings.ts'

export interface KeptReportsParts extends HostedRecordingsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly engine: HostedEngine
  /** Takes it as if a message had brought it. */
  readonly foundOut: (news: HostedNews) => void
}

/** So long the engine keeps what it knows of a call (protocols/vapi.md section 6.3). */
const ENGINE_KEEPS_MS = 13 * DAY_MS

/** What is taken over from the engine's account of each call, and the asking for accounts that no message brought. */
export class KeptReports {
  readonly #parts: KeptReportsParts
  readonly #looks: RepeatedLook
  readonly #recordings: HostedRecordings

  constructor(parts: KeptReportsParts) {
    this.#parts = parts
    this.#looks = new RepeatedLook({
      clock: parts.clock,
      look: () => this.#look(),
      failed: (error) =>
        parts.logError('the hosted engine could not be asked for missing accounts', {
          detail: String(error),
        }),
    })
    this.#recordings = new HostedRecordings(parts, this.#looks.stopped)
  }

  start(): void {
    this.#recordings.start(this.#sinceMs())
    this.#looks.start()
  }

  /** The relay can be reached again: what was reported meanwhile may be lost. */
  wake(): void {
    this.#looks.wake()
  }

  stop(): void {
    this.#looks.stop()
  }

  /** Its cost and duration, once; and the recording, as soon as it can be had. In a transaction. */
  keep(callId: string, engineCallId: string, report: HostedReport): void {
    const { ledger, clock, transactions } = this.#parts
    const talkMs = talkMsOf(report)
    const microCents = report.costUsd === null ? null : microCentsOf(report.costUsd)
    if (microCents !== null && microCents > 0)
      ledger.addVendorCost(
        callId,
        `vapi:${callId}`,
        [
          {
            vendor: 'vapi',
            label: 'Vapi, with carrier, recognition, model and voice',
            quantity: Math.ceil(talkMs / 1_000),
            unit: 's',
            microCents,
            basis: 'billed',
          },
        ],
        clock.nowMs(),
      )
    priceCall(callId, { billedSeconds: Math.ceil(talkMs / 1_000), totalCost: null }, this.#parts)
    if (talkMs > 0) transactions.afterCommit(() => void this.#recordings.fetch(callId, engineCallId, report))
  }

  /** Every call whose account is missing is asked for, until none is. */
  async #look(): Promise<void> {
    const { calls, engine, foundOut, logError } = this.#parts
    const sinceMs = this.#sinceMs()
    giveUpBills(sinceMs, 'vapi', this.#parts)
    for (const { callId, carrierCallId } of calls.unbilled(sinceMs, 'vapi')) {
      if (this.#looks.stopped.aborted) return
      if (carrierCallId === null) continue
      try {
        const report = await engine.report(carrierCallId)
        if (typeof report === 'object')
          foundOut({ type: 'reported', report, callId, engineCallId: carrierCallId, atMs: null })
      } catch (error) {
        logError('the hosted engine could not be asked for a call', { callId, detail: String(error) })
      }
    }
    await this.#recordings.catchUp()
  }

  #sinceMs(): number {
    return this.#parts.clock.nowMs() - ENGINE_KEEPS_MS
  }
}
