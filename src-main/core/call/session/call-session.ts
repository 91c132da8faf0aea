import { unreachable } from '../../unreachable.ts'
import type { CallContext } from '../call-context.ts'
import { type KnownFacts, noFactsYet } from '../call-facts.ts'
import type { CallRecord } from '../call-record.ts'
import { applyBill, priceCall } from '../closing/price-call.ts'
import type { LiveCall } from '../live/live-call.ts'
import { whoEnded } from '../log/who-cut.ts'
import type { CarrierEvent, EndedEvent } from '../phone-line.ts'
import { CalledOff } from '../placing/called-off.ts'
import { commitToDial } from '../placing/commit-to-dial.ts'
import { countedVendors } from '../placing/counted-vendors.ts'
import { endedWithoutNews } from '../placing/ended-without-news.ts'
import { type OpenedCall, openCall } from '../placing/open-call.ts'
import { placeCall } from '../placing/place-call.ts'
import { brokeBeforeDial, type PlaceResult } from '../placing/place-result.ts'
import type { PreparedCall } from '../placing/prepare-call.ts'
import { sessionListener } from '../placing/session-listener.ts'
import type { SessionParts } from '../placing/session-parts.ts'
import { CallDebits } from './call-debits.ts'
import type { CallInFlight } from './call-in-flight.ts'
import { CallWakes } from './call-wakes.ts'
import { CallWrites } from './call-writes.ts'
import { HangUp } from './hang-up.ts'
import { KeptCall } from './kept-call.ts'
import { startConversation } from './start-conversation.ts'
import { StreamKeeper } from './stream-keeper.ts'
import { StreamWait } from './stream-wait.ts'

/** Our own cap on an answered call, behind the conversation's and before the carrier's. */
const SESSION_CAP_EXTRA_MS = 30_000

/** One call from the decision to place it until the carrier says it is over. */
export class CallSession implements CallInFlight {
  readonly callId: string
  readonly #parts: SessionParts
  readonly #context: CallContext
  readonly #wakes: CallWakes
  readonly #call: CallRecord
  readonly #vendors: ReturnType<typeof countedVendors>
  readonly #facts: KnownFacts = noFactsYet()
  readonly #writes: CallWrites
  readonly #kept: KeptCall
  readonly #hangUp: HangUp
  readonly #debits: CallDebits
  readonly #off: CalledOff
  #live: LiveCall | null = null
  #ended = false
  readonly #stream: StreamKeeper
  readonly #streamWait: StreamWait
  #carrierAnsweredAtMs: number | null = null

