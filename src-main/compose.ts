import type { SystemStatus } from '../src-preload/contract/account.ts'
import { smtpMail } from './adapters/smtp/smtp-mail.ts'
import { runMemory } from './adapters/sqlite/run-memory.ts'
import type { App } from './app.ts'
import { composeAsked } from './compose/asked.ts'
import { composeBookings } from './compose/bookings.ts'
import { composeCallNews } from './compose/call-news.ts'
import { composeCampaigns } from './compose/campaigns.ts'
import { composeDialing } from './compose/dialing.ts'
import { composeFollowUps, composeTextLine } from './compose/follow-ups.ts'
import { composeGround } from './compose/ground.ts'
import type { Host } from './compose/host.ts'
import { composeLeads } from './compose/leads.ts'
import { composeMoney } from './compose/money.ts'
import { composeRehearsals } from './compose/rehearsals.ts'
import { composeRelay, relayStatus } from './compose/relay.ts'
import { composeSpending, makeFirstContractor } from './compose/spending.ts'
import { composeVendors } from './compose/vendors.ts'
import type { CallDesk } from './core/call/live/call-desk.ts'
import { callContexts } from './core/campaign/call-contexts.ts'
import type { Dialer } from './core/campaign/dialer.ts'
import { dialingHolds } from './core/campaign/dialing-holds.ts'
import { ScriptWriter } from './core/campaign/script-writer.ts'
import { defaultVoiceConfiguration } from './core/contractor.ts'
import { RestartNotices } from './core/restart-notice.ts'
import { Closers } from './core/shutdown.ts'
import { dayIn } from './core/time.ts'

export interface RunningApp {
  readonly app: App
  readonly relayState: () => SystemStatus['relay']
  /** The computer slept: the link to the relay is tried at once. */
  wokeUp(): void
  /** Hangs up what is live, waits for its end to be written, closes everything. */
  close(): Promise<void>
}

const SHUTDOWN_WAIT_MS = 4_000

