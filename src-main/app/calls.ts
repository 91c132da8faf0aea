import type { z } from 'zod'
import type { CallListInput, KeptTimeline, Waveform } from '../../src-preload/contract/calls.ts'
import type { RecordingFolder } from '../adapters/files/recording-folder.ts'
import type { CallReads } from '../adapters/sqlite/reads/call-reads.ts'
import type { CallStore } from '../core/call/call-record.ts'
import type { CallDesk } from '../core/call/live/call-desk.ts'
import type { DeskHands } from '../core/call/live/desk-control.ts'
import type { CallLogEntry } from '../core/call/log/call-log.ts'
import { callTimeline } from '../core/call/log/call-timeline.ts'
import type { Dialer } from '../core/campaign/dialer.ts'
import { found } from '../core/refused.ts'

export interface CallAppParts {
  readonly calls: Pick<CallStore, 'get'>
  readonly callReads: CallReads
  /** The event log of a call; null when it has none. */
  readonly readCallLog: (callId: string) => Promise<readonly CallLogEntry[] | null>
  readonly recordings: Pick<RecordingFolder, 'wav' | 'peaks'>
  readonly desk: CallDesk
  readonly dialer: Pick<Dialer, 'session'>
}

/** Calls that are over, with everything kept of them, and the hands of the desk in those that are up. */
export function callApp({ calls, callReads, readCallLog, recordings, desk, dialer }: CallAppParts) {
  return {
    list: (input: z.infer<typeof CallListInput>) => callReads.list(input),
    get: (callId: string) => callReads.detail(callId),
    async timeline(callId: string): Promise<KeptTimeline> {
      if (callReads.detail(callId).engine === 'vapi') return { known: false, because: 'hosted' }
      const log = await readCallLog(callId)
      return log ? { known: true, ...callTimeline(callId, log) } : { known: false, because: 'none_kept' }
    },
    async waveform(callId: string): Promise<Waveform> {
      const kept = await recordings.peaks(callReads.recordingFile(callId))
      const { stepMs, durationMs, homeowner, agent } = found(kept, 'recording of call', callId)
      return { step_ms: stepMs, duration_ms: durationMs, homeowner, agent }
    },
    async recordingWav(callId: string): Promise<Buffer> {
      const kept = await recordings.wav(callReads.recordingFile(callId))
      return found(kept, 'recording of call', callId)
    },
    /** Refuses for a call that is neither up nor being placed. */
    hangUp(callId: string): void {
      const session = dialer.session(callId)
      if (session) return session.hangUpByPerson()
      found(calls.get(callId), 'call', callId)
      desk.live(callId)
    },
    /** The hands of the person at the desk in a live call; refuses for one that is not up. */
    desk(callId: string): DeskHands {
      found(calls.get(callId), 'call', callId)
      return desk.hands(callId)
    },
  }
}
