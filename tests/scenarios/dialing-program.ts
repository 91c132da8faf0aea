import { sqliteActivity } from '../../src-main/adapters/sqlite/activity-log.ts'
import { sqliteBookings } from '../../src-main/adapters/sqlite/booking-store.ts'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteCampaignSettings } from '../../src-main/adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from '../../src-main/adapters/sqlite/campaign-store.ts'
import type { Db } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../../src-main/adapters/sqlite/vendor-use-store.ts'
import { BookingDesk } from '../../src-main/core/booking/booking-desk.ts'
import { SlotOffers } from '../../src-main/core/booking/offers.ts'
import { finishCall } from '../../src-main/core/call/closing/finish-call.ts'
import { CallDesk } from '../../src-main/core/call/live/call-desk.ts'
import type { DialAnswer, DialRequest, PhoneLine } from '../../src-main/core/call/phone-line.ts'
import { Recovery } from '../../src-main/core/call/recovery/recover.ts'
import { strayNews } from '../../src-main/core/call/recovery/stray-news.ts'
import type { StreamListener } from '../../src-main/core/call/relay-link.ts'
import { Dialer, type DialerParts } from '../../src-main/core/campaign/dialer.ts'
import type { Clock, Ids } from '../../src-main/core/clock.ts'
import type { GateDecision } from '../../src-main/core/compliance/gatekeeper.ts'
import { defaultVoiceConfiguration, emptyProfile } from '../../src-main/core/contractor.ts'
import { buildScript } from '../../src-main/core/conversation/build-script.ts'
import { Feed } from '../../src-main/core/feed.ts'
import type { SpendGate } from '../../src-main/core/wallet/spend-gate.ts'
import { VendorBooks } from '../../src-main/core/wallet/vendor-books.ts'
import { unlimitedSpending } from '../fixtures/unlimited-spending.ts'
import { type PlayedTexts, playFollowUps } from './played-follow-ups.ts'
import { NO_FAULTS, simulatedModel } from './simulated-vendors.ts'

export interface ProgramParts {
  readonly db: Db
  readonly clock: Clock
  readonly ids?: Ids
  readonly maxConcurrent?: () => number
  readonly walletPaused?: () => boolean
  readonly allowed?: () => boolean
  /** When a call that is not allowed may be tried again; null: never. */
  readonly allowedAtMs?: (nowMs: number) => number | null
  /** What the first, non-binding question to the gate is answered. */
  readonly permitted?: () => boolean
  readonly prepared?: () => Promise<void>
  readonly voiceOpens?: () => Promise<void>
  readonly ticketGiven?: () => Promise<void>
  readonly contextFails?: () => boolean
  readonly relayOnline?: () => boolean
  readonly dial: (request: DialRequest) => Promise<DialAnswer>
  readonly line?: Partial<PhoneLine>
  /** Holds the calls of a campaign that was launched for the hosted engine. */
  readonly hosted?: DialerParts['hosted']
  readonly spend?: SpendGate
  /** The carrier's texts and the gate's word on them, where they matter. */
  readonly texts?: PlayedTexts
}

