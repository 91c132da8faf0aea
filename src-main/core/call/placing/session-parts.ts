import type { ActivityLog } from '../../activity.ts'
import type { BookingDesk } from '../../booking/booking-desk.ts'
import type { SlotOffers } from '../../booking/offers.ts'
import type { Clock, Ids } from '../../clock.ts'
import type { Gatekeeper } from '../../compliance/gatekeeper.ts'
import type { LanguageModel } from '../../conversation/language-model.ts'
import type { PromptTemplates } from '../../conversation/prompts.ts'
import type { FollowUps } from '../../follow-up/follow-ups.ts'
import type { Transactions } from '../../transactions.ts'
import type { SpendGate } from '../../wallet/spend-gate.ts'
import type { VendorBooks } from '../../wallet/vendor-books.ts'
import type { Ledger } from '../../wallet/wallet.ts'
import type { EndedCall } from '../call-facts.ts'
import type { CallRecord, CallStore } from '../call-record.ts'
import type { Recording } from '../live/call-audio.ts'
import type { CallDesk } from '../live/call-desk.ts'
import type { CallLog } from '../log/call-log.ts'
import type { MeterListener } from '../log/call-meter.ts'
import type { PhoneLine } from '../phone-line.ts'
import type { RelayLink } from '../relay-link.ts'
import type { Transcriber } from '../speech/transcriber.ts'
import type { Voice } from '../speech/voice.ts'

/** All that a call needs around it from its placing to its end; each part takes what it uses. */
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
  /** Puts a number on the do-not-call list, with the words that asked for it. */
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
