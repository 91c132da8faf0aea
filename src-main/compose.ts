import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ActivityEvent, ContractorProfile, SystemStatus } from '../src-preload/contract/account.ts'
import { randomIds, systemClock } from './adapters/clock/system-clock.ts'
import { bookingsCalendar } from './adapters/files/calendar.ts'
import { callLogFile, readCallLog } from './adapters/files/call-log-file.ts'
import { recordingFolder } from './adapters/files/recording-folder.ts'
import { prometheusMetrics } from './adapters/metrics/prometheus.ts'
import { relayLink } from './adapters/relay/relay-link.ts'
import { sqliteCalls } from './adapters/sqlite/call-store.ts'
import { sqliteCampaignSettings } from './adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from './adapters/sqlite/campaign-store.ts'
import { checkpointWhenQuiet } from './adapters/sqlite/checkpoint-when-quiet.ts'
import { sqliteContractors } from './adapters/sqlite/contractor-store.ts'
import { openDatabase } from './adapters/sqlite/database.ts'
import { lazyWrites } from './adapters/sqlite/lazy-writes.ts'
import { sqliteLedger } from './adapters/sqlite/ledger.ts'
import { accountReads } from './adapters/sqlite/reads/account-reads.ts'
import { callReads } from './adapters/sqlite/reads/call-reads.ts'
import { campaignReads } from './adapters/sqlite/reads/campaign-reads.ts'
import { relayCursor } from './adapters/sqlite/relay-cursor.ts'
import { sqliteScripts } from './adapters/sqlite/script-store.ts'
import { runMemory, sqliteActivity, sqliteInbox, sqliteSettings } from './adapters/sqlite/small-stores.ts'
import { sqliteTransactions } from './adapters/sqlite/transactions.ts'
import { telnyxCallHistory } from './adapters/telnyx/telnyx-call-history.ts'
import { telnyxPhoneLine } from './adapters/telnyx/telnyx-phone-line.ts'
import { carrierEvent } from './adapters/telnyx/telnyx-webhook.ts'
import type { VapiSettings } from './adapters/vapi/vapi-engine.ts'
import { type App, createApp } from './app.ts'
import { composeBookings } from './compose-bookings.ts'
import { composeEvidence } from './compose-evidence.ts'
import { composeFollowUps, composeTextLine } from './compose-follow-ups.ts'
import { composeHosted } from './compose-hosted.ts'
import { composeLeads } from './compose-leads.ts'
import { autoSpendRules, composeMoney } from './compose-money.ts'
import { composeRehearsals } from './compose-rehearsals.ts'
import { composeRelayAccess } from './compose-relay-access.ts'
import { composeVendors, type VendorAccess } from './compose-vendors.ts'
import { CallDesk } from './core/call/call-desk.ts'
import type { CallRecord } from './core/call/call-record.ts'
import { carrierNews } from './core/call/carrier-news.ts'
import { finishCall } from './core/call/finish-call.ts'
import { lifeboatNews } from './core/call/lifeboat-news.ts'
import { MissingNews } from './core/call/missing-news.ts'
import type { CallContext } from './core/call/prepare-call.ts'
import { Recovery } from './core/call/recover.ts'
import { strayNews } from './core/call/stray-news.ts'
import { CampaignControl } from './core/campaign/control-campaign.ts'
import { Dialer } from './core/campaign/dialer.ts'
import { CampaignEditor } from './core/campaign/edit-campaign.ts'
import { Launcher } from './core/campaign/launch.ts'
import { ScriptWriter } from './core/campaign/script-writer.ts'
import { WaitingCampaigns } from './core/campaign/waiting-campaigns.ts'
import { defaultVoiceConfiguration, emptyProfile } from './core/contractor.ts'
import { followUpOpening } from './core/conversation/follow-up-talk.ts'
import type { PromptTemplates } from './core/conversation/prompts.ts'
import type { Rehearser } from './core/conversation/rehearser.ts'
import { Feed } from './core/feed.ts'
import { RestartNotices } from './core/restart-notice.ts'
import { Closers } from './core/shutdown.ts'
import { dayIn } from './core/time.ts'
import { Spending } from './core/wallet/spending.ts'
import { practiceTime } from './practice-time.ts'