/** The dialer and everything behind it for real, on a store that is there; only the vendors and the gate are played. */
export function dialingProgram({
  db,
  clock,
  ids = countingIds(clock),
  maxConcurrent = () => 3,
  walletPaused = () => false,
  allowed = () => true,
  allowedAtMs = () => null,
  permitted = () => true,
  prepared = async () => {},
  voiceOpens = async () => {},
  ticketGiven = async () => {},
  contextFails = () => false,
  relayOnline = () => true,
  texts = {},
  dial,
  line,
  hosted,
  spend = unlimitedSpending,
}: ProgramParts) {
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const ledger = sqliteLedger(db)
  const campaigns = sqliteCampaigns(db)
  const settings = sqliteCampaignSettings(db)
  const transactions = sqliteTransactions(db)
  const books = new VendorBooks({ clock, transactions, ledger, store: sqliteVendorUse(db) })
  const activity = sqliteActivity(db, new Feed())
  const desk = new CallDesk()
  const dialed: DialRequest[] = []
  const intentsAtDial: (string | undefined)[] = []
  const openLogs = new Set<string>()
  const hungUp: string[] = []
  const attached: string[] = []
  const errors: string[] = []
  const logged: { message: string; fields: Record<string, unknown> }[] = []
  const suppressed: string[] = []
  const opened = { sessions: 0, streams: 0 }
  const streams = new Map<string, StreamListener>()
  const phoneLine: PhoneLine = {
    async dial(request) {
      intentsAtDial.push(calls.intent(request.callId)?.commandId)
      dialed.push(request)
      return dial(request)
    },
    attachStream: async ({ carrierCallId }) => void attached.push(carrierCallId),
    hangUp: async (carrierCallId) => void hungUp.push(carrierCallId),
    lookUp: async () => 'alive',
    findDialed: async () => null,
    ...line,
  }
  const lead = (leadId: string) => ({
    leadId,
    name: 'Alex Sample',
    // The number that the store has for this lead.
    phone: `+1512555${leadId.replace(/\D/g, '').padStart(4, '0')}`,
    otherPhones: [],
    email: texts.email === undefined ? 'alex@example.com' : texts.email,
    address: { street: null, city: null, state: 'TX', zip: null },
    location: null,
    roof: {} as never,
    source: null,
    notes: null,
    score: 0,
    importedAtMs: 0,
    updatedAtMs: 0,
  })
  const decision = (isAllowed: boolean): GateDecision => ({
    allowed: isAllowed,
    reasons: isAllowed ? [] : [{ code: 'outside-hours', message: 'outside calling hours' }],
    rulesVersion: 't',
    nextAllowedAtMs: isAllowed ? null : allowedAtMs(clock.nowMs()),
  })
  const openedSession = () => {
    opened.sessions++
    return {
      sendAudio: () => {},
      say: () => {},
      finish: () => {},
      cancel: () => {},
      close: once(() => opened.sessions--),
    }
  }
  const offers = new SlotOffers()
  const bookings = new BookingDesk({
    clock,
    ids,
    transactions,
    activity,
    bookings: sqliteBookings(db, () => null),
    contractor: () => contextOf('lead_1').contractor,
    leads: { get: lead },
    offers,
    zipPlace: () => null,
  })
  const gate = {
    within() {
      return this
    },
    permission: () => decision(permitted()),
    decide: () => ({ ...decision(allowed()), evidenceId: 'e' }),
  }
  const follow = playFollowUps(
    {
      db,
      clock,
      ids,
      transactions,
      activity,
      calls,
      campaigns,
      settings,
      gate,
      leads: { get: lead },
      contractor: () => contextOf('lead_1').contractor,
      changed: () => dialer.pump(),
      logError: (message) => void errors.push(message),
    },
    { walletPaused, relayOnline, ...texts },
  )
  const session = {
    clock,
    ids,
    transactions,
    calls,
    ledger,
    books,
    spend,
    activity,
    desk,
    phoneLine,
    gate,
    followUps: follow.followUps,
    offers,
    bookings,
    ringTimeoutSeconds: () => 25,
    leadName: (leadId: string) => lead(leadId).name,
    suppress: (_phone: string, words: string) => void suppressed.push(words),
    relay: {
      publicUrl: 'https://relay.example',
      state: () => ({ status: 'online' as const, sinceMs: 0, relayName: 'test' }),
      onStateChange: () => () => {},
      onEvent: () => {},
      openStream: async (callId: string, listener: StreamListener) => {
        await ticketGiven()
        opened.streams++
        streams.set(callId, listener)
        return { streamUrl: 'wss://relay.example/s', authToken: 't' }
      },
      stream: (callId: string) => ({
        sendAudio: () => {},
        sendMark: () => {},
        clear: () => {},
        close: () => {
          if (streams.delete(callId)) opened.streams--
        },
      }),
      protect: () => {},
      close: async () => {},
    },
    model: simulatedModel(clock, NO_FAULTS),
    voice: {
      open: async () => {
        await voiceOpens()
        return openedSession()
      },
      render: async () => ({ pcmu: new Uint8Array(160), chars: [] }),
    },
    transcriber: {
      open: async () => {
        await prepared()
        return openedSession()
      },
    },
    templates: { agent: '{{contractor}}{{script}}', script: '', openings: '', summary: '{{transcript}}' },
    keepRecording: () => ({ append: () => {}, close: async () => {} }),
    meter: { measured: () => {}, counted: () => {} },
    keepLog: (callId: string) => {
      openLogs.add(callId)
      return { write: () => {}, close: () => openLogs.delete(callId) }
    },
    log: () => {},
    logError: (message: string) => void errors.push(message),
  }
  const contextOf = (leadId: string) => ({
    contractor: {
      contractorId: 'contractor_1',
      profile: {
        ...emptyProfile,
        legal_name: 'Test Roofing LLC',
        caller_id: '+15125550199',
        postal_address: texts.postalAddress ?? null,
      },
    },
    voiceConfiguration: defaultVoiceConfiguration,
    lead: lead(leadId),
    leadDetail: {
      lead_id: leadId,
      name: 'Alex Sample',
      address: {},
      roof_findings: [],
      neighborhood: { may_be_spoken: false, claim: null },
      notes: null,
    } as never,
    script: { script: buildScript(emptyProfile) } as never,
    opening: null,
    inspection: null,
    followUp: null,
  })
  const recovery = new Recovery({ ...session, lineOf: () => phoneLine })
  const dialer = new Dialer({
    mode: 'live',
    ...(hosted && { hosted }),
    clock,
    transactions,
    campaigns,
    settings,
    leads: { get: lead },
    calls,
    activity,
    desk,
    session,
    contextOf: (call) => {
      if (contextFails()) throw new Error('the lead is lost')
      return contextOf(call.leadId)
    },
    afterLastAttempt: (call) => follow.followUps.afterLastAttempt(call),
    maxConcurrent,
    walletPaused,
    relayOnline,
    strayNews: (event, call) =>
      strayNews(event, call, { ...session, hangUp: (id) => recovery.hangUp(id, 'ridgeline') }),
    lost: (callId) => recovery.take(callId),
    log: (message, fields) => void logged.push({ message, fields }),
    logError: session.logError,
    finish: (end) => finishCall(end, { ...session, ended: () => {} }),
  })
  return {
    db,
    calls,
    ledger,
    books,
    campaigns,
    settings,
    dialer,
    dialed,
    intentsAtDial,
    openLogs,
    hungUp,
    attached,
    errors,
    /** What the dialer told the log of calls that were not placed. */
    logged,
    suppressed,
    opened,
    streams,
    recovery,
    contextOf,
    desk,
    session,
    activity,
    activities: () =>
      db.prepare('SELECT type, title FROM activity_event ORDER BY event_id').all() as {
        type: string
        title: string
      }[],
    transactions,
    phoneLine,
    ids,
    ...follow,
  }
}

function countingIds(clock: Clock): Ids {
  let serial = 0
  return { next: (prefix) => `${prefix}_${Math.floor(clock.monotonicMs())}_${++serial}` }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}
