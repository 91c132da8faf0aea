import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteActivity } from '../../src-main/adapters/sqlite/activity-log.ts'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteCampaignSettings } from '../../src-main/adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from '../../src-main/adapters/sqlite/campaign-store.ts'
import { sqliteContractors } from '../../src-main/adapters/sqlite/contractor-store.ts'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteInbox } from '../../src-main/adapters/sqlite/relay-inbox.ts'
import { runMemory } from '../../src-main/adapters/sqlite/run-memory.ts'
import { sqliteScripts } from '../../src-main/adapters/sqlite/script-store.ts'
import { sqliteSettings } from '../../src-main/adapters/sqlite/settings.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../../src-main/adapters/sqlite/vendor-use-store.ts'
import { composeBookings } from '../../src-main/compose/bookings.ts'
import { composeLeads } from '../../src-main/compose/leads.ts'
import { CallDesk } from '../../src-main/core/call/call-desk.ts'
import { carrierNews } from '../../src-main/core/call/carrier-news.ts'
import { finishCall } from '../../src-main/core/call/finish-call.ts'
import { MissingNews } from '../../src-main/core/call/missing-news.ts'
import type { CarrierEvent, PhoneLine } from '../../src-main/core/call/phone-line.ts'
import { Recovery } from '../../src-main/core/call/recover.ts'
import type { StreamListener } from '../../src-main/core/call/relay-link.ts'
import { strayNews } from '../../src-main/core/call/stray-news.ts'
import type { TurnListener } from '../../src-main/core/call/transcriber.ts'
import { callContexts } from '../../src-main/core/campaign/call-contexts.ts'
import { CampaignControl } from '../../src-main/core/campaign/control-campaign.ts'
import { Dialer } from '../../src-main/core/campaign/dialer.ts'
import { Launcher } from '../../src-main/core/campaign/launch.ts'
import { CampaignPreparation } from '../../src-main/core/campaign/prepare-campaign.ts'
import { ScriptWriter } from '../../src-main/core/campaign/script-writer.ts'
import type { Clock } from '../../src-main/core/clock.ts'
import { defaultVoiceConfiguration, emptyProfile } from '../../src-main/core/contractor.ts'
import { Feed } from '../../src-main/core/feed.ts'
import { RestartNotices } from '../../src-main/core/restart-notice.ts'
import { VendorBooks } from '../../src-main/core/wallet/vendor-books.ts'
import { credit } from '../../src-main/core/wallet/wallet.ts'
import type { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { unlimitedSpending } from '../fixtures/unlimited-spending.ts'
import { playFollowUps } from '../scenarios/played-follow-ups.ts'
import { NO_FAULTS, simulatedModel, simulatedVoice } from '../scenarios/simulated-vendors.ts'
import type { CrashPlan, Write } from './crash-plan.ts'
import type { WeekCarrier } from './week-carrier.ts'

const root = join(import.meta.dirname, '..', '..')
const resourcesFolder = join(root, 'resources')
const template = (name: string) => readFileSync(join(resourcesFolder, 'prompts', `${name}.md`), 'utf8')
const templates = {
  agent: template('agent'),
  script: template('script'),
  openings: template('openings'),
  summary: template('summary'),
}
const profile = JSON.parse(readFileSync(join(resourcesFolder, 'practice', 'contractor.json'), 'utf8'))
export const CONTRACTOR_ID = 'contractor_1'
/** So few that a kill leaves few people hearing nothing: above 3 % of them the law ends the campaign. */
const CALLS_AT_ONCE = 3
export const FUNDED_CENTS = 5_000_000

export interface WeekWorld {
  readonly clock: VirtualClock
  readonly lines: SpokenLines
  readonly carrier: WeekCarrier
  readonly crashes: CrashPlan
  readonly folder: string
  readonly ids: { next(prefix: string): string }
  /** What the program logged as its own trouble. */
  readonly errors: string[]
}

export type WeekProcess = ReturnType<typeof startProcess>

/** One run of Ridgeline on the virtual clock: everything of its own is real, vendors are simulated. */
export function startProcess(world: WeekWorld) {
  const { carrier, crashes, ids, lines } = world
  const clock = clockOfOneRun(world.clock)
  const db = openDatabase(join(world.folder, 'ridgeline.db'))
  let written: Write | null = null
  const transactions = watched(sqliteTransactions(db), crashes, {
    take: () => written,
    clear: () => {
      written = null
    },
  })
  const noting =
    <Args extends unknown[], Result>(write: Write, work: (...args: Args) => Result) =>
    (...args: Args): Result =>
      transactions.run(() => {
        written = write
        return work(...args)
      })

  const activity = sqliteActivity(db, new Feed())
  const settings = sqliteSettings(db)
  const contractors = sqliteContractors(db, defaultVoiceConfiguration)
  const ledger = sqliteLedger(db)
  const books = new VendorBooks({ clock, transactions, ledger, store: sqliteVendorUse(db) })
  const plainCalls = sqliteCalls(db, () => profile.time_zone)
  const calls = {
    ...plainCalls,
    saveIntent: noting('the decision to dial', plainCalls.saveIntent),
    change: (callId: string, changes: Parameters<typeof plainCalls.change>[1]) => {
      if (changes.status === 'live') written = 'an answer'
      if (changes.status === 'ended') written = 'the end of a call'
      if (changes.carrierBilledSeconds !== undefined) written = 'a bill'
      return plainCalls.change(callId, changes)
    },
  }
  const plainCampaigns = sqliteCampaigns(db)
  const campaigns = {
    ...plainCampaigns,
    addToLaunch: noting('a part of the launch', plainCampaigns.addToLaunch),
    addCall: noting('the next attempt', plainCampaigns.addCall),
  }
  const settingsOfCampaigns = sqliteCampaignSettings(db)
  const desk = new CallDesk()
  const contractorNow = () => {
    const contractor = contractors.first()
    if (!contractor) throw new Error('the contractor is made at the first start')
    return contractor
  }
  if (!contractors.first())
    transactions.run(() => {
      contractors.save(
        { contractorId: CONTRACTOR_ID, profile: { ...emptyProfile, ...profile, caller_id: '+15125550199' } },
        clock.nowMs(),
      )
      credit(ledger, 'first-credit', FUNDED_CENTS, 'Practice money', clock.nowMs())
    })
  const leads = composeLeads({
    db,
    clock,
    transactions,
    activity,
    contractor: contractorNow,
    dataFolder: world.folder,
    resourcesFolder,
    registration: () => null,
    withSamples: false,
  })
  const composed = composeBookings({
    db,
    clock,
    ids,
    transactions,
    activity,
    contractor: contractorNow,
    leads: leads.reader,
    zipTable: leads.zipTable,
  })
  const suppress = noting('a request to stop', leads.stopRequests.fromCall)
  const book = composed.desk.book.bind(composed.desk)
  composed.desk.book = noting('a booking', book)

  // Vendors
  const model = simulatedModel(world.clock, NO_FAULTS)
  const streams = new Map<string, StreamListener>()
  const turns = new Map<string, TurnListener>()
  const phoneLine: PhoneLine = {
    async dial(request) {
      crashes.reached('before the dial request leaves')
      const answer = carrier.dial(request)
      crashes.dialed()
      crashes.reached('before the answer to the dial comes')
      return answer
    },
    attachStream: async () => {},
    hangUp: async (carrierCallId) => carrier.hangUp(carrierCallId),
    lookUp: async (carrierCallId) => carrier.lookUp(carrierCallId),
    findDialed: async (callId) => carrier.findDialed(callId),
  }
  const state = { status: 'online' as const, sinceMs: 0, relayName: 'the week' }
  const relay = {
    publicUrl: 'https://relay.example',
    state: () => state,
    onStateChange: () => () => {},
    onEvent: () => {},
    openStream: async (callId: string, listener: StreamListener) => {
      streams.set(callId, listener)
      return { streamUrl: `wss://relay.example/${callId}`, authToken: 't' }
    },
    stream: (callId: string) => ({
      sendAudio(pcmu: Uint8Array) {
        const phone = carrier.phoneOf(callId)
        phone?.sendAudio(pcmu)
        if (phone && phone.said.length > 1) crashes.reached('in the middle of a talk')
      },
      sendMark: (name: string) => carrier.phoneOf(callId)?.sendMark(name),
      clear: () => carrier.phoneOf(callId)?.clear(),
      close: () => void streams.delete(callId),
    }),
    protect: () => {},
    close: async () => {},
  }

  // The work
  const scripts = new ScriptWriter({
    store: sqliteScripts(db),
    model,
    templates,
    clock,
    activity,
    log: () => {},
  })
  const contextOf = callContexts({
    contractor: contractorNow,
    contractors,
    leads: leads.reader,
    detailOf: leads.detailOf,
    scripts,
    bookings: composed.desk,
    followUpOf: () => null,
  })
  const logError = (message: string, fields: Record<string, unknown>) => {
    if (db.open) world.errors.push(`${message}: ${JSON.stringify(fields)}`)
  }
  const lostCallParts = {
    clock,
    transactions,
    calls,
    ledger,
    books,
    activity,
    leadName: (leadId: string) => leads.reader.get(leadId)?.name ?? null,
    suppress,
  }
  // Enrolled as always; the steps themselves are not done here, since this week is the campaign's.
  const { followUps } = playFollowUps(
    {
      db,
      clock,
      ids,
      transactions,
      activity,
      calls,
      campaigns,
      settings: settingsOfCampaigns,
      gate: leads.gate,
      leads: leads.reader,
      contractor: contractorNow,
      changed: () => {},
      logError: (message) => logError(message, {}),
    },
    {},
  )
  const recovery = new Recovery({ ...lostCallParts, ids, lineOf: () => phoneLine, logError })
  const dialer = new Dialer({
    clock,
    transactions,
    campaigns,
    settings: settingsOfCampaigns,
    leads: leads.reader,
    calls,
    activity,
    desk,
    contextOf,
    afterLastAttempt: (call) => followUps.afterLastAttempt(call),
    maxConcurrent: () => CALLS_AT_ONCE,
    walletPaused: () => false,
    relayOnline: () => true,
    strayNews: (event, call) =>
      strayNews(event, call, { ...lostCallParts, hangUp: (id) => recovery.hangUp(id) }),
    lost: (callId) => recovery.take(callId),
    log: () => {},
    logError,
    session: {
      clock,
      ids,
      transactions,
      calls,
      ledger,
      books,
      spend: unlimitedSpending,
      gate: leads.gate,
      followUps,
      offers: composed.offers,
      bookings: composed.desk,
      ringTimeoutSeconds: () => leads.complianceDesk.rules().ring_timeout_seconds,
      suppress,
      activity,
      desk,
      relay,
      phoneLine,
      model,
      voice: {
        open: async (listener) => simulatedVoice(world.clock, lines, listener, NO_FAULTS),
        render: async (text) => lines.speak(`${text} `),
      },
      transcriber: {
        open: async ({ keyterms }, listener) => {
          for (const term of keyterms) turns.set(term, listener)
          return { sendAudio: () => {}, close: () => {} }
        },
      },
      templates,
      meter: { measured: () => {}, counted: () => {} },
      keepRecording: () => ({ append: () => {}, close: async () => {} }),
      keepLog: () => ({ write: () => {}, close: () => {} }),
      log: () => {},
    },
    finish: (end) =>
      finishCall(end, {
        clock,
        transactions,
        calls,
        ledger,
        books,
        followUps,
        activity,
        model,
        templates,
        suppress,
        log: () => {},
        ended: () => {},
      }),
  })
  const preparation = new CampaignPreparation({
    clock,
    transactions,
    campaigns,
    contractors,
    leads: leads.reader,
    detailOf: leads.detailOf,
    scripts,
    activity,
    ready: () => dialer.pump(),
    logError,
  })
  const launcher = new Launcher({
    clock,
    ids,
    transactions,
    campaigns,
    contractors,
    leads: leads.reader,
    gate: leads.gate,
    hostedMissing: () => null,
    scripts,
    activity,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    auditFailure: () => null,
    ownExperience: () => calls.experience(300),
    prepare: (campaignId) => preparation.begin(campaignId),
    logError,
  })
  const control = new CampaignControl({
    clock,
    transactions,
    settings: settingsOfCampaigns,
    campaigns,
    activity,
    changed: () => dialer.pump(),
    logError,
    prepare: (campaignId) => preparation.begin(campaignId),
  })
  const news = carrierNews({
    clock,
    transactions,
    inbox: sqliteInbox(db),
    calls,
    activity,
    translate: (event) => event.body as CarrierEvent,
    apply: (event) => dialer.carrierSaid(event),
    relayDid: () => {},
    log: () => {},
    logError,
  })
  const missingNews = new MissingNews({
    clock,
    transactions,
    calls,
    history: { newsSince: async (sinceMs) => carrier.newsSince(sinceMs) },
    apply: (event) => dialer.carrierSaid(event),
    log: () => {},
    logError,
  })

  const kill = () => {
    clock.stop()
    carrier.disconnect()
    db.close()
  }
  const earsOf = (callId: string) => {
    const stream = streams.get(callId)
    const street = leads.reader.get(calls.get(callId)?.leadId ?? '')?.address.street
    const ears = turns.get(street ?? '')
    return stream && ears ? { stream, turns: ears } : null
  }
  return {
    db,
    leads,
    ledger,
    launcher,
    control,
    campaigns,
    settingsOfCampaigns,
    kill,
    /** As the composition root does at every start. */
    begin() {
      crashes.kill = kill
      new RestartNotices({
        clock,
        ids,
        transactions,
        calls,
        campaigns,
        leadName: lostCallParts.leadName,
        activity,
        memory: runMemory(settings),
      }).begin()
      recovery.start()
      missingNews.start()
      launcher.resume()
      preparation.resume()
      control.resumeCanceling()
      dialer.start()
      carrier.connect(news, earsOf)
    },
  }
}

/** Wakes and frames of a run that was killed never come. */
function clockOfOneRun(clock: VirtualClock): Clock & { stop(): void } {
  const stop = new AbortController()
  const alive = (work: () => void) => () => {
    if (!stop.signal.aborted) work()
  }
  const frames = new Set<() => void>()
  return {
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
    wakeAfter: (delayMs, wake) => clock.wakeAfter(delayMs, alive(wake)),
    everyFrame(tick) {
      const cancel = clock.everyFrame(alive(tick))
      frames.add(cancel)
      return () => {
        frames.delete(cancel)
        cancel()
      }
    },
    stop() {
      stop.abort()
      for (const cancel of frames) cancel()
    },
  }
}

/** Tells the plan what each outermost transaction wrote, before and after its commit. */
function watched(
  transactions: ReturnType<typeof sqliteTransactions>,
  crashes: CrashPlan,
  written: { take(): Write | null; clear(): void },
): ReturnType<typeof sqliteTransactions> {
  let depth = 0
  return {
    afterCommit: transactions.afterCommit,
    run(work) {
      if (depth > 0) return transactions.run(work)
      written.clear()
      depth++
      try {
        const result = transactions.run(() => {
          const answer = work()
          const write = written.take()
          if (write) crashes.reached(`before the commit of ${write}`)
          return answer
        })
        const write = written.take()
        if (write) crashes.reached(`after the commit of ${write}`)
        return result
      } finally {
        depth--
      }
    },
  }
}
