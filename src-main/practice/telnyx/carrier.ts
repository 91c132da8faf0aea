import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import type { Directory, Listing } from '../homeowners/directory.ts'
import type { Studio } from '../voices/studio.ts'
import type { Beat } from './beat.ts'
import type { DialRequest, StreamRequest } from './dial-request.ts'
import type { MediaStream } from './media-stream.ts'
import type { CallRecorder } from './recordings.ts'
import type { SimulatedPhone } from './simulated-phone.ts'
import type { Webhooks } from './webhooks.ts'

/** One call to one homeowner, from the dial to the bill. */
export interface CallLeg {
  readonly callControlId: string
  readonly callLegId: string
  readonly callSessionId: string
  readonly request: DialRequest
  readonly listing: Listing
  readonly phone: SimulatedPhone
  readonly dialedAtMs: number
  /** Answers to commands, by command id. */
  readonly answeredCommands: Map<string, { atMs: number; answer: object }>
  clientState: string | null
  status: 'ringing' | 'answered' | 'ended'
  answeredAtMs: number | null
  endedAtMs: number | null
  endedBecause: string | null
  stream: MediaStream | null
  recorder: CallRecorder | null
  hangUp(by: 'caller' | 'callee'): void
  startStream(request: StreamRequest): void
  stopStream(): void
  startRecording(): CallRecorder
  saveRecording(): void
  speak(text: string, voiceId?: string): void
  stopSpeaking(): void
  tell(eventType: string, payload?: object): void
}

export interface Carrier {
  readonly directory: Directory
  readonly studio: Studio
  readonly utterances: HeardUtterances
  readonly beat: Beat
  readonly faults: Faults
  readonly webhooks: Webhooks
  readonly origin: () => string
  readonly settings: CarrierSettings
  readonly recordings: Map<string, CallRecorder>
}

export interface CarrierSettings {
  /** `call_cost_in_webhooks` of the application. */
  costInWebhooks: boolean
  /** Whether a dropped media socket is opened again. Reality is unverified. */
  streamsReconnect: boolean
  maxConcurrentCalls: number
  /** How media frames look: the surprises that real streams have. */
  mediaCodec: 'PCMU' | 'PCMA'
  mediaFrameMs: number
  numericCounters: boolean
  /** Whether the number may send texts (10DLC). */
  textingRegistration: 'active' | 'pending' | 'none'
  /** Homeowners' luck. */
  seed: number
}
