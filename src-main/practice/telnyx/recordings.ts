import { randomUUID } from 'node:crypto'
import { decodePcmu } from '../../core/audio/pcmu.ts'
import { writeWav } from '../voices/wav.ts'
import { microseconds } from './sent-event.ts'

export interface RecordedCall {
  readonly callControlId: string
  readonly callLegId: string
  readonly callSessionId: string
}

/** Both sides of a call: channel A the homeowner, channel B the agent. */
export interface CallRecorder {
  readonly recordingId: string
  add(fromPhone: Uint8Array, toPhone: Uint8Array): void
  savedPayload(): object
  resource(): object
  wav(): Uint8Array
}

export function callRecorder(leg: RecordedCall, origin: string): CallRecorder {
  const recordingId = randomUUID()
  const startedAtMs = Date.now()
  const homeowner: Uint8Array[] = []
  const agent: Uint8Array[] = []
  const url = `${origin}/recordings/${recordingId}.wav`
  const times = (): { startedAt: string; endedAt: string } => ({
    startedAt: microseconds(new Date(startedAtMs)),
    endedAt: microseconds(new Date(startedAtMs + homeowner.length * 20)),
  })
  return {
    recordingId,
    add(fromPhone, toPhone) {
      homeowner.push(fromPhone)
      agent.push(toPhone)
    },
    savedPayload: () => ({
      recording_id: recordingId,
      channels: 'dual',
      format: 'wav',
      recording_started_at: times().startedAt,
      recording_ended_at: times().endedAt,
      recording_urls: { wav: url },
      public_recording_urls: {},
    }),
    resource: () => ({
      record_type: 'recording',
      id: recordingId,
      call_control_id: leg.callControlId,
      call_leg_id: leg.callLegId,
      call_session_id: leg.callSessionId,
      channels: 'dual',
      status: 'completed',
      duration_millis: homeowner.length * 20,
      recording_started_at: times().startedAt,
      recording_ended_at: times().endedAt,
      download_urls: { wav: url },
    }),
    wav: () => writeWav([decodePcmu(Buffer.concat(homeowner)), decodePcmu(Buffer.concat(agent))], 8_000),
  }
}