  constructor(record: CallRecord, context: CallContext, parts: SessionParts) {
    this.callId = record.callId
    this.#call = record
    this.#context = context
    this.#parts = parts
    this.#vendors = countedVendors(parts, parts.books.begin(record.callId))
    this.#wakes = new CallWakes(record.callId, parts)
    this.#writes = new CallWrites(record, context, this.#facts, parts)
    this.#kept = new KeptCall(record, context, parts)
    this.#off = new CalledOff({ ...parts, callId: record.callId, hangUpWanted: () => this.#hangUp.wanted })
    this.#hangUp = new HangUp({
      ...parts,
      callId: record.callId,
      hasEnded: () => this.#ended,
      wake: this.#wakes.after,
      confirmed: (carrierCallId) =>
        this.#end(endedWithoutNews(this.callId, carrierCallId, 'talked', 'us', 'confirmed by look-up')),
    })
    this.#stream = new StreamKeeper({
      ...parts,
      callId: record.callId,
      carrierCallId: () => parts.calls.get(record.callId)?.carrierCallId ?? null,
      answered: () => this.#facts.answered,
      endOfCall: this.#off.endOfCall,
      gone: (why) => this.#streamWait.gone(why),
    })
    this.#streamWait = new StreamWait({
      wake: this.#wakes.after,
      stream: this.#stream,
      wasOpened: () => this.#live?.hasStream === true,
      hasEnded: () => this.#ended,
      noticeEnd: () => this.#hangUp.noticeEnd(),
      endInTrouble: () => this.#endInTrouble(),
    })
    this.#debits = new CallDebits(record, {
      ...parts,
      wake: this.#wakes.after,
      hasEnded: () => this.#ended,
      wrapUp: () => this.#live?.timeRunsOut(),
      end: () => void this.#hangUp.now(),
    })
  }

  /** Prepares, asks the gate, holds the money, dials. Nothing is owed and nothing rings unless it answers `placed`. */
  async place(): Promise<PlaceResult> {
    const listener = sessionListener()
    let opened: OpenedCall
    try {
      opened = await openCall(
        this.callId,
        this.#context,
        { ...this.#parts, ...this.#vendors },
        { conversation: listener, stream: this.#stream.watched(listener) },
        this.#off.endOfCall,
      )
    } catch (error) {
      return this.#off.reason() ?? brokeBeforeDial('vendor', error)
    }
    try {
      this.#startLive(opened.prepared)
      if (this.#live) listener.connect(this.#live)
      this.#protect(opened.prepared)
      const refusal = commitToDial(this.#call, this.#context.lead, this.#parts, () => this.#off.reason())
      if (refusal !== null) {
        this.#discard()
        return refusal
      }
      this.#kept.show()
      return await placeCall(opened.ticket, {
        call: this.#call,
        context: this.#context,
        session: this.#parts,
        endOfCall: this.#off.endOfCall,
        endOfProgram: this.#off.endOfProgram,
        hasEnded: () => this.#ended,
        facts: this.#facts,
        named: () => this.#endIfWanted(),
        end: (event) => this.#end(event),
        abandon: () => this.abandon(),
      })
    } catch (error) {
      opened.close()
      this.abandon()
      throw error
    }
  }

  /** News from the carrier, already stored. Called in the transaction that stores it: memory follows its commit. */
  carrierSaid(event: CarrierEvent): void {
    switch (event.type) {
      case 'initiated':
        this.#kept.ringing()
        return this.#endIfWanted()
      case 'answered':
        this.#answered(event.occurredAtMs)
        return this.#endIfWanted()
      case 'machine-judged':
        return this.#live?.machineJudged(event.verdict)
      case 'stream-failed':
        this.#parts.log('the media stream failed', { callId: this.callId, detail: event.detail })
        return this.#stream.failed()
      case 'ended':
        return this.#end(event)
      case 'priced':
        return priceCall(this.callId, event, this.#parts)
      default:
        return unreachable(event)
    }
  }

  get phone(): string {
    return this.#call.phone
  }

  hangUpByPerson(): void {
    this.#facts.canceledByPerson = true
    if (this.#live && this.#facts.answered) return this.#live.desk.hangUp()
    void this.#hangUp.now()
    this.#off.stopPreparing()
  }

  /** The program is going down: hang up and let the carrier's word end the call. */
  async shutDown(): Promise<void> {
    this.#facts.endReason ??= 'shutdown'
    this.#off.programEnds()
    await this.#hangUp.now()
  }

  /** Lets go of everything without a word on how the call ended: that is found out without this session. */
  abandon(): void {
    this.#ended = true
    this.#discard()
    this.#parts.desk.remove(this.callId)
  }

  /** Should this program vanish, the relay says these lines and hangs up. */
  #protect({ lines }: PreparedCall): void {
    const rendered = lines.of[lines.first]?.rendered
    const hold = rendered?.get('filler')?.pcmu
    const goodbye = rendered?.get('line-lost')?.pcmu
    if (hold && goodbye) this.#parts.relay.protect({ callId: this.callId, hold, goodbye })
  }

  // While it is up

  #startLive(prepared: PreparedCall): void {
    this.#live = startConversation(prepared, {
      callId: this.callId,
      context: this.#context,
      session: { ...this.#parts, ...this.#vendors },
      facts: this.#facts,
      writes: this.#writes,
      observer: this.#kept.observer(
        this.#facts,
        this.#writes,
        (reason) => void (reason === 'trouble' ? this.#endInTrouble() : this.#hangUp.now()),
      ),
    })
  }

  #answered(carrierAnsweredAtMs: number | null): void {
    if (this.#facts.answered || this.#ended) return
    const { clock, transactions } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      this.#writes.answered(nowMs)
      this.#debits.minuteBegins(1)
      transactions.afterCommit(() => {
        this.#facts.answered = true
        this.#carrierAnsweredAtMs = carrierAnsweredAtMs
        this.#kept.answered(this.#live, nowMs)
        this.#streamWait.answered()
        this.#wakes.after(
          this.#context.voiceConfiguration.max_duration_seconds * 1_000 + SESSION_CAP_EXTRA_MS,
          () => this.#hangUp.now(),
        )
      })
    })
  }

  #endInTrouble(): Promise<void> {
    if (!this.#ended) this.#facts.endReason ??= 'trouble'
    return this.#hangUp.now()
  }

  #endIfWanted(): void {
    this.#parts.transactions.afterCommit(() => this.#hangUp.onceNamed())
  }

  #end(event: EndedEvent): void {
    if (this.#ended) return
    // The line is dead whatever is written; closing the conversation tells its last words.
    this.#live?.close(whoEnded(this.#facts.canceledByPerson, event))
    this.#parts.transactions.run(() => {
      this.#kept.storeLast()
      this.#parts.finish({
        callId: this.callId,
        facts: { ...this.#facts },
        event,
        carrierAnsweredAtMs: this.#carrierAnsweredAtMs,
        turns: this.#kept.turns,
        context: this.#context,
      })
      applyBill(this.callId, this.#parts)
      this.#parts.transactions.afterCommit(() => this.abandon())
    })
  }

  #discard(): void {
    this.#off.callEnds()
    this.#parts.books.ended(this.callId)
    this.#wakes.cancelAll()
    this.#live?.close()
    this.#parts.offers.release(this.callId)
    this.#live = null
    this.#kept.close()
  }
}
