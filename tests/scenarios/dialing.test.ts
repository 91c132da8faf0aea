import { afterEach, describe, expect, it } from 'vitest'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteCampaigns } from '../../src-main/adapters/sqlite/campaign-store.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteActivity, sqliteFollowUps } from '../../src-main/adapters/sqlite/small-stores.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { SlotOffers } from '../../src-main/core/booking/offers.ts'
import { CallDesk } from '../../src-main/core/call/call-desk.ts'
import { finishCall } from '../../src-main/core/call/finish-call.ts'
import type { CarrierEvent, DialAnswer, DialRequest, PhoneLine } from '../../src-main/core/call/phone-line.ts'
import { Recovery } from '../../src-main/core/call/recover.ts'
import type { StreamListener } from '../../src-main/core/call/relay-link.ts'
import { strayNews } from '../../src-main/core/call/stray-news.ts'
import { Dialer } from '../../src-main/core/campaign/dialer.ts'
import type { GateDecision } from '../../src-main/core/compliance/gatekeeper.ts'
import { defaultVoiceConfiguration, emptyProfile } from '../../src-main/core/contractor.ts'
import { buildScript } from '../../src-main/core/conversation/build-script.ts'
import { Feed } from '../../src-main/core/feed.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { credit } from '../../src-main/core/wallet/wallet.ts'
import { storeWithCalls } from '../fixtures/store-with-calls.ts'
import { NO_FAULTS, simulatedModel } from './simulated-vendors.ts'
import { VirtualClock } from './virtual-clock.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

interface World {
  readonly calls?: number
  readonly cents?: number
  readonly allowed?: () => boolean
  /** When a call that is not allowed may be tried again; null: never. */
  readonly allowedAtMs?: (nowMs: number) => number | null
  /** What the first, non-binding question to the gate is answered. */
  readonly permitted?: () => boolean
  readonly prepared?: () => Promise<void>
  readonly contextFails?: () => boolean
  readonly dial: (request: DialRequest) => Promise<DialAnswer>
  readonly line?: Partial<PhoneLine>
}

