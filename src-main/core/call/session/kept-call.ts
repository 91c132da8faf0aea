import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import type { CallContext } from '../call-context.ts'
import type { KnownFacts } from '../call-facts.ts'
import { type CallRecord, movesForward } from '../call-record.ts'
import { type DeskEntry, deskEntry } from '../live/call-desk.ts'
import type { LiveCall } from '../live/live-call.ts'
import type { LiveCallObserver } from '../live/live-call-parts.ts'
import type { CallLog } from '../log/call-log.ts'
import { FaultTime } from '../log/fault-time.ts'
import type { SessionParts } from '../placing/session-parts.ts'
import { placeTurn } from '../spoken-order.ts'
import { AnnouncedRecording } from './announced-recording.ts'
import type { CallWrites } from './call-writes.ts'
import { StoredTurns } from './stored-turns.ts'

type KeptParts = Pick<
  SessionParts,
  'calls' | 'transactions' | 'books' | 'desk' | 'clock' | 'keepRecording' | 'keepLog' | 'meter'
>

/** What is kept and shown of one call while it is up: its turns, sound, log, faults, and its entry on the desk. */
export class KeptCall {
  readonly #call: CallRecord
  readonly #context: CallContext
  readonly #parts: KeptParts
  readonly #entry: DeskEntry
  readonly #turns: StoredTurns
  readonly #recording: AnnouncedRecording
  readonly #faults: FaultTime
  #log: CallLog | null = null

  constructor(call: CallRecord, context: CallContext, parts: KeptParts) {
    const { callId } = call
    this.#call = call
    this.#context = context
    this.#parts = parts
    this.#entry = deskEntry(call, context.lead.name, parts.clock.nowMs())
    this.#turns = new StoredTurns(callId, parts)
    this.#recording = new AnnouncedRecording(() => parts.keepRecording(callId))
    this.#faults = new FaultTime((span) => parts.calls.addFault(callId, span))
  }

  /** In the order in which they were spoken. */
  get turns(): readonly TurnView[] {
    return this.#entry.turns
  }

  /** Whoever is at the desk sees the call from now on. */
  show(): void {
    this.#parts.desk.add(this.#entry)
  }

  /** The carrier's news may come late; a call only moves forward. */
  ringing(): void {
    if (!movesForward(this.#entry.status, 'ringing')) return
    this.#parts.calls.change(this.#call.callId, { status: 'ringing' })
    this.#parts.transactions.afterCommit(() => this.#moveTo('ringing'))
  }

  answered(live: LiveCall | null, nowMs: number): void {
    this.#entry.answeredAtMs = nowMs
    this.#entry.live = live
    this.#moveTo('live')
  }

  /** Follows the conversation: what it tells is kept and shown, what it finds out goes to `facts`. */
  observer(
    facts: KnownFacts,
    writes: Pick<CallWrites, 'suppress'>,
    hangUp: LiveCallObserver['hangUp'],
  ): LiveCallObserver {
    const { calls, desk, keepLog, meter } = this.#parts
    const { callId } = this.#call
    const log = keepLog(callId)
    this.#log = log
    return {
      turnSpoken: (turn) => this.#turnSpoken(turn, facts),
      deskActed: (act) => calls.addDeskAct(callId, act),
      audioPassed: (slice) => {
        this.#recording.append(slice)
        desk.audioPassed(callId, slice)
      },
      changed: (state) => {
        this.#entry.state = state
        desk.changed(this.#entry)
      },
      suppress: (words) => writes.suppress(words),
      hangUp,
      answeredBy: (by) => {
        facts.answeredBy = by
        this.#entry.answeredBy = by
      },
      disclosureHeard: (atMs) => {
        if (this.#context.contractor.profile.recording === 'announced') this.#recording.allowedFrom(atMs)
      },
      logged: (entry) => {
        log.write(entry)
        this.#faults.read(entry)
      },
      ...meter,
    }
  }

  /** The conversation has told its last words; called in the transaction that writes the end. */
  storeLast(): void {
    this.#turns.saveUndone(this.turns)
    this.#faults.close()
  }

  close(): void {
    this.#recording.close()
    this.#log?.close()
  }

  #turnSpoken(turn: TurnView, facts: KnownFacts): void {
    this.#turns.save(turn)
    this.#parts.books.keep(this.#call.callId)
    placeTurn(this.#entry.turns, turn)
    if (turn.speaker === 'homeowner') facts.homeownerTurns++
  }

  #moveTo(status: 'ringing' | 'live'): void {
    if (!movesForward(this.#entry.status, status)) return
    this.#entry.status = status
    this.#parts.desk.changed(this.#entry)
  }
}
