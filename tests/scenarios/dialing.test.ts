import { afterEach, describe, expect, it } from 'vitest'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteCampaigns } from '../../src-main/adapters/sqlite/campaign-store.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteActivity, sqliteFollowUps } from '../../src-main/adapters/sqlite/small-stores.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { SlotOffers } from '../../src-main/core/booking/offers.ts'
import { CallDesk } from '../../src-main/core/call/call-desk.ts'
import { finishCall } from '../../src-main/core/call/finish-call.ts'
import type { DialAnswer, DialRequest, PhoneLine } from '../../src-main/core/call/phone-line.ts'
import { recoverCalls } from '../../src-main/core/call/recover.ts'
import { Dialer } from '../../src-main/core/campaign/dialer.ts'
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
  readonly dial: (request: DialRequest) => Promise<DialAnswer>
  readonly line?: Partial<PhoneLine>
}

/** The dialer and everything behind it for real; only the vendors and the gate are played. */
function world({ calls: count = 1, cents = 10_000, allowed = () => true, dial, line }: World) {
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
  const ids = { next: (prefix: string) => `${prefix}_${Math.floor(clock.monotonicMs())}_${++serial}` }
  let serial = 0
  const phoneLine: PhoneLine = {
    async dial(request) {
      intentsAtDial.push(calls.intent(request.callId)?.commandId)
      dialed.push(request)
      return dial(request)
    },
    hangUp: async () => {},
    lookUp: async () => 'ended',
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
      permission: () => ({ allowed: true, reasons: [], rulesVersion: 't', nextAllowedAtMs: null }),
      decide: () => ({
        allowed: allowed(),
        reasons: [{ code: 'closed', message: 'outside calling hours' }],
        rulesVersion: 't',
        nextAllowedAtMs: null,
        evidenceId: 'e',
      }),
    },
    followUps: sqliteFollowUps(db),
    offers: new SlotOffers(),
    suppress: () => {},
    relay: {
      publicUrl: 'https://relay.example',
      state: () => ({ status: 'online' as const, sinceMs: 0, relayName: 'test' }),
      onStateChange: () => () => {},
      onEvent: () => {},
      openStream: async () => ({ streamUrl: 'wss://relay.example/s', authToken: 't' }),
      stream: () => ({ sendAudio: () => {}, sendMark: () => {}, clear: () => {}, close: () => {} }),
      close: async () => {},
    },
    model: simulatedModel(clock, NO_FAULTS),
    voice: {
      open: async () => ({ say: () => {}, finish: () => {}, cancel: () => {}, close: () => {} }),
      render: async () => ({ pcmu: new Uint8Array(160), chars: [] }),
    },
    transcriber: { open: async () => ({ sendAudio: () => {}, close: () => {} }) },
    templates: { agent: '{{contractor}}{{script}}', script: '', openings: '', summary: '{{transcript}}' },
    keepRecording: () => ({ append: () => {}, close: async () => {} }),
    keepLog: (callId: string) => {
      openLogs.add(callId)
      return { write: () => {}, close: () => openLogs.delete(callId) }
    },
    log: () => {},
  }
  const dialer = new Dialer({
    clock,
    transactions,
    campaigns,
    calls,
    activity,
    desk,
    session,
    contextOf: (call) => ({
      contractor: {
        contractorId: 'contractor_1',
        profile: { ...emptyProfile, legal_name: 'Test Roofing LLC', caller_id: '+15125550199' },
      },
      voiceConfiguration: defaultVoiceConfiguration,
      lead: lead(call.leadId),
      leadDetail: {
        lead_id: call.leadId,
        name: 'Alex Sample',
        address: {},
        roof_findings: [],
        neighborhood: { may_be_spoken: false, claim: null },
        notes: null,
      } as never,
      script: { script: buildScript(emptyProfile) } as never,
      opening: null,
    }),
    maxConcurrent: () => 3,
    walletPaused: () => false,
    relayOnline: () => true,
    log: () => {},
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
    w.dialer.carrierSaid({
      type: 'ended',
      callId: w.callIds[0]!,
      carrierCallId: 'x',
      cause: 'busy',
      endedBy: 'homeowner',
      detail: '',
    })
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
    w.dialer.carrierSaid({
      type: 'ended',
      callId: w.dialed[0]!.callId,
      carrierCallId: 'x',
      cause: 'busy',
      endedBy: 'homeowner',
      detail: '',
    })
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
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    const about = { callId: w.callIds[0]!, carrierCallId: 'x' }
    w.dialer.carrierSaid({ type: 'answered', ...about })
    await w.run(61_000)
    for (let i = 0; i < 3; i++)
      w.dialer.carrierSaid({ type: 'ended', ...about, cause: 'talked', endedBy: 'homeowner', detail: '' })
    await w.run(1_000)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'hung_up', costCents: 30 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30)
    expect(w.db.prepare('SELECT sum(calls) FROM voice_metrics_daily').pluck().get()).toBe(1)
  })

  it('completes the campaign when the last call has ended', async () => {
    const w = world({ dial: async () => ({ placed: false, reason: 'no route', retryable: false }) })
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
    const hungUp: string[] = []
    const w = crashed({ lookUp: async () => 'alive', hangUp: async (id) => void hungUp.push(id) })
    expect(await recoverCalls({ ...w, log: () => {} })).toBe(2)
    expect(hungUp).toEqual(['v3:live'])
    expect(w.calls.get(w.live)).toMatchObject({ status: 'ended', outcome: 'hung_up' })
    expect(w.calls.get(w.dialing)).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(w.calls.get(w.callIds[2]!)?.status).toBe('queued')
  })

  it('dials no call again that may have rung', async () => {
    const w = crashed({})
    await recoverCalls({ ...w, log: () => {} })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed.map(({ callId }) => callId)).toEqual([w.callIds[2]])
  })
})
