import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { ActivityLog } from '../activity.ts'
import { silence } from '../audio/pcmu.ts'
import type { SlotOffers } from '../booking/offers.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import type { PromptTemplates } from '../conversation/prompts.ts'
import { callbackTime } from '../follow-up/callback-time.ts'
import type { FollowUpStore } from '../follow-up/follow-up-store.ts'
import type { Transactions } from '../transactions.ts'
import { defaultTurnRules, type HangUpReason, type TurnRules } from '../turn-taking/turn.ts'
import { VendorFailure } from '../vendor-failure.ts'
import { CENTS_PER_MINUTE, RATES } from '../wallet/rates.ts'
import { debitMinute, holdForCall, type Ledger } from '../wallet/wallet.ts'
import { type AudioSlice, SLICE_MS } from './call-audio.ts'
import type { CallDesk, DeskEntry } from './call-desk.ts'
import { type CallRecord, type CallStore, movesForward } from './call-record.ts'
import { callTools } from './call-tools.ts'
import { LiveCall, type LiveCallObserver } from './live-call.ts'
import type { CallFacts } from './outcome.ts'
import type { CarrierEvent, PhoneLine } from './phone-line.ts'
import { type CallContext, type PreparedCall, prepareCall } from './prepare-call.ts'
import type { RelayLink } from './relay-link.ts'
import { sessionListener } from './session-listener.ts'
import type { Transcriber } from './transcriber.ts'
import type { Voice } from './voice.ts'

export interface SessionParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly gate: Gatekeeper
  readonly followUps: FollowUpStore
  readonly offers: SlotOffers
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

/** What happened in a call, entry by entry. Writing never fails; after `close` it does nothing. */
export interface CallLog {
  write(entry: Record<string, unknown>): void
  close(): void
}

export interface EndedCall {
  readonly callId: string
  readonly facts: CallFacts
  readonly event: Extract<CarrierEvent, { type: 'ended' }>
  readonly turns: readonly TurnView[]
  readonly context: CallContext
}

export type PlaceResult =
  | { readonly status: 'placed' }
  | {
      readonly status: 'not-placed'
      readonly reason: 'blocked' | 'no-money' | 'stopped' | 'refused' | 'vendor' | 'unclear'
      readonly detail: string
    }

const PREPARE_TIMEOUT_MS = 15_000
const RING_TIMEOUT_S = 25
/** The carrier's cap lies this far beyond ours (reliability.md C2). */
const CARRIER_CAP_EXTRA_S = 60
/** The wrap-up line needs this long before the money ends. */
const WRAP_UP_MS = 25_000
/** How long the carrier may take to confirm a hang-up before it is asked. */
const HANGUP_CONFIRM_MS = 8_000

