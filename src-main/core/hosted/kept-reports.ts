import { PCMU_BYTES_PER_MS } from '../audio/pcmu.ts'
import type { CallStore } from '../call/call-record.ts'
import { giveUpBills, priceCall } from '../call/closing/price-call.ts'
import { type Recording, SLICE_MS } from '../call/live/call-audio.ts'
import { AnnouncedRecording } from '../call/session/announced-recording.ts'
import { type Clock, pause } from '../clock.ts'
import { RepeatedLook } from '../repeated-look.ts'
import { DAY_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import { microCentsOf } from '../wallet/vendor-cost.ts'
import type { Ledger } from '../wallet/wallet.ts'
import { type HostedEngine, type HostedNews, type HostedReport, talkMsOf } from './hosted-engine.ts'

export interface KeptReportsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly engine: HostedEngine
  /** Whether the opening announces a recording; without that nothing is kept. */
  readonly announcesRecording: () => boolean
  readonly keepRecording: (callId: string) => Recording
  /** Takes it as if a message had brought it. */
  readonly foundOut: (news: HostedNews) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** Recordings are ready some time after the call; the engine keeps them for two weeks. */
const RECORDING_WAITS_MS = [2_000, 10_000, 60_000, 300_000, 1_800_000]
/** So long the engine keeps what it knows of a call (protocols/vapi.md section 6.3). */
const ENGINE_KEEPS_MS = 13 * DAY_MS

/** What is taken over from the engine's account of each call, and the asking for accounts that no message brought. */
export class KeptReports {
  readonly #parts: KeptReportsParts
  readonly #looks: RepeatedLook

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
  }

  start(): void {
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
    if (talkMs > 0) transactions.afterCommit(() => void this.#fetchRecording(callId, engineCallId, report))
  }

  async #fetchRecording(callId: string, engineCallId: string, report: HostedReport): Promise<void> {
    // On our copy everything before the notice is silence, as in our own loop (compliance.md section 9).
    const noticeEndedAtMs = report.lines.find(({ speaker }) => speaker === 'agent')?.endedAtMs
    if (noticeEndedAtMs === undefined || !this.#parts.announcesRecording()) return
    for (const waitMs of RECORDING_WAITS_MS) {
      await pause(this.#parts.clock, waitMs, this.#looks.stopped)
      if (this.#looks.stopped.aborted) return
      try {
        const sound = await this.#parts.engine.recording(engineCallId)
        if (sound) return this.#store(callId, sound, noticeEndedAtMs)
      } catch (error) {
        this.#parts.log('a hosted recording could not be fetched yet', { callId, detail: String(error) })
      }
    }
    this.#parts.logError('a hosted recording could not be fetched', { callId })
  }

  #store(callId: string, { homeowner, agent }: { homeowner: Uint8Array; agent: Uint8Array }, fromMs: number) {
    const recording = new AnnouncedRecording(() => this.#parts.keepRecording(callId))
    recording.allowedFrom(fromMs)
    const sliceBytes = SLICE_MS * PCMU_BYTES_PER_MS
    for (let at = 0; at + sliceBytes <= homeowner.length; at += sliceBytes)
      recording.append({
        homeowner: homeowner.subarray(at, at + sliceBytes),
        agent: agent.subarray(at, at + sliceBytes),
        atMs: at / PCMU_BYTES_PER_MS,
      })
    recording.close()
  }

  /** Every call whose account is missing is asked for, until none is. */
  async #look(): Promise<void> {
    const { clock, calls, engine, foundOut, logError } = this.#parts
    const sinceMs = clock.nowMs() - ENGINE_KEEPS_MS
    giveUpBills(sinceMs, 'vapi', this.#parts)
    for (const { callId, carrierCallId } of calls.unbilled(sinceMs, 'vapi')) {
      if (this.#looks.stopped.aborted) return
      if (carrierCallId === null) continue
      try {
        const report = await engine.report(carrierCallId)
        if (report) foundOut({ type: 'reported', report, callId, engineCallId: carrierCallId, atMs: null })
      } catch (error) {
        logError('the hosted engine could not be asked for a call', { callId, detail: String(error) })
      }
    }
  }
}