/** The one place where ports meet adapters. */
export async function composeApp(host: Host): Promise<RunningApp> {
  const { resourcesFolder, templates } = host
  const closers = new Closers()
  const ground = composeGround(host, closers)
  const { clock, desk, metrics, contractor, transactions, contractors, scriptStore } = ground
  // Those who give the dialer something to do are made before it.
  let pump = () => {}
  const changed = () => pump()

  const spending = composeSpending(ground, {
    changed,
    rulesChanged: () => money.approvals.withdraw(() => true, 'The spending rules were changed.'),
  })
  makeFirstContractor(ground, spending, host.firstContractor)
  const textLine = composeTextLine(host.vendors.telnyx, {
    ...ground,
    callerId: () => contractor().profile.caller_id,
  })
  const leads = composeLeads({
    ...ground,
    dataFolder: host.dataFolder,
    resourcesFolder,
    registration: () => textLine.registration.current(),
    withSamples: host.mode === 'practice',
  })
  const vendors = composeVendors({
    ...host.vendors,
    clock,
    configuration: () => contractors.voice(contractor().contractorId),
    elevenLabsVoiceId: host.defaultVoiceId ?? defaultVoiceConfiguration.voice_id,
    cacheFolder: ground.folder('voice-cache'),
    onCacheFailure: (error) => host.log.warn({ err: error }, 'a rendered line could not be kept'),
  })
  closers.add(() => vendors.stop())
  const relay = composeRelay(host, ground)
  closers.add(() => relay.close())
  const bookings = composeBookings({ ...ground, leads: leads.reader, zipTable: leads.zipTable })
  const scripts = new ScriptWriter({ ...ground, store: scriptStore, model: vendors.model, templates })
  const followUps = composeFollowUps({
    ...ground,
    ...textLine,
    mail: host.vendors.mail && smtpMail(host.vendors.mail),
    leads: leads.reader,
    gate: leads.gate,
    textGate: leads.gate.texts,
    scripts,
    newestScript: () => scriptStore.list({ limit: 1 }).items[0] ?? null,
    relay,
    walletPaused: () => spending.paused,
    suppress(phone, words, messageId) {
      transactions.afterCommit(() => dialer.numberSuppressed(phone))
      return leads.stopRequests.fromText(phone, words, messageId)
    },
    changed,
  })
  closers.add(() => followUps.stop())
  const money = composeMoney({
    ...ground,
    seller: relay.minutes,
    today: () => dayIn(clock.nowMs(), contractor().profile.time_zone),
    averageTalkMs: () => ground.ownExperience()?.averageTalkMs ?? null,
    answered: (approval, how) => campaigns.waiting.answered(approval, how),
    changed,
  })
  closers.add(() => money.stop())
  const { dialer, hosted, recovery } = composeDialing({
    host,
    ground,
    leads,
    bookings,
    followUps: followUps.followUps,
    spending,
    money,
    vendors,
    relay,
    contextOf: callContexts({
      ...ground,
      scripts,
      leads: leads.reader,
      detailOf: leads.detailOf,
      bookings: bookings.desk,
      followUpOf: followUps.talkOf,
    }),
  })
  pump = () => dialer.pump()
  closers.add(() => recovery.stop())
  const callNews = composeCallNews({
    ground,
    telnyx: host.vendors.telnyx,
    leadName: leads.leadName,
    carrierSaid: (event) => dialer.carrierSaid(event),
  })
  const holds = () =>
    dialingHolds({
      spendingPaused: spending.pausedByPerson,
      auditFailure: ground.auditFailure(),
      link: relay.state(),
      mode: host.mode,
    })
  const campaigns = composeCampaigns({
    ground,
    leads,
    scripts,
    waitingApprovals: money.waitingApprovals,
    hostedMissing: () => hosted.engine.missing(),
    holds,
    changed,
  })
  const rehearsals = composeRehearsals({
    ...ground,
    scripts,
    leads,
    vendors,
    templates,
    rehearser: host.rehearser,
  })
  closers.add(() => rehearsals.ownVoiceRehearsals.stop())
  const restart = new RestartNotices({
    ...ground,
    leadName: leads.leadName,
    memory: runMemory(ground.settings),
  })

  relay.onEvent((event) => {
    if (event.source === 'stripe') money.paymentArrived(event)
    else if (event.source === 'vapi') hosted.calls.heard(event)
    else if (!followUps.textNews(event)) callNews.news(event)
    metrics.eventApplied(event.source)
  })
  const unfollow = relay.onStateChange(({ status }) => {
    metrics.setRelayOnline(status === 'online')
    if (status !== 'online') return
    dialer.pump()
    callNews.missing.wake()
    hosted.reports.wake()
  })

  // What the last run left open is taken up before anything new is dialed.
  const lost = restart.begin()
  if (lost > 0)
    host.log.warn({ calls: lost }, 'calls cut off by the last shutdown are being brought to their end')
  recovery.start()
  ground.books.start()
  campaigns.resume()
  money.start()
  callNews.missing.start()
  hosted.reports.start()
  dialer.start()
  followUps.start()
  closers.add(() => callNews.missing.stop())
  closers.add(() => hosted.reports.stop())
  closers.add(unfollow)
  closers.add(async () => {
    restart.closing()
    await stopDialing(dialer, desk)
  })

  const relayState = () => relayStatus(relay.state())
  const app = composeAsked({
    host,
    ground,
    leads,
    scripts,
    campaigns,
    rehearsals,
    dialer,
    bookings,
    followUps,
    spending,
    money,
    relay,
    relayState,
    restart,
    holds,
  })
  return {
    app,
    relayState,
    wokeUp: () => relay.retryNow(),
    close: () => closers.closeAll((error) => host.log.error({ err: error }, 'closing failed')),
  }
}

/** Calls that are up are hung up, and their end is awaited for a moment; the rest is for the next start. */
async function stopDialing(dialer: Dialer, desk: CallDesk): Promise<void> {
  await dialer.stop()
  const until = performance.now() + SHUTDOWN_WAIT_MS
  while (desk.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
}
