import { createHash } from 'node:crypto'
import { registrationMemory } from '../../src-main/adapters/sqlite/registration-memory.ts'
import { runMemory } from '../../src-main/adapters/sqlite/run-memory.ts'
import { composeBookings } from '../../src-main/compose/bookings.ts'
import { composeFollowUps } from '../../src-main/compose/follow-ups.ts'
import { composeLeads } from '../../src-main/compose/leads.ts'
import { carrierNews } from '../../src-main/core/call/carrier-news.ts'
import { finishCall } from '../../src-main/core/call/closing/finish-call.ts'
import type { CarrierEvent } from '../../src-main/core/call/phone-line.ts'
import { MissingNews } from '../../src-main/core/call/recovery/missing-news.ts'
import { Recovery } from '../../src-main/core/call/recovery/recover.ts'
import { strayNews } from '../../src-main/core/call/recovery/stray-news.ts'
import { callContexts } from '../../src-main/core/campaign/call-contexts.ts'
import { CampaignControl } from '../../src-main/core/campaign/control-campaign.ts'
import { Dialer } from '../../src-main/core/campaign/dialer.ts'
import { Launcher } from '../../src-main/core/campaign/launch.ts'
import { CampaignPreparation } from '../../src-main/core/campaign/prepare-campaign.ts'
import { ScriptWriter } from '../../src-main/core/campaign/script-writer.ts'
import { TextingRegistration } from '../../src-main/core/follow-up/texting-registration.ts'
import { RestartNotices } from '../../src-main/core/restart-notice.ts'
import type { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { unlimitedSpending } from '../fixtures/unlimited-spending.ts'
import type { CrashPlan } from './crash-plan.ts'
import type { WeekCarrier } from './week-carrier.ts'
import { type WeekGround, weekGround } from './week-ground.ts'
import type { WeekMail } from './week-mail.ts'
import type { WeekRelay } from './week-relay.ts'
import type { WeekTexts } from './week-texts.ts'
import { weekVendors } from './week-vendors.ts'

export interface WeekWorld {
  readonly clock: VirtualClock
  readonly lines: SpokenLines
  readonly relay: WeekRelay
  readonly carrier: WeekCarrier
  readonly texts: WeekTexts
  readonly mail: WeekMail
  readonly crashes: CrashPlan
  readonly folder: string
  readonly ids: { next(prefix: string): string }
  readonly callsAtOnce: number
  /** What the program logged as its own trouble. */
  readonly errors: string[]
}

export type WeekProcess = ReturnType<typeof startProcess>

/** One run of Ridgeline on the virtual clock: everything of its own is real, vendors are simulated. */
export function startProcess(world: WeekWorld) {
  const { crashes, carrier } = world
  const ground = weekGround(world)
  const { db, clock, ledger, campaigns, contractor } = ground
  const vendors = weekVendors(world)
  const registration = new TextingRegistration({
    ...ground,
    line: vendors.textLine,
    callerId: () => contractor().profile.caller_id,
    memory: registrationMemory(ground.settings),
  })
  const leads = composeLeads({
    ...ground,
    registration: () => registration.current(),
    withSamples: false,
  })
  const bookings = composeBookings({ ...ground, leads: leads.reader, zipTable: leads.zipTable })
  const scripts = new ScriptWriter({ ...ground, store: ground.scriptStore, model: vendors.model })
  const followUps = composeFollowUps({
    ...ground,
    registration,
    line: vendors.textLine,
    mail: vendors.mail,
    leads: leads.reader,
    gate: leads.gate,
    textGate: leads.gate.texts,
    scripts,
    newestScript: () => ground.scriptStore.list({ limit: 1 }).items[0] ?? null,
    relay: vendors.relay,
    walletPaused: () => false,
    suppress(phone, words, messageId) {
      ground.transactions.afterCommit(() => dialer.numberSuppressed(phone))
      return leads.stopRequests.fromText(phone, words, messageId)
    },
    changed: () => dialer.pump(),
  })
  const { dialer, recovery } = dialing({ world, ground, vendors, leads, bookings, scripts, followUps })
  const { launcher, preparation, control } = campaignWork({ ground, leads, scripts, dialer })
  const news = carrierNews({
    ...ground,
    translate: (event) => event.body as CarrierEvent,
    apply: (event) => dialer.carrierSaid(event),
    relayDid: () => {},
  })
  const missingNews = new MissingNews({
    ...ground,
    history: { newsSince: async (sinceMs) => carrier.newsSince(sinceMs) },
    apply: (event) => dialer.carrierSaid(event),
  })
  const kill = () => {
    clock.stop()
    world.relay.disconnect()
    carrier.disconnect()
    db.close()
  }
  return {
    db,
    leads,
    ledger,
    launcher,
    control,
    campaigns,
    kill,
    /** As the composition root does at every start. */
    begin() {
      crashes.kill = kill
      new RestartNotices({ ...ground, leadName: leads.leadName, memory: runMemory(ground.settings) }).begin()
      recovery.start()
      missingNews.start()
      launcher.resume()
      preparation.resume()
      control.resumeCanceling()
      dialer.start()
      followUps.start()
      carrier.connect((callId) => {
        const lead = leads.reader.get(ground.calls.get(callId)?.leadId ?? '')
        return vendors.earsOf(callId, lead?.address.street ?? '')
      })
      world.relay.connect((event) => {
        if (!followUps.textNews(event)) news(event)
      })
    },
  }
}

interface Work {
  readonly world: WeekWorld
  readonly ground: WeekGround
  readonly vendors: ReturnType<typeof weekVendors>
  readonly leads: ReturnType<typeof composeLeads>
  readonly bookings: ReturnType<typeof composeBookings>
  readonly scripts: ScriptWriter
  readonly followUps: ReturnType<typeof composeFollowUps>
  readonly dialer: Dialer
}

/** Calls from the queue to their written end, and the way back for those that slip out of our hands. */
function dialing({ world, ground, vendors, leads, bookings, scripts, followUps }: Omit<Work, 'dialer'>) {
  const suppress = leads.stopRequests.fromCall
  const lostCalls = { ...ground, leadName: leads.leadName, suppress }
  const recovery = new Recovery({ ...lostCalls, lineOf: () => vendors.phoneLine })
  const dialer = new Dialer({
    mode: 'live',
    ...ground,
    settings: ground.campaignSettings,
    leads: leads.reader,
    contextOf: callContexts({
      ...ground,
      leads: leads.reader,
      detailOf: leads.detailOf,
      scripts,
      bookings: bookings.desk,
      followUpOf: followUps.talkOf,
    }),
    afterLastAttempt: (call) => followUps.followUps.afterLastAttempt(call),
    maxConcurrent: () => world.callsAtOnce,
    walletPaused: () => false,
    relayOnline: () => true,
    strayNews: (event, call) =>
      strayNews(event, call, { ...lostCalls, hangUp: (id) => recovery.hangUp(id, 'ridgeline') }),
    lost: (callId) => recovery.take(callId),
    session: {
      ...ground,
      ...vendors,
      spend: unlimitedSpending,
      gate: leads.gate,
      followUps: followUps.followUps,
      offers: bookings.offers,
      bookings: bookings.desk,
      ringTimeoutSeconds: () => leads.complianceDesk.rules().ring_timeout_seconds,
      suppress,
      meter: { measured: () => {}, counted: () => {} },
      keepRecording: () => ({ append: () => {}, close: async () => {} }),
      keepLog: () => ({ write: () => {}, close: () => {} }),
    },
    finish: (end) =>
      finishCall(end, {
        ...ground,
        followUps: followUps.followUps,
        model: vendors.model,
        suppress,
        ended: () => {},
      }),
  })
  return { dialer, recovery }
}

function campaignWork({
  ground,
  leads,
  scripts,
  dialer,
}: Pick<Work, 'ground' | 'leads' | 'scripts' | 'dialer'>) {
  const preparation = new CampaignPreparation({
    ...ground,
    leads: leads.reader,
    detailOf: leads.detailOf,
    scripts,
    ready: () => dialer.pump(),
  })
  const prepare = (campaignId: string) => preparation.begin(campaignId)
  const launcher = new Launcher({
    ...ground,
    leads: leads.reader,
    gate: leads.gate,
    hostedMissing: () => null,
    holds: () => [],
    scripts,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    auditFailure: () => null,
    ownExperience: () => ground.calls.experience(300),
    prepare,
  })
  const control = new CampaignControl({
    ...ground,
    settings: ground.campaignSettings,
    changed: () => dialer.pump(),
    prepare,
  })
  return { preparation, launcher, control }
}