/** What a host hands over: settings already parsed, secrets already unlocked. The core reads no environment. */
export interface Host {
  readonly version: string
  readonly mode: 'practice' | 'live'
  /** Where the wall clock of the practice world begins; null in the real world. */
  readonly practiceStartsAtMs: number | null
  readonly dataFolder: string
  readonly resourcesFolder: string
  readonly log: Logger
  readonly templates: PromptTemplates
  readonly vendors: VendorSettings
  /** The voice until a person chooses one, where the vendor has voices of its own; null for the usual one. */
  readonly defaultVoiceId: string | null
  readonly relay: { readonly url: string; readonly pairingCode: string | null }
  /** What people call this computer. */
  readonly deviceName: string
  readonly deviceKeyStore: { load(): Promise<string | null>; save(value: string): Promise<void> }
  readonly keys: Pick<SystemStatus, 'keys' | 'live_blockers' | 'can_store_keys' | 'key_storage_note'>
  readonly saveKey: (vendor: string, key: string) => Promise<void>
  /** Simulated homeowners to try a script out with. */
  readonly rehearser: Rehearser
  /** The profile and money a new data folder starts with. */
  readonly firstContractor: { readonly profile: Partial<ContractorProfile>; readonly creditCents: number }
}

export interface VendorSettings {
  readonly telnyx: {
    apiKey: string
    baseUrl: string
    connectionId: string
    messagingProfileId: string | null
  }
  readonly deepgram: VendorAccess
  readonly anthropic: VendorAccess
  readonly elevenlabs: VendorAccess
  /** Null: calls cannot be given to the hosted engine. */
  readonly vapi: VapiSettings | null
}

export interface RunningApp {
  readonly app: App
  readonly relayState: () => SystemStatus['relay']
  /** The computer slept: the link to the relay is tried at once. */
  wokeUp(): void
  /** Hangs up what is live, waits for its end to be written, closes everything. */
  close(): Promise<void>
}

const SHUTDOWN_WAIT_MS = 4_000
/** A calendar that subscribes keeps what it has seen; older visits are in the list of bookings. */
const CALENDAR_LOOKS_BACK_MS = 30 * 86_400_000

/** As many calls tell what the next ones will cost. */
const LATEST_CALLS = 300

