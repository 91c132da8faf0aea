import type { ActivityLog } from '../activity.ts'
import { PCMU_BYTES_PER_MS } from '../audio/pcmu.ts'
import type { CallRecord, CallStore } from '../call/call-record.ts'
import { idsOf } from '../call/call-record.ts'
import { type Recording, SLICE_MS } from '../call/live/call-audio.ts'
import { AnnouncedRecording } from '../call/session/announced-recording.ts'
import { type Clock, pause } from '../clock.ts'
import { eachInSlices } from '../slices.ts'
import type { HostedEngine, HostedReport } from './hosted-engine.ts'

export interface HostedRecordingsParts {
  readonly clock: Clock
  readonly calls: Pick<CallStore, 'unrecorded' | 'get'>
  readonly activity: ActivityLog
  readonly leadName: (leadId: string) => string | null
  readonly engine: Pick<HostedEngine, 'recording' | 'report'>
  /** Whether the opening announces a recording; without that nothing is kept. */
  readonly announcesRecording: () => boolean
  readonly keepRecording: (callId: string) => Recording
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** Recordings are ready some time after the call. */
const RECORDING_WAITS_MS = [2_000, 10_000, 60_000, 300_000, 1_800_000]

/** Our own copies of what a hosted engine has recorded; it keeps its own for two weeks only. */
export class HostedRecordings {
  readonly #parts: HostedRecordingsParts
  readonly #stopped: AbortSignal
  #missing: CallRecord[] = []

  constructor(parts: HostedRecordingsParts, stopped: AbortSignal) {
    this.#parts = parts
    this.#stopped = stopped
  }

  /** Takes note of the calls whose recording an earlier run of the program did not get to fetch. */
  start(sinceMs: number): void {
    const { calls, announcesRecording } = this.#parts
    this.#missing = announcesRecording() ? calls.unrecorded(sinceMs, 'vapi') : []
  }

  /** As soon as it can be had. */
  async fetch(callId: string, engineCallId: string, report: HostedReport): Promise<void> {
    for (const waitMs of RECORDING_WAITS_MS) {
      await pause(this.#parts.clock, waitMs, this.#stopped)
      if (this.#stopped.aborted || (await this.#take(callId, engineCallId, report))) return
    }
    this.#parts.logError('a hosted recording could not be fetched', { callId })
  }

  /** What an earlier run left: each is asked for once, and what cannot be asked for now is left for the next time. */
  async catchUp(): Promise<void> {
    for (let call = this.#missing[0]; call && !this.#stopped.aborted; call = this.#missing[0]) {
      const { callId, carrierCallId } = call
      const told = carrierCallId === null ? 'unknown' : await this.#parts.engine.report(carrierCallId)
      if (carrierCallId !== null && typeof told === 'object') await this.#take(callId, carrierCallId, told)
      this.#missing.shift()
    }
  }

  /** True when nothing more is to be tried. */
  async #take(callId: string, engineCallId: string, report: HostedReport): Promise<boolean> {
    const { engine, announcesRecording, log } = this.#parts
    // On our copy everything before the notice is silence, as in our own loop (compliance.md section 9).
    const noticeEndedAtMs = report.lines.find(({ speaker }) => speaker === 'agent')?.endedAtMs
    if (noticeEndedAtMs === undefined || !announcesRecording()) return true
    try {
      const sound = await engine.recording(engineCallId)
      if (sound) await this.#store(callId, sound, noticeEndedAtMs)
      return sound !== null
    } catch (error) {
      log('a hosted recording could not be fetched yet', { callId, detail: String(error) })
      return false
    }
  }

  async #store(
    callId: string,
    { homeowner, agent }: { homeowner: Uint8Array; agent: Uint8Array },
    fromMs: number,
  ): Promise<void> {
    const { clock, keepRecording } = this.#parts
    const recording = new AnnouncedRecording(() => keepRecording(callId))
    recording.allowedFrom(fromMs)
    const sliceBytes = SLICE_MS * PCMU_BYTES_PER_MS
    const starts = Array.from({ length: Math.floor(homeowner.length / sliceBytes) }, (_, i) => i * sliceBytes)
    await eachInSlices(clock, starts, (at) =>
      recording.append({
        homeowner: homeowner.subarray(at, at + sliceBytes),
        agent: agent.subarray(at, at + sliceBytes),
        atMs: at / PCMU_BYTES_PER_MS,
      }),
    )
    recording.close()
    this.#tell(callId)
  }

  /** It comes after the call: whoever looks at that sees it now. */
  #tell(callId: string): void {
    const { calls, activity, clock, leadName } = this.#parts
    const call = calls.get(callId)
    if (!call) return
    const title = `The recording of the call with ${leadName(call.leadId) ?? call.phone} has come`
    activity.append('voice_call_recorded', title, idsOf(call), clock.nowMs())
  }
}
