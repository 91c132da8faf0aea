import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { ActivityLog } from '../activity.ts'
import type { BookingDesk } from '../booking/booking-desk.ts'
import type { SlotOffers } from '../booking/offers.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import type { FollowUps } from '../follow-up/follow-ups.ts'
import { messageOf } from '../message-of.ts'
import { plainTrouble } from '../plain-trouble.ts'
import type { Transactions } from '../transactions.ts'
import type { SpendGate } from '../wallet/spend-gate.ts'
import type { VendorBooks } from '../wallet/vendor-books.ts'
import type { Ledger } from '../wallet/wallet.ts'
import type { CallDesk } from './call-desk.ts'
import type { CallLog } from './call-log.ts'
import type { MeterListener } from './call-meter.ts'
import type { CallRecord, CallStore } from './call-record.ts'
import type { CallFacts } from './outcome.ts'
import type { CarrierEvent, PhoneLine } from './phone-line.ts'
import type { CallContext } from './prepare-call.ts'
import type { RelayLink } from './relay-link.ts'
import type { Transcriber } from './transcriber.ts'
import type { Voice } from './voice.ts'

export interface SessionParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly books: VendorBooks
  readonly spend: SpendGate
  readonly gate: Gatekeeper
  readonly followUps: Pick<FollowUps, 'callbackAsked'>
  readonly offers: SlotOffers
  readonly bookings: BookingDesk
  readonly suppress: (phone: string, words: string, callId: string) => void
  readonly activity: ActivityLog
  readonly desk: CallDesk
  readonly relay: RelayLink
  readonly phoneLine: PhoneLine
  readonly model: LanguageModel
  readonly voice: Voice
  readonly transcriber: Transcriber
  readonly templates: PromptTemplates
  readonly keepRecording: (callId: string) => Recording
  readonly keepLog: (callId: string) => CallLog
  /** How long a phone may ring; compliance.md section 17, row 17. */
  readonly ringTimeoutSeconds: () => number
  /** What the stages of turns took, call by call. */
  readonly meter: MeterListener
  readonly log: (message: string, fields: Record<string, unknown>) => void
  /** The call is over and its facts are known; the finisher writes the end of it. */
  readonly finish: (call: EndedCall) => void
  /** Asked in the dialing transaction: may this campaign and wallet still dial? */
  readonly mayStillDial: (call: CallRecord) => boolean
}

export interface Recording {
  append(slice: { homeowner: Uint8Array; agent: Uint8Array }): void
  close(): Promise<void>
}

export interface EndedCall {
  readonly callId: string
  readonly facts: CallFacts
  readonly event: EndedEvent
  /** When it was answered by the carrier's clock, where the carrier told. */
  readonly carrierAnsweredAtMs: number | null
  readonly turns: readonly TurnView[]
  readonly context: CallContext
}

export type EndedEvent = Extract<CarrierEvent, { type: 'ended' }>

export type PlaceResult =
  | { readonly status: 'placed' }
  /** Only the hour forbids it: it keeps its place in line until then. */
  | { readonly status: 'postponed'; readonly untilMs: number; readonly detail: string }
  | {
      readonly status: 'not-placed'
      readonly reason: NotPlaced
      /** A clause for a person. */
      readonly detail: string
      /** What a vendor or the program said of it, for the log. */
      readonly cause?: string
    }

export type NotPlaced =
  | 'blocked'
  | 'canceled'
  | 'no-money'
  | 'needs-approval'
  | 'stopped'
  | 'refused'
  | 'rate-limited'
  | 'locked-out'
  | 'vendor'
  | 'unclear'

export const notPlaced = (reason: NotPlaced, detail: string, cause?: string): PlaceResult => ({
  status: 'not-placed',
  reason,
  detail,
  ...(cause !== undefined && { cause }),
})

/** Something broke before the call could be dialed. */
export const brokeBeforeDial = (reason: NotPlaced, error: unknown): PlaceResult =>
  notPlaced(reason, plainTrouble(error), messageOf(error))
