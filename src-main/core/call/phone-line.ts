/** The carrier's commands. Every answer is a value; an unclear one is thrown as VendorFailure with code `unclear`. */
export interface PhoneLine {
  dial(request: DialRequest, signal: AbortSignal): Promise<DialAnswer>
  /** Succeeds also when the call has already ended. */
  hangUp(carrierCallId: string, commandId: string): Promise<void>
  /** Has the carrier open the call's audio anew, towards this ticket (protocols/telnyx.md section 8.6). */
  attachStream(request: AttachRequest, signal: AbortSignal): Promise<void>
  /** What the carrier says of a call it knows. */
  lookUp(carrierCallId: string): Promise<'alive' | 'ended' | 'unknown'>
  /** The carrier's id of a call that is up and was dialed for this call id, or null. */
  findDialed(callId: string): Promise<string | null>
}

export interface DialRequest {
  readonly callId: string
  readonly commandId: string
  readonly to: string
  readonly from: string
  readonly displayName: string
  readonly ringTimeoutSeconds: number
  /** The carrier's own cap on the call, independent of ours (design invariant 7). */
  readonly timeLimitSeconds: number
  readonly webhookUrl: string
  readonly streamUrl: string
  readonly streamAuthToken: string
}

export interface AttachRequest {
  readonly carrierCallId: string
  readonly commandId: string
  readonly streamUrl: string
  readonly streamAuthToken: string
}

export type DialAnswer =
  | { readonly placed: true; readonly carrierCallId: string }
  | {
      readonly placed: false
      readonly because: DialRefusal
      /** A clause for a person, with what to do. */
      readonly reason: string
      /** The vendor's own words and codes, for the log. */
      readonly detail: string
    }

/** `refused`: this call, for good. `rate-limited`: not so fast. `locked-out`: no call until a person has set the account right. */
export type DialRefusal = 'refused' | 'rate-limited' | 'locked-out'

interface AboutCall {
  readonly callId: string | null
  readonly carrierCallId: string
  /** When it happened by the carrier's clock, which need not agree with ours: only its differences mean something. */
  readonly occurredAtMs: number | null
}

/** What the carrier reports about a call, in our words. */
export type CarrierEvent =
  | (AboutCall & { readonly type: 'initiated' })
  | (AboutCall & { readonly type: 'answered' })
  | (AboutCall & {
      readonly type: 'machine-judged'
      readonly verdict: 'human' | 'machine' | 'fax' | 'unsure'
    })
  | (AboutCall & {
      readonly type: 'ended'
      readonly cause: EndCause
      readonly endedBy: 'homeowner' | 'us' | 'unknown'
      readonly detail: string
      /** When the conversation began and ended by the carrier's clock. */
      readonly startedAtMs: number | null
      readonly endedAtMs: number | null
    })
  | (AboutCall & {
      readonly type: 'priced'
      readonly billedSeconds: number | null
      readonly totalCost: string | null
    })
  | (AboutCall & { readonly type: 'stream-failed'; readonly detail: string })

/** The news that a call is over. */
export type EndedEvent = Extract<CarrierEvent, { type: 'ended' }>

export type EndCause =
  | 'talked'
  | 'busy'
  | 'no_answer'
  | 'rejected'
  | 'canceled'
  | 'unreachable'
  | 'time_limit'
  | 'unknown'
