import type { LiveCallView, LiveEvent, TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Engine } from '../../../../src-preload/contract/campaigns.ts'
import type { CallId, CampaignId, LeadId } from '../../../../src-preload/contract/primitives.ts'
import { Feed } from '../../feed.ts'
import { Refused } from '../../refused.ts'
import { isoInstant } from '../../time.ts'
import type { CallRecord } from '../call-record.ts'
import { type AudioSlice, meterLevel, SLICE_MS } from './call-audio.ts'
import type { DeskHands } from './desk-control.ts'
import type { LiveCall } from './live-call.ts'
import type { LiveCallState } from './live-call-parts.ts'

/** A call that is being placed or is up, as the Live screen follows it. */
export interface DeskEntry {
  readonly callId: string
  readonly campaignId: string
  readonly leadId: string
  readonly leadName: string
  readonly phone: string
  readonly engine: Engine
  readonly startedAtMs: number
  status: 'dialing' | 'ringing' | 'live'
  answeredAtMs: number | null
  answeredBy: LiveCallView['answered_by']
  state: LiveCallState
  readonly turns: TurnView[]
  live: LiveCall | null
  /** The hands of the desk in a call that a hosted engine holds; null before it is answered, and for our own calls. */
  hosted: DeskHands | null
}

/** As it stands before its phone rings. */
export const deskEntry = (call: CallRecord, leadName: string, nowMs: number): DeskEntry => ({
  callId: call.callId,
  campaignId: call.campaignId,
  leadId: call.leadId,
  leadName,
  phone: call.phone,
  engine: call.engine,
  startedAtMs: nowMs,
  status: 'dialing',
  answeredAtMs: null,
  answeredBy: 'unknown',
  state: {
    agentState: 'waiting',
    desk: 'watching',
    stage: 'opening',
    partialHomeowner: null,
    partialAgent: null,
  },
  turns: [],
  live: null,
  hosted: null,
})

/** Why the person at the desk cannot do in a hosted call what they can in one of our own; shown where the button is. */
export const HOSTED_CANNOT = {
  listen:
    'Vapi holds this call, so its sound does not pass through Ridgeline. The words are here as they are said.',
  take_over:
    'Vapi holds this call and takes no microphone from outside. You can have the agent say a line, give it a hint, mute it or hang up.',
} as const

/** Meters need not move with every slice: three of them. */
const LEVELS_EVERY_MS = 3 * SLICE_MS

/** All calls in flight, for whoever watches, listens or intervenes. Holds nothing that must survive a crash. */
export class CallDesk {
  readonly #entries = new Map<string, DeskEntry>()
  readonly events: Feed<LiveEvent>
  readonly audio: Feed<{ callId: string; slice: AudioSlice }>

  constructor(report?: (error: unknown) => void) {
    this.events = new Feed(report)
    this.audio = new Feed(report)
  }

  get size(): number {
    return this.#entries.size
  }

  add(entry: DeskEntry): void {
    this.#entries.set(entry.callId, entry)
    this.changed(entry)
  }

  get(callId: string): DeskEntry | null {
    return this.#entries.get(callId) ?? null
  }

  entries(): DeskEntry[] {
    return [...this.#entries.values()]
  }

  /** A call that is not, or no longer, on the desk is shown to nobody: nothing would ever take it away again. */
  changed(entry: DeskEntry): void {
    if (this.#entries.get(entry.callId) !== entry) return
    if (this.events.hasListeners) this.events.publish({ type: 'call', call: viewOf(entry) })
  }

  audioPassed(callId: string, slice: AudioSlice): void {
    if (this.audio.hasListeners) this.audio.publish({ callId, slice })
    if (this.events.hasListeners && slice.atMs % LEVELS_EVERY_MS === 0) {
      this.events.publish({
        type: 'levels',
        call_id: callId as CallId,
        homeowner: meterLevel(slice.homeowner),
        agent: meterLevel(slice.agent),
        at_ms: slice.atMs,
      })
    }
  }

  remove(callId: string): void {
    if (this.#entries.delete(callId)) this.events.publish({ type: 'gone', call_id: callId as CallId })
  }

  snapshot(): LiveCallView[] {
    return this.entries().map(viewOf)
  }

  /** The conversation of a live call; refuses for one that is not up. */
  live(callId: string): LiveCall {
    const entry = this.#entries.get(callId)
    if (entry?.engine === 'vapi')
      throw new Refused('unsupported', 'The hosted engine cannot do that', HOSTED_CANNOT.listen)
    if (!entry?.live) throw notLive()
    return entry.live
  }

  /** What the person at the desk can do in a live call; refuses for one that is not up. */
  hands(callId: string): DeskHands {
    const entry = this.#entries.get(callId)
    const hands = entry?.live?.desk ?? entry?.hosted
    if (!hands) throw notLive()
    return hands
  }
}

const notLive = () =>
  new Refused(
    'call_not_live',
    'The call is not live',
    'It was not picked up yet, or it has ended, so nothing can be done in it.',
  )

function viewOf(entry: DeskEntry): LiveCallView {
  return {
    call_id: entry.callId as CallId,
    campaign_id: entry.campaignId as CampaignId,
    lead_id: entry.leadId as LeadId,
    lead_name: entry.leadName,
    phone: entry.phone,
    engine: entry.engine,
    unavailable: entry.engine === 'vapi' ? { ...HOSTED_CANNOT } : {},
    status: entry.status,
    agent_state: entry.state.agentState,
    stage: entry.state.stage,
    desk: entry.state.desk,
    answered_at: entry.answeredAtMs === null ? null : isoInstant(entry.answeredAtMs),
    started_at: isoInstant(entry.startedAtMs),
    turns: [...entry.turns],
    partial: { homeowner: entry.state.partialHomeowner, agent: entry.state.partialAgent },
    answered_by: entry.answeredBy,
  }
}