/** One call from the decision to place it until the carrier says it is over. */
export class CallSession {
  readonly callId: string
  readonly #parts: SessionParts
  readonly #context: CallContext
  readonly #abort = new AbortController()
  readonly #entry: DeskEntry
  readonly #cancels: (() => void)[] = []
  #record: CallRecord
  #live: LiveCall | null = null
  #recording: Recording | null = null
  #log: CallLog | null = null
  #recordingAllowed = false
  #noticeHeardMs = Number.POSITIVE_INFINITY
  #ended = false
  #stopping = false
  #facts: { -readonly [K in keyof CallFacts]: CallFacts[K] } = {
    booked: false,
    optedOut: false,
    callbackAgreed: false,
    notInterested: false,
    endReason: null,
    answeredBy: 'unknown',
    homeownerTurns: 0,
    answered: false,
    canceledByPerson: false,
  }

  constructor(record: CallRecord, context: CallContext, parts: SessionParts) {
    this.callId = record.callId
    this.#record = record
    this.#context = context
    this.#parts = parts
    this.#entry = {
      callId: record.callId,
      campaignId: record.campaignId,
      leadId: record.leadId,
      leadName: context.lead.name,
      phone: record.phone,
      startedAtMs: parts.clock.nowMs(),
      status: 'dialing',
      answeredAtMs: null,
      answeredBy: 'unknown',
      state: { agentState: 'waiting', partialHomeowner: null, partialAgent: null },
      turns: [],
      live: null,
    }
  }

  /** Prepares, asks the gate, holds the money, dials. Nothing is owed and nothing rings unless it answers `placed`. */
  async place(): Promise<PlaceResult> {
    const listener = sessionListener()
    let prepared: PreparedCall
    let ticket: { streamUrl: string; authToken: string }
    const timeout = new AbortController()
    const cancelTimeout = this.#parts.clock.wakeAfter(PREPARE_TIMEOUT_MS, () => timeout.abort())
    const signal = AbortSignal.any([this.#abort.signal, timeout.signal])
    try {
      ;[prepared, ticket] = await Promise.all([
        prepareCall(this.#context, this.#parts, listener, signal, this.#abort.signal),
        this.#parts.relay.openStream(this.callId, listener, signal),
      ])
    } catch (error) {
      if (this.#stopping) return notPlaced('stopped', 'Ridgeline is closing')
      return notPlaced(
        'vendor',
        timeout.signal.aborted ? 'a vendor did not get ready in time' : messageOf(error),
      )
    } finally {
      cancelTimeout()
    }
    if (this.#stopping) {
      prepared.transcriber.close()
      prepared.voice.close()
      return notPlaced('stopped', 'Ridgeline is closing')
    }
    this.#startLive(prepared)
    if (this.#live) listener.connect(this.#live)
    const commit = this.#commitToDial()
    if (commit !== null) {
      this.#discard()
      return commit
    }
    this.#parts.desk.add(this.#entry)
    return this.#dial(ticket)
  }

  /** News from the carrier, already stored. */
  carrierSaid(event: CarrierEvent): void {
    switch (event.type) {
      case 'initiated':
        return this.#status('ringing')
      case 'answered':
        return this.#answered()
      case 'machine-judged':
        return this.#machineJudged(event.verdict)
      case 'stream-failed':
        this.#parts.log('the media stream failed', { callId: this.callId, detail: event.detail })
        return void this.#hangUp('trouble')
      case 'ended':
        return this.#end(event)
      case 'priced':
        return
    }
  }

  get phone(): string {
    return this.#record.phone
  }

  hangUpByPerson(): void {
    this.#facts.canceledByPerson = true
    if (this.#live && this.#facts.answered) this.#live.operatorHangsUp()
    else void this.#hangUp('operator')
  }

  /** The program is going down: hang up and let the carrier's word end the call. */
  async shutDown(): Promise<void> {
    this.#facts.endReason ??= 'shutdown'
    this.#stopping = true
    if (this.#parts.calls.get(this.callId)?.status === 'queued') this.#abort.abort()
    await this.#hangUp('operator')
  }

  // Placing

  /** Invariants 1 to 3 in one transaction: the gate says yes, the money is held, the intent is on disk. */
  #commitToDial(): PlaceResult | null {
    const { transactions, calls, gate, ledger, ids, clock } = this.#parts
    const nowMs = clock.nowMs()
    return transactions.run(() => {
      const current = calls.get(this.callId)
      if (current?.status !== 'queued' || !this.#parts.mayStillDial(current))
        return notPlaced('stopped', 'the campaign or the wallet was stopped')
      const decision = gate.decide(this.#context.lead, 'dial', this.callId, nowMs)
      if (!decision.allowed)
        return notPlaced('blocked', decision.reasons.map(({ message }) => message).join('; '))
      if (!holdForCall(ledger, this.callId, nowMs))
        return notPlaced('no-money', 'the wallet does not cover another call')
      calls.saveIntent(this.callId, ids.next('cmd'), nowMs)
      this.#record = calls.change(this.callId, {
        status: 'dialing',
        startedAtMs: nowMs,
        evidenceId: decision.evidenceId,
      })
      this.#parts.activity.append(
        'voice_call_started',
        `Calling ${this.#context.lead.name}`,
        this.#ids(),
        nowMs,
      )
      return null
    })
  }

  async #dial(ticket: { streamUrl: string; authToken: string }): Promise<PlaceResult> {
    const { profile } = this.#context.contractor
    const intent = this.#parts.calls.intent(this.callId)
    if (!intent || !profile.caller_id) throw new Error('a dial needs its intent and a caller ID')
    try {
      const answer = await this.#parts.phoneLine.dial(
        {
          callId: this.callId,
          commandId: intent.commandId,
          to: this.#record.phone,
          from: profile.caller_id,
          displayName: profile.display_name,
          ringTimeoutSeconds: RING_TIMEOUT_S,
          timeLimitSeconds: this.#context.voiceConfiguration.max_duration_seconds + CARRIER_CAP_EXTRA_S,
          webhookUrl: new URL('/api/webhooks/telnyx', this.#parts.relay.publicUrl).href,
          streamUrl: ticket.streamUrl,
          streamAuthToken: ticket.authToken,
        },
        this.#abort.signal,
      )
      if (answer.placed) return this.#dialed(answer.carrierCallId)
      this.#parts.calls.setFate(this.callId, 'refused')
      this.#endUnplaced('failed', answer.reason)
      return notPlaced('refused', answer.reason)
    } catch (error) {
      if (error instanceof VendorFailure && error.code === 'unclear')
        return this.#settleUnclear(error.message)
      this.#endUnplaced('failed', messageOf(error))
      return notPlaced('vendor', messageOf(error))
    }
  }

  #dialed(carrierCallId: string): PlaceResult {
    this.#parts.transactions.run(() => {
      this.#parts.calls.setFate(this.callId, 'placed')
      if (this.#parts.calls.get(this.callId)?.carrierCallId === null)
        this.#parts.calls.change(this.callId, { carrierCallId })
    })
    this.#record = { ...this.#record, carrierCallId }
    return { status: 'placed' }
  }

  /** The carrier's answer was lost. It is looked up, never dialed again (design invariant 1). */
  async #settleUnclear(detail: string): Promise<PlaceResult> {
    this.#parts.calls.setFate(this.callId, 'unclear')
    const found = await this.#parts.phoneLine.findDialed(this.callId).catch(() => null)
    if (found) return this.#dialed(found)
    this.#endUnplaced('needs_review', detail)
    return notPlaced('unclear', detail)
  }

  #endUnplaced(outcome: 'failed' | 'needs_review', detail: string): void {
    this.#facts.endReason = outcome === 'needs_review' ? 'unclear' : 'failed'
    this.#end({
      type: 'ended',
      callId: this.callId,
      carrierCallId: '',
      cause: 'unknown',
      endedBy: 'unknown',
      detail,
    })
  }

  // While it is up

  #startLive(prepared: PreparedCall): void {
    const { profile } = this.#context.contractor
    const { voiceConfiguration } = this.#context
    const { clock, calls } = this.#parts
    const live = new LiveCall({
      callId: this.callId,
      clock,
      rules: turnRules(voiceConfiguration.barge_in, voiceConfiguration.silence_timeout_seconds),
      maxDurationMs: voiceConfiguration.max_duration_seconds * 1_000,
      model: this.#parts.model,
      system: prepared.system,
      brief: prepared.brief,
      fixedLines: prepared.fixedLines,
      rendered: prepared.rendered,
      stream: this.#parts.relay.stream(this.callId),
      isOurs: (carrierCallId) =>
        [null, carrierCallId].includes(this.#parts.calls.get(this.callId)?.carrierCallId ?? null),
      observer: this.#observer(),
      reopenTranscriber: prepared.reopenTranscriber,
      reopenVoice: prepared.reopenVoice,
      callTools: callTools({
        nowMs: () => clock.nowMs(),
        timeZone: profile.time_zone,
        workingHours: profile.working_hours,
        crews: profile.crews,
        taken: () => [...calls.takenSlots(clock.nowMs()), ...this.#parts.offers.takenByOthers(this.callId)],
        offer: (slots) => this.#parts.offers.offer(this.callId, slots),
        book: (slot, words) => this.#book(slot, words),
        scheduleCallback: (words, reason) => this.#scheduleCallback(words, reason),
        markNotInterested: () => {
          this.#facts.notInterested = true
        },
        suppress: (words) => this.#suppress(words),
        note: (text) => this.#note(text),
        endCall: (reason) => {
          this.#facts.endReason = reason
        },
      }),
    })
    live.use(prepared.transcriber, prepared.voice)
    this.#live = live
    this.#recordingAllowed = profile.recording === 'announced'
  }

  #observer(): LiveCallObserver {
    const log = this.#parts.keepLog(this.callId)
    this.#log = log
    return {
      turnSpoken: (turn) => this.#turnSpoken(turn),
      audioPassed: (slice) => {
        this.#keepAudio(slice)
        this.#parts.desk.audioPassed(this.callId, slice)
      },
      changed: (state) => {
        this.#entry.state = state
        this.#parts.desk.changed(this.#entry)
      },
      suppress: (words) => this.#suppress(words),
      hangUp: (reason) => void this.#hangUp(reason),
      answeredBy: (by) => {
        this.#facts.answeredBy = by
        this.#entry.answeredBy = by
      },
      disclosureHeard: (atMs) => {
        this.#noticeHeardMs = atMs
      },
      usage: (usage, spokenChars) => log.write({ kind: 'usage', ...usage, spokenChars }),
      logged: log.write,
    }
  }

  /** The recording begins after the notice was heard; on its timeline everything before is silence (compliance.md section 9). */
  #keepAudio(slice: AudioSlice): void {
    if (!this.#recordingAllowed || slice.atMs < this.#noticeHeardMs) return
    if (!this.#recording) {
      this.#recording = this.#parts.keepRecording(this.callId)
      for (let atMs = 0; atMs < slice.atMs; atMs += SLICE_MS)
        this.#recording.append({ homeowner: QUIET_SLICE, agent: QUIET_SLICE })
    }
    this.#recording.append(slice)
  }

  #turnSpoken(turn: TurnView): void {
    this.#parts.calls.saveTurn(this.callId, turn)
    const at = this.#entry.turns.findIndex(({ turn_id }) => turn_id === turn.turn_id)
    if (at >= 0) this.#entry.turns[at] = turn
    else this.#entry.turns.push(turn)
    if (turn.speaker === 'homeowner') this.#facts.homeownerTurns++
  }

  #answered(): void {
    if (this.#facts.answered || this.#ended) return
    const nowMs = this.#parts.clock.nowMs()
    this.#facts.answered = true
    this.#entry.answeredAtMs = nowMs
    this.#parts.transactions.run(() => {
      this.#record = this.#parts.calls.change(this.callId, { answeredAtMs: nowMs })
      this.#status('live')
      this.#parts.activity.append(
        'voice_call_answered',
        `${this.#context.lead.name} answered`,
        this.#ids(),
        nowMs,
      )
    })
    this.#debit(1)
  }

  /** Debits each minute as it begins; when the money ends, the agent wraps up in time. */
  #debit(minuteNo: number): void {
    if (this.#ended) return
    const { coveredMinutes } = this.#parts.transactions.run(() =>
      debitMinute(this.#parts.ledger, this.callId, minuteNo, this.#parts.clock.nowMs()),
    )
    this.#record = this.#parts.calls.change(this.callId, { costCents: minuteNo * CENTS_PER_MINUTE })
    if (coveredMinutes <= minuteNo) {
      this.#wake(RATES.intervalMs - WRAP_UP_MS, () => this.#live?.timeRunsOut())
    } else this.#wake(RATES.intervalMs, () => this.#debit(minuteNo + 1))
  }

  #machineJudged(verdict: 'human' | 'machine' | 'fax' | 'unsure'): void {
    if (verdict === 'human' && this.#facts.answeredBy === 'unknown') this.#facts.answeredBy = 'human'
    // A recogniser that heard a person talk outranks the carrier's guess: nobody is hung up on mid-sentence.
    if (
      (verdict === 'machine' || verdict === 'fax') &&
      this.#facts.homeownerTurns < 2 &&
      this.#facts.answeredBy !== 'screener'
    ) {
      this.#facts.answeredBy = verdict
      this.#live?.machineDetected()
    }
  }

  async #hangUp(reason: HangUpReason): Promise<void> {
    if (reason === 'trouble') this.#facts.endReason ??= 'trouble'
    const carrierCallId = this.#parts.calls.get(this.callId)?.carrierCallId
    if (!carrierCallId || this.#ended) return
    try {
      await this.#parts.phoneLine.hangUp(carrierCallId, this.#parts.ids.next('cmd'))
    } catch (error) {
      this.#parts.log('hang-up failed', { callId: this.callId, detail: messageOf(error) })
    }
    this.#wake(HANGUP_CONFIRM_MS, () => void this.#confirmEnd(carrierCallId))
  }

  /** The carrier's word that the call ended may be lost: then it is asked (reliability.md A3). */
  async #confirmEnd(carrierCallId: string): Promise<void> {
    if (this.#ended) return
    const fate = await this.#parts.phoneLine.lookUp(carrierCallId).catch(() => 'alive' as const)
    if (fate === 'alive') {
      await this.#parts.phoneLine.hangUp(carrierCallId, this.#parts.ids.next('cmd')).catch(() => {})
      this.#wake(HANGUP_CONFIRM_MS, () => void this.#confirmEnd(carrierCallId))
      return
    }
    this.#end({
      type: 'ended',
      callId: this.callId,
      carrierCallId,
      cause: 'talked',
      endedBy: 'us',
      detail: 'confirmed by look-up',
    })
  }

  #end(event: Extract<CarrierEvent, { type: 'ended' }>): void {
    if (this.#ended) return
    this.#ended = true
    this.#discard()
    this.#parts.desk.remove(this.callId)
    this.#parts.finish({
      callId: this.callId,
      facts: { ...this.#facts },
      event,
      turns: this.#entry.turns,
      context: this.#context,
    })
  }

  #discard(): void {
    this.#abort.abort()
    for (const cancel of this.#cancels) cancel()
    this.#live?.close()
    this.#parts.offers.release(this.callId)
    this.#live = null
    void this.#recording?.close()
    this.#recording = null
    this.#log?.close()
  }

  // The tools' small writes

  #book(
    slot: { crew: number; startsAtMs: number; endsAtMs: number; spoken: string },
    words: string,
  ): boolean {
    const nowMs = this.#parts.clock.nowMs()
    return this.#parts.transactions.run(() => {
      const booked = this.#parts.calls.book(
        {
          bookingId: this.#parts.ids.next('booking'),
          callId: this.callId,
          leadId: this.#record.leadId,
          crew: slot.crew,
          startsAtMs: slot.startsAtMs,
          endsAtMs: slot.endsAtMs,
          notes: `Agreed with the words: "${words}"`,
        },
        nowMs,
      )
      if (!booked) return false
      this.#facts.booked = true
      this.#parts.activity.append(
        'booking_created',
        `${this.#context.lead.name} booked ${slot.spoken}`,
        this.#ids(),
        nowMs,
      )
      return true
    })
  }

  #scheduleCallback(words: string, reason: string): { spoken: string } {
    const nowMs = this.#parts.clock.nowMs()
    const { dueAtMs, spoken } = callbackTime(words, nowMs, this.#context.contractor.profile.time_zone)
    this.#parts.transactions.run(() => {
      this.#parts.followUps.add(
        {
          leadId: this.#record.leadId,
          callId: this.callId,
          channel: 'call',
          reason: `Callback asked for: "${words}" (${reason})`,
          dueAtMs,
        },
        nowMs,
      )
      this.#parts.activity.append(
        'follow_up_created',
        `Call ${this.#context.lead.name} back ${spoken}`,
        this.#ids(),
        nowMs,
      )
    })
    this.#facts.callbackAgreed = true
    return { spoken }
  }

  #suppress(words: string): void {
    this.#facts.optedOut = true
    this.#parts.suppress(this.#record.phone, words, this.callId)
  }

  #note(text: string): void {
    const notes = this.#parts.calls.get(this.callId)?.notes ?? []
    if (!notes.includes(text))
      this.#record = this.#parts.calls.change(this.callId, { notes: [...notes, text] })
  }

  // Small steps

  #status(status: 'ringing' | 'live'): void {
    if (!movesForward(this.#entry.status, status)) return
    this.#record = this.#parts.calls.change(this.callId, { status })
    this.#entry.status = status
    if (status === 'live') this.#entry.live = this.#live
    this.#parts.desk.changed(this.#entry)
  }

  #wake(delayMs: number, wake: () => void): void {
    this.#cancels.push(this.#parts.clock.wakeAfter(delayMs, wake))
  }

  #ids(): Record<string, unknown> {
    return { call_id: this.callId, campaign_id: this.#record.campaignId, lead_id: this.#record.leadId }
  }
}

const QUIET_SLICE = silence(SLICE_MS)

const turnRules = (bargeIn: boolean, silenceSeconds: number): TurnRules => ({
  ...defaultTurnRules,
  bargeIn,
  idleMs: silenceSeconds * 1_000,
})

const notPlaced = (
  reason: Extract<PlaceResult, { status: 'not-placed' }>['reason'],
  detail: string,
): PlaceResult => ({
  status: 'not-placed',
  reason,
  detail,
})
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