/** The one place where ports meet adapters. */
export async function composeApp(host: Host): Promise<RunningApp> {
  const { log } = host
  mkdirSync(host.dataFolder, { recursive: true, mode: 0o700 })
  const folder = (name: string) => join(host.dataFolder, name)
  const closers = new Closers()
  const note = (message: string, fields: Record<string, unknown>) => log.info(fields, message)
  const noteError = (message: string, fields: Record<string, unknown>) => log.error(fields, message)

  // Storage
  const db = openDatabase(folder('ridgeline.db'))
  closers.add(() => void db.close())
  const lazy = lazyWrites(db, (error) => log.error({ err: error }, 'the disk did not confirm a write'))
  closers.add(lazy.close)
  const transactions = sqliteTransactions(db)
  const settings = sqliteSettings(db)
  const latestConsent = db.prepare('SELECT coalesce(max(captured_at_ms), 0) FROM consent').pluck()
  const time =
    host.practiceStartsAtMs === null
      ? null
      : practiceTime({
          settings,
          startsAtMs: host.practiceStartsAtMs,
          latestFactMs: () => latestConsent.get() as number,
          mayJump: () => desk.size === 0,
        })
  if (time) closers.add(time.stop)
  const clock = systemClock({
    ...(time && { offsetMs: time.offsetMs }),
    onError: (error) => log.fatal({ err: error }, 'a step of a call failed; the others go on'),
  })
  const ids = randomIds
  const contractors = sqliteContractors(db, {
    ...defaultVoiceConfiguration,
    voice_id: host.defaultVoiceId ?? defaultVoiceConfiguration.voice_id,
  })
  const ledger = sqliteLedger(db)
  const metrics = prometheusMetrics()
  const listenerFailed = (error: unknown) => log.error({ err: error }, 'a listener failed')
  const desk = new CallDesk(listenerFailed)
  closers.add(checkpointWhenQuiet(db, () => desk.size === 0))
  const activityFeed = new Feed<ActivityEvent>(listenerFailed)
  const activity = sqliteActivity(db, activityFeed)
  const campaigns = sqliteCampaigns(db)
  const settingsOfCampaigns = sqliteCampaignSettings(db)
  const scriptStore = sqliteScripts(db)
  const calls = sqliteCalls(db, () => contractorNow().profile.time_zone, lazy.write)
  const saveRecording = (callId: string, fileName: string, durationMs: number) =>
    calls.saveRecording(callId, fileName, Math.round(durationMs), Math.round(clock.nowMs()))
  const recordings = recordingFolder(folder('recordings'), {
    started: (callId, fileName) => saveRecording(callId, fileName, 0),
    closed: saveRecording,
    failed: (callId, error) =>
      log.error({ callId, err: error }, 'the recording stopped; the call goes on without it'),
  })
  closers.add(() => recordings.closeAll())
  const auditFailure = ledger.audit()
  if (auditFailure) log.error({ auditFailure }, 'the ledger does not add up; nothing will be dialed')

  const contractorNow = () => {
    const contractor = contractors.first()
    if (!contractor) throw new Error('a contractor is made at the first start')
    return contractor
  }
  let pump = () => {}
  const spending = new Spending({
    clock,
    ids,
    transactions,
    ledger,
    activity,
    flag: {
      read: () => settings.read('spending_paused') === true,
      write: (paused) => settings.write('spending_paused', paused),
    },
    rules: autoSpendRules(settings),
    rulesChanged: () => money.approvals.withdraw(() => true, 'The spending rules were changed.'),
    auditFailure: () => auditFailure,
    changed: () => pump(),
  })
  if (!contractors.first()) {
    transactions.run(() => {
      contractors.save(
        {
          contractorId: ids.next('contractor'),
          profile: { ...emptyProfile, ...host.firstContractor.profile },
        },
        clock.nowMs(),
      )
      if (host.firstContractor.creditCents > 0)
        spending.credit(host.firstContractor.creditCents, 'Practice money')
    })
  }

  const textLine = composeTextLine(host.vendors.telnyx, {
    clock,
    settings,
    callerId: () => contractorNow().profile.caller_id,
    log: note,
  })
  const leads = composeLeads({
    db,
    clock,
    transactions,
    activity,
    contractor: contractorNow,
    dataFolder: host.dataFolder,
    resourcesFolder: host.resourcesFolder,
    registration: () => textLine.registration.current(),
    withSamples: host.mode === 'practice',
  })

  const leadName = (leadId: string) => leads.reader.get(leadId)?.name ?? null

  // Vendors
  const vendors = composeVendors({
    ...host.vendors,
    clock,
    configuration: () => contractors.voice(contractorNow().contractorId),
    elevenLabsVoiceId: host.defaultVoiceId ?? defaultVoiceConfiguration.voice_id,
    cacheFolder: folder('voice-cache'),
    onCacheFailure: (error) => log.warn({ err: error }, 'a rendered line could not be kept'),
  })
  const { model, voice, transcriber } = vendors
  closers.add(() => vendors.stop())
  const phoneLine = telnyxPhoneLine(host.vendors.telnyx)
  const relay = relayLink({
    url: host.relay.url,
    pairingCode: host.relay.pairingCode ?? undefined,
    deviceKeyStore: host.deviceKeyStore,
    deviceName: host.deviceName,
    hangUpGrant: { carrierUrl: host.vendors.telnyx.baseUrl, carrierKey: host.vendors.telnyx.apiKey },
    commitCursor: relayCursor(settings, lazy.write),
    roundTrip: (ms) => metrics.measured('relay_rtt', ms),
    log: {
      info: (message, fields) => log.info(fields ?? {}, message),
      warn: (message, fields) => log.warn(fields ?? {}, message),
      error: (message, fields) => log.error(fields ?? {}, message),
    },
  })
  closers.add(() => relay.close())

  // The work
  const bookings = composeBookings({
    db,
    clock,
    ids,
    transactions,
    activity,
    contractor: contractorNow,
    leads: leads.reader,
    resourcesFolder: host.resourcesFolder,
  })
  const scripts = new ScriptWriter({ store: scriptStore, model, templates: host.templates, clock, activity })
  const inbox = sqliteInbox(db)
  const { followUps, ...follow } = composeFollowUps({
    db,
    clock,
    ids,
    transactions,
    activity,
    contractor: contractorNow,
    leads: leads.reader,
    calls,
    campaigns,
    campaignSettings: settingsOfCampaigns,
    gate: leads.gate,
    textGate: leads.gate.texts,
    ...textLine,
    scripts,
    newestScript: () => scriptStore.list({ limit: 1 }).items[0] ?? null,
    inbox,
    relay,
    walletPaused: () => spending.paused,
    suppress(phone, words, messageId) {
      transactions.afterCommit(() => dialer.numberSuppressed(phone))
      return leads.suppressFromText(phone, words, messageId)
    },
    changed: () => pump(),
    log: note,
    logError: noteError,
  })
  closers.add(() => follow.stop())
  const contextOf = (call: CallRecord): CallContext => {
    const lead = leads.reader.get(call.leadId)
    const script = call.scriptId ? scripts.get(call.scriptId) : null
    if (!lead || !script) throw new Error(`call ${call.callId} has lost its lead or script`)
    const contractor = contractorNow()
    const leadDetail = leads.detailOf(lead)
    const booking = bookings.desk.ahead(lead.leadId)
    const inspection = booking && bookings.desk.spoken(booking)
    const about = follow.about(call.callId)
    return {
      contractor,
      voiceConfiguration: contractors.voice(contractor.contractorId),
      lead,
      leadDetail,
      script,
      opening: inspection
        ? `It is about your roof inspection on ${inspection}.`
        : (followUpOpening(about) ?? scripts.opening(script.script_id, leadDetail).text),
      inspection,
      followUp: about,
    }
  }
  const lostCallParts = {
    clock,
    transactions,
    calls,
    ledger,
    activity,
    leadName,
    suppress: leads.suppressFromCall,
  }
  const hosted = composeHosted({
    ...lostCallParts,
    settings: host.vendors.vapi,
    inbox,
    link: relay.hosted,
    announcesRecording: () => contractorNow().profile.recording === 'announced',
    keepRecording: recordings.keep,
    hangUp: (engineCallId) => recovery.hangUp(engineCallId),
    log: note,
    logError: noteError,
  })
  const recovery = new Recovery({
    ...lostCallParts,
    ids,
    lineOf: (call) => (call?.engine === 'vapi' ? hosted.engine : phoneLine),
    logError: noteError,
  })
  closers.add(() => recovery.stop())
  const money = composeMoney({
    db,
    clock,
    ids,
    transactions,
    ledger,
    activity,
    settings,
    inbox,
    seller: relay.minutes,
    today: () => dayIn(clock.nowMs(), contractorNow().profile.time_zone),
    averageTalkMs: () => calls.experience(LATEST_CALLS)?.averageTalkMs ?? null,
    answered: (approval, how) => waiting.answered(approval, how),
    changed: () => pump(),
    log: note,
  })
  money.start()
  closers.add(() => money.stop())
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
    hosted: hosted.open,
    afterLastAttempt: (call) => followUps.afterLastAttempt(call),
    maxConcurrent: () => contractorNow().profile.max_concurrent_calls,
    walletPaused: () => spending.paused,
    relayOnline: () => relay.state().status === 'online',
    strayNews: (event, call) =>
      strayNews(event, call, { ...lostCallParts, hangUp: (id) => recovery.hangUp(id) }),
    lost: (callId) => recovery.take(callId),
    log: note,
    logError: noteError,
    session: {
      clock,
      ids,
      transactions,
      calls,
      ledger,
      spend: money.spend,
      gate: leads.gate,
      followUps,
      offers: bookings.offers,
      bookings: bookings.desk,
      ringTimeoutSeconds: () => leads.compliance.desk.rules().ring_timeout_seconds,
      suppress: leads.suppressFromCall,
      activity,
      desk,
      relay,
      phoneLine,
      model,
      voice,
      transcriber,
      templates: host.templates,
      meter: { measured: metrics.measured, counted: metrics.counted },
      keepRecording: recordings.keep,
      keepLog: (callId) => callLogFile(folder('call-logs'), callId),
      log: note,
    },
    finish: (end) =>
      finishCall(end, {
        clock,
        transactions,
        calls,
        ledger,
        followUps,
        activity,
        model,
        templates: host.templates,
        suppress: leads.suppressFromCall,
        log: note,
        ended: (callId) => {
          const call = calls.get(callId)
          metrics.callEnded(call?.outcome ?? 'unknown', (call?.talkMs ?? 0) / 1_000)
        },
      }),
  })
  pump = () => dialer.pump()
  const tryingOut = composeRehearsals({
    db,
    clock,
    ids,
    contractors,
    scripts,
    leads,
    vendors,
    templates: host.templates,
    rehearser: host.rehearser,
    logError: noteError,
  })
  closers.add(() => tryingOut.ownVoiceRehearsals.stop())
  const launcher = new Launcher({
    clock,
    ids,
    transactions,
    campaigns,
    contractors,
    leads: leads.reader,
    detailOf: leads.detailOf,
    gate: leads.gate,
    ledger,
    scripts,
    activity,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    auditFailure: () => auditFailure,
    ownExperience: () => calls.experience(LATEST_CALLS),
    launched: () => dialer.pump(),
    hostedMissing: () => hosted.engine.missing(),
    logError: noteError,
  })
  const news = carrierNews({
    clock,
    transactions,
    inbox,
    calls,
    activity,
    translate: (event) => (event.source === 'telnyx' ? carrierEvent(event.body) : 'no-handler'),
    apply: (event) => dialer.carrierSaid(event),
    relayDid: (body) => lifeboatNews(body, { clock, calls, activity, leadName }),
    log: note,
    logError: noteError,
  })
  const restart = new RestartNotices({
    clock,
    ids,
    transactions,
    calls,
    campaigns,
    leadName,
    activity,
    memory: runMemory(settings),
  })
  const lost = restart.begin()
  if (lost > 0) log.warn({ calls: lost }, 'calls cut off by the last shutdown are being brought to their end')
  recovery.start()
  const missingNews = new MissingNews({
    clock,
    transactions,
    calls,
    history: telnyxCallHistory(host.vendors.telnyx),
    apply: (event) => dialer.carrierSaid(event),
    log: note,
    logError: noteError,
  })
  missingNews.start()
  hosted.reports.start()
  closers.add(() => hosted.reports.stop())
  closers.add(() => missingNews.stop())
  relay.onEvent((event) => {
    if (event.source === 'stripe') money.paymentArrived(event)
    else if (event.source === 'vapi') hosted.calls.heard(event)
    else if (!follow.textNews(event)) news(event)
    metrics.eventApplied(event.source)
  })
  closers.add(
    relay.onStateChange((state) => {
      metrics.setRelayOnline(state.status === 'online')
      if (state.status !== 'online') return
      dialer.pump()
      missingNews.wake()
      hosted.reports.wake()
    }),
  )
  const editor = new CampaignEditor({
    clock,
    ids,
    transactions,
    campaigns,
    settings: settingsOfCampaigns,
    scripts: scriptStore,
    leads: leads.reader,
    gate: leads.gate,
    activity,
    changed: () => dialer.pump(),
  })
  const control = new CampaignControl({
    clock,
    transactions,
    settings: settingsOfCampaigns,
    campaigns,
    activity,
    changed: () => dialer.pump(),
    logError: noteError,
    prepare: (campaignId) => launcher.prepare(campaignId),
  })
  const waiting = new WaitingCampaigns({
    campaigns,
    control,
    approvals: money.waitingApprovals,
    logError: noteError,
  })
  launcher.resumeLaunching()
  launcher.resumePreparing()
  control.resumeCanceling()
  dialer.start()
  follow.start()
  closers.add(async () => {
    await stopDialing(dialer, desk)
    restart.closed()
  })

  const relayState = (): SystemStatus['relay'] => {
    const state = relay.state()
    const detail =
      state.status === 'online' ? state.relayName : state.status === 'connecting' ? null : state.reason
    return { status: state.status, detail }
  }
  const reads = accountReads(db, bookings.zipPlace)
  const app = createApp({
    version: host.version,
    log,
    clock,
    ids,
    metrics: {
      ...metrics,
      // What stands rather than happens is measured when somebody looks.
      text() {
        const { available_cents, held_cents } = spending.view()
        metrics.setWallet(available_cents, held_cents)
        metrics.setLiveCalls(desk.size)
        return metrics.text()
      },
    },
    transactions,
    status: () => ({
      version: host.version,
      mode: host.mode,
      now: new Date(Math.round(clock.nowMs())).toISOString(),
      relay: relayState(),
      live_calls: desk.size,
      ...host.keys,
    }),
    saveKey: host.saveKey,
    restart,
    leads: leads.reader,
    detailOf: leads.detailOf,
    leadReads: leads.reads,
    imports: leads.imports,
    consents: leads.consents,
    compliance: leads.compliance.desk,
    exportEvidence: composeEvidence(db, clock, recordings),
    contractors,
    scripts,
    scriptStore,
    campaigns,
    campaignReads: campaignReads(db),
    launcher,
    control,
    editor,
    calls,
    ...tryingOut,
    callReads: callReads(db),
    readCallLog: (callId) => readCallLog(folder('call-logs'), callId),
    recordings,
    calendar: () =>
      bookingsCalendar(
        reads.bookingsSince(clock.nowMs() - CALENDAR_LOOKS_BACK_MS),
        contractorNow().profile.display_name,
      ),
    desk,
    dialer,
    accountReads: reads,
    bookings: bookings.desk,
    activityFeed,
    activity,
    followUps: follow.app,
    spending,
    money,
    relayAccess: composeRelayAccess({ relay, activity, clock }),
  })
  return {
    app,
    relayState,
    wokeUp: () => relay.retryNow(),
    close: () => closers.closeAll((error) => log.error({ err: error }, 'closing failed')),
  }
}

/** Calls that are up are hung up, and their end is awaited for a moment; the rest is for the next start. */
async function stopDialing(dialer: Dialer, desk: CallDesk): Promise<void> {
  await dialer.stop()
  const until = performance.now() + SHUTDOWN_WAIT_MS
  while (desk.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
}