/** The dialer and everything behind it for real; only the vendors and the gate are played. */
function world({
  calls: count = 1,
  cents = 10_000,
  allowed = () => true,
  allowedAtMs = () => null,
  permitted = () => true,
  prepared = async () => {},
  contextFails = () => false,
  dial,
  line,
}: World) {
  const { db, callIds } = storeWithCalls(count)
  open.push(() => db.close())
  const clock = new VirtualClock()
  const calls = sqliteCalls(db, () => 'America/Chicago')
  const ledger = sqliteLedger(db)
  if (cents > 0) credit(ledger, 'money', cents, 'test', 0)
  const campaigns = sqliteCampaigns(db)
  const transactions = sqliteTransactions(db)
  const activity = sqliteActivity(db, new Feed())
  const desk = new CallDesk()
  const dialed: DialRequest[] = []
  const intentsAtDial: (string | undefined)[] = []
  const openLogs = new Set<string>()
  const hungUp: string[] = []
  const errors: string[] = []
  const suppressed: string[] = []
  const opened = { sessions: 0, streams: 0 }
  const streams = new Map<string, StreamListener>()
  const ids = { next: (prefix: string) => `${prefix}_${Math.floor(clock.monotonicMs())}_${++serial}` }
  let serial = 0
  const phoneLine: PhoneLine = {
    async dial(request) {
      intentsAtDial.push(calls.intent(request.callId)?.commandId)
      dialed.push(request)
      return dial(request)
    },
    hangUp: async (carrierCallId) => void hungUp.push(carrierCallId),
    lookUp: async () => 'alive',
    findDialed: async () => null,
    ...line,
  }
  const lead = (leadId: string) => ({
    leadId,
    name: 'Alex Sample',
    phone: '+15125550100',
    otherPhones: [],
    email: null,
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
    reasons: isAllowed ? [] : [{ code: 'closed', message: 'outside calling hours' }],
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
  const session = {
    clock,
    ids,
    transactions,
    calls,
    ledger,
    activity,
    desk,
    phoneLine,
    gate: {
      permission: () => decision(permitted()),
      decide: () => ({ ...decision(allowed()), evidenceId: 'e' }),
    },
    followUps: sqliteFollowUps(db),
    offers: new SlotOffers(),
    suppress: (_phone: string, words: string) => void suppressed.push(words),
    relay: {
      publicUrl: 'https://relay.example',
      state: () => ({ status: 'online' as const, sinceMs: 0, relayName: 'test' }),
      onStateChange: () => () => {},
      onEvent: () => {},
      openStream: async (callId: string, listener: StreamListener) => {
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
      close: async () => {},
    },
    model: simulatedModel(clock, NO_FAULTS),
    voice: {
      open: async () => openedSession(),
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
      profile: { ...emptyProfile, legal_name: 'Test Roofing LLC', caller_id: '+15125550199' },
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
  })
  const recovery = new Recovery({ ...session })
  open.push(() => recovery.stop())
  const dialer = new Dialer({
    clock,
    transactions,
    campaigns,
    calls,
    activity,
    desk,
    session,
    contextOf: (call) => {
      if (contextFails()) throw new Error('the lead is lost')
      return contextOf(call.leadId)
    },
    maxConcurrent: () => 3,
    walletPaused: () => false,
    relayOnline: () => true,
    strayNews: (event, call) => strayNews(event, call, { ...session, hangUp: (id) => recovery.hangUp(id) }),
    lost: (callId) => recovery.take(callId),
    log: () => {},
    logError: session.logError,
    finish: (end) => finishCall(end, { ...session, ended: () => {} }),
  })
  const run = (ms: number) => clock.run(ms)
  return {
    db,
    clock,
    callIds,
    calls,
    ledger,
    campaigns,
    dialer,
    dialed,
    intentsAtDial,
    openLogs,
    hungUp,
    errors,
    suppressed,
    opened,
    streams,
    recovery,
    desk,
    run,
    session,
    activity,
    transactions,
    phoneLine,
    ids,
  }
}

const placed = async (request: DialRequest): Promise<DialAnswer> => ({
  placed: true,
  carrierCallId: `v3:${request.callId}`,
})

const news = {
  initiated: (callId: string): CarrierEvent => ({ type: 'initiated', ...about(callId) }),
  answered: (callId: string, occurredAtMs: number | null = null): CarrierEvent => ({
    type: 'answered',
    ...about(callId),
    occurredAtMs,
  }),
  ended: (callId: string, more: Partial<Extract<CarrierEvent, { type: 'ended' }>> = {}): CarrierEvent => ({
    type: 'ended',
    ...about(callId),
    startedAtMs: null,
    endedAtMs: null,
    cause: 'talked',
    endedBy: 'homeowner',
    detail: '',
    ...more,
  }),
  priced: (callId: string, billedSeconds: number): CarrierEvent => ({
    type: 'priced',
    ...about(callId),
    billedSeconds,
    totalCost: '0.02',
  }),
}
const about = (callId: string) => ({ callId, carrierCallId: `v3:${callId}`, occurredAtMs: null })

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

/** An answered call with its audio. */
async function talking(more: Partial<World> = {}) {
  const w = world({ dial: placed, ...more })
  w.dialer.start()
  await w.run(100)
  const callId = w.callIds[0]!
  w.dialer.carrierSaid(news.answered(callId))
  w.streams
    .get(callId)
    ?.streamStarted({ callControlId: `v3:${callId}`, encoding: 'PCMU', sampleRateHz: 8_000 })
  return { ...w, callId }
}

describe('dialing', () => {
  it('commits the intent and holds the money before the carrier is asked', async () => {
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(1)
    expect(w.intentsAtDial[0]).toBe(w.dialed[0]?.commandId)
    expect(w.ledger.balanceCents('held')).toBeGreaterThan(0)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({
      status: 'dialing',
      carrierCallId: `v3:${w.callIds[0]}`,
    })
  })

  it('asks the gate again at the last moment and places nothing when it says no', async () => {
    const w = world({ dial: placed, allowed: () => false })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(0)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({
      status: 'ended',
      outcome: 'canceled',
      endReason: 'Not allowed: outside calling hours',
    })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it('closes the log of a call that was not placed, and of one that has ended', async () => {
    const refused = world({ dial: placed, allowed: () => false })
    refused.dialer.start()
    await refused.run(100)
    expect(refused.openLogs.size).toBe(0)
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    expect(w.openLogs.size).toBe(1)
    w.dialer.carrierSaid(news.ended(w.callIds[0]!, { cause: 'busy' }))
    expect(w.openLogs.size).toBe(0)
  })

  it('pauses the campaign, keeping its queue, when the wallet cannot cover a call', async () => {
    const w = world({ dial: placed, cents: 10 })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(0)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('wallet'),
    })
    expect(w.calls.get(w.callIds[0]!)?.status).toBe('queued')
  })

  it('never has more calls up than allowed', async () => {
    const w = world({ calls: 10, dial: placed })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(3)
    w.dialer.carrierSaid(news.ended(w.dialed[0]!.callId, { cause: 'busy' }))
    await w.run(100)
    expect(w.dialed).toHaveLength(4)
  })

  it('looks a call up when the answer to the dial was lost, and goes on with it', async () => {
    const w = world({
      dial: async () => {
        throw new VendorFailure('telnyx', 'unclear', 'the connection broke')
      },
      line: { findDialed: async () => 'v3:found' },
    })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'dialing', carrierCallId: 'v3:found' })
  })

  it('hands a call whose fate is unknown to a person and never dials it again', async () => {
    const w = world({
      dial: async () => {
        throw new VendorFailure('telnyx', 'unclear', 'the connection broke')
      },
    })
    w.dialer.start()
    await w.run(300_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it('charges and rolls up an answered call once, however often its end is reported', async () => {
    const w = await talking()
    await w.run(61_000)
    for (let i = 0; i < 3; i++) w.dialer.carrierSaid(news.ended(w.callId))
    await w.run(1_000)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'hung_up', costCents: 30 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30)
    expect(w.db.prepare('SELECT sum(calls) FROM voice_metrics_daily').pluck().get()).toBe(1)
  })

  it('completes the campaign when the last call has ended', async () => {
    const w = world({ dial: async () => ({ placed: false, reason: 'no route', because: 'refused' }) })
    w.dialer.start()
    await w.run(30_000)
    expect(w.campaigns.get('campaign_1')?.status).toBe('completed')
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ outcome: 'failed', endReason: 'no route' })
  })
})

describe('after a crash', () => {
  const crashed = (line: Partial<PhoneLine>) => {
    const w = world({ calls: 3, dial: placed, line })
    const [dialing, live] = w.callIds as [string, string]
    w.calls.saveIntent(dialing, 'cmd', 1)
    w.calls.change(dialing, { status: 'dialing', startedAtMs: w.clock.nowMs() })
    w.calls.change(live, {
      status: 'live',
      startedAtMs: w.clock.nowMs(),
      answeredAtMs: w.clock.nowMs(),
      carrierCallId: 'v3:live',
    })
    return { ...w, dialing, live }
  }

  it('hangs up the line that is still open and hands the unknown dial to a person', async () => {
    const alive = new Set(['v3:live'])
    const w = crashed({
      lookUp: async (id) => (alive.has(id) ? 'alive' : 'ended'),
      hangUp: async (id) => void alive.delete(id),
    })
    expect(w.recovery.start()).toBe(2)
    await w.run(120_000)
    expect(w.calls.get(w.live)).toMatchObject({ status: 'ended', outcome: 'hung_up' })
    expect(w.calls.get(w.dialing)).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(w.calls.get(w.callIds[2]!)?.status).toBe('queued')
  })

  it('dials no call again that may have rung', async () => {
    const w = crashed({})
    w.recovery.start()
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed.map(({ callId }) => callId)).toEqual([w.callIds[2]])
  })
})
