import type { Logger } from 'pino'
import type { z } from 'zod'
import type {
  ActivityEvent,
  BookingSlot,
  ContractorProfile,
  ContractorView,
  SuppressionInput,
  SystemStatus,
  VoiceConfiguration,
} from '../src-preload/contract/account.ts'
import type { CallListInput, CallTimeline } from '../src-preload/contract/calls.ts'
import type { CampaignSettings } from '../src-preload/contract/campaign-settings.ts'
import type { LaunchInput, Script } from '../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../src-preload/contract/leads.ts'
import type { ApprovalDecision, AutoSpendView } from '../src-preload/contract/money.ts'
import type { OwnVoiceInput } from '../src-preload/contract/own-voice.ts'
import type { RehearsalInput } from '../src-preload/contract/rehearsals.ts'
import type { ImportService } from './adapters/csv/import-service.ts'
import type { Metrics } from './adapters/metrics/prometheus.ts'
import type { ConsentStore } from './adapters/sqlite/consent-store.ts'
import type { AccountReads } from './adapters/sqlite/reads/account-reads.ts'
import type { CallReads } from './adapters/sqlite/reads/call-reads.ts'
import type { CampaignReads } from './adapters/sqlite/reads/campaign-reads.ts'
import type { LeadReads } from './adapters/sqlite/reads/lead-reads.ts'
import type { RehearsalReads } from './adapters/sqlite/rehearsal-store.ts'
import type { ScriptReads } from './adapters/sqlite/script-store.ts'
import type { composeCompliance } from './compose/compliance.ts'
import type { FollowUpApp } from './compose/follow-ups.ts'
import type { Money } from './compose/money.ts'
import type { RelayAccess } from './compose/relay-access.ts'
import type { ActivityLog } from './core/activity.ts'
import type { BookingDesk } from './core/booking/booking-desk.ts'
import type { Slot } from './core/booking/slots.ts'
import type { CallDesk } from './core/call/call-desk.ts'
import type { CallLogEntry } from './core/call/call-log.ts'
import type { CallStore } from './core/call/call-record.ts'
import { callTimeline } from './core/call/call-timeline.ts'
import type { DeskHands } from './core/call/desk-control.ts'
import type { CampaignStore, ScriptStore } from './core/campaign/campaign-record.ts'
import type { CampaignControl } from './core/campaign/control-campaign.ts'
import type { Dialer } from './core/campaign/dialer.ts'
import type { CampaignEditor } from './core/campaign/edit-campaign.ts'
import type { Launcher } from './core/campaign/launch.ts'
import type { OwnVoiceRehearsals } from './core/campaign/own-voice-rehearsals.ts'
import type { Rehearsals } from './core/campaign/rehearsals.ts'
import type { ScriptWriter } from './core/campaign/script-writer.ts'
import type { Clock, Ids } from './core/clock.ts'
import { type ContractorStore, missingFrom, type StoredContractor } from './core/contractor.ts'
import { disclosure } from './core/conversation/opening.ts'
import type { Feed } from './core/feed.ts'
import type { Lead, LeadReader } from './core/lead/lead.ts'
import { notFound, Refused } from './core/refused.ts'
import type { RestartNotices } from './core/restart-notice.ts'
import { dayIn, isoInstant } from './core/time.ts'
import type { Transactions } from './core/transactions.ts'
import type { Spending } from './core/wallet/spending.ts'

const DAY_MS = 86_400_000

/** The do-not-call list and consent evidence, as a person keeps them. */
interface ConsentDesk {
  suppressions: ConsentStore['suppressions']
  suppress(input: Parameters<ConsentStore['suppress']>[0]): ReturnType<ConsentStore['suppress']>
  addConsent(input: Parameters<ConsentStore['addConsent']>[0]): ReturnType<ConsentStore['addConsent']>
}

export interface AppParts {
  readonly version: string
  readonly log: Logger
  readonly clock: Clock
  readonly ids: Ids
  readonly metrics: Metrics
  readonly transactions: Transactions
  readonly status: () => SystemStatus
  readonly saveKey: (vendor: string, key: string) => Promise<void>
  readonly restart: Pick<RestartNotices, 'current' | 'dismiss'>
  readonly leads: LeadReader
  readonly detailOf: (lead: Lead) => LeadDetail
  readonly leadReads: LeadReads
  readonly imports: ImportService
  readonly consents: ConsentDesk
  readonly compliance: ReturnType<typeof composeCompliance>['desk']
  readonly exportEvidence: (id: string) => Promise<{ fileName: string; zip: Uint8Array }>
  readonly contractors: ContractorStore
  readonly scripts: ScriptWriter
  readonly scriptStore: ScriptStore & ScriptReads
  readonly campaigns: CampaignStore
  readonly campaignReads: CampaignReads
  readonly launcher: Launcher
  readonly control: CampaignControl
  readonly editor: CampaignEditor
  readonly calls: CallStore
  readonly rehearsals: Rehearsals
  readonly ownVoiceRehearsals: OwnVoiceRehearsals
  readonly rehearsalReads: RehearsalReads
  readonly callReads: CallReads
  /** The event log of a call; null when it has none. */
  readonly readCallLog: (callId: string) => Promise<readonly CallLogEntry[] | null>
  readonly recordings: {
    wav(fileName: string): Promise<Buffer | null>
    peaks(
      fileName: string,
    ): Promise<{ stepMs: number; durationMs: number; homeowner: number[]; agent: number[] } | null>
  }
  readonly calendar: () => string
  readonly desk: CallDesk
  readonly dialer: Dialer
  readonly accountReads: AccountReads
  readonly bookings: BookingDesk
  readonly activityFeed: Feed<ActivityEvent>
  readonly activity: ActivityLog
  readonly followUps: FollowUpApp
  readonly spending: Spending
  readonly money: Money
  readonly relayAccess: RelayAccess
}

/** What the window and the HTTP API can ask for, in the words of the contract. */
export type App = ReturnType<typeof createApp>

export function createApp(parts: AppParts) {
  const { clock } = parts
  const contractorOf = (contractorId: string): StoredContractor => {
    const contractor = parts.contractors.get(contractorId)
    if (!contractor) throw notFound('contractor', contractorId)
    return contractor
  }
  const firstContractor = (): StoredContractor => {
    const contractor = parts.contractors.first()
    if (!contractor) throw new Error('a contractor is made at the first start')
    return contractor
  }
  const leadOf = (leadId: string): Lead => {
    const lead = parts.leads.get(leadId)
    if (!lead) throw notFound('lead', leadId)
    return lead
  }
  const scriptOf = (scriptId: string) => {
    const script = parts.scripts.get(scriptId)
    if (!script) throw notFound('script', scriptId)
    return script
  }
  const liveCall = (callId: string) => {
    if (!parts.calls.get(callId)) throw notFound('call', callId)
    return parts.desk.live(callId)
  }
  const afterwards = async (campaignId: string, change: () => void | Promise<void>) => {
    await change()
    return parts.campaignReads.view(campaignId)
  }
  const contractorView = ({ contractorId, profile, updatedAtMs }: StoredContractor): ContractorView => ({
    ...profile,
    contractor_id: contractorId as ContractorView['contractor_id'],
    missing: missingFrom(profile),
    updated_at: isoInstant(updatedAtMs),
  })

  return {
    version: parts.version,
    log: parts.log,
    metrics: parts.metrics,
    status: parts.status,
    saveKey: parts.saveKey,
    restartNotice: () => parts.restart.current(),
    dismissRestartNotice: (noticeId: string) => parts.restart.dismiss(noticeId),
    desk: parts.desk,
    leads: parts.leadReads,
    imports: parts.imports,

    contractors: {
      list: () => [contractorView(firstContractor())],
      put(contractorId: string, changes: Partial<ContractorProfile>): ContractorView {
        const { profile } = contractorOf(contractorId)
        const changed = { contractorId, profile: { ...profile, ...changes } }
        assertZone(changed.profile.time_zone)
        return parts.transactions.run(() => {
          const saved = parts.contractors.save(changed, clock.nowMs())
          if (changed.profile.time_zone !== profile.time_zone) parts.calls.recountDays()
          return contractorView(saved)
        })
      },
    },

    rehearsals: {
      homeowners: () => [...parts.rehearsals.homeowners()],
      start: (input: RehearsalInput) => parts.rehearsalReads.view(parts.rehearsals.begin(input)),
      startOwnVoice: async (input: OwnVoiceInput) =>
        parts.rehearsalReads.view(await parts.ownVoiceRehearsals.begin(input)),
      talk: (rehearsalId: string) => parts.ownVoiceRehearsals.talk(rehearsalId),
      list: parts.rehearsalReads.list,
      get: parts.rehearsalReads.view,
    },

    scripts: {
      list: parts.scriptStore.list,
      get: scriptOf,
      write: (input: {
        contractor_id: string
        name: string
        lead_ids: readonly string[]
        guidance?: string | undefined
      }) =>
        parts.scripts.write(
          contractorOf(input.contractor_id).profile,
          input.name,
          input.lead_ids.slice(0, 500).map((leadId) => parts.detailOf(leadOf(leadId))),
          input.guidance ?? null,
        ),
      save: (name: string, script: Script) => parts.scripts.save(name, script),
      previewOpening(input: { script_id: string; lead_id: string; contractor_id: string }) {
        const { profile } = contractorOf(input.contractor_id)
        const opening = parts.scripts.opening(
          scriptOf(input.script_id).script_id,
          parts.detailOf(leadOf(input.lead_id)),
        )
        return {
          disclosure: disclosure({
            agentName: profile.agent_name,
            legalName: profile.legal_name,
            recording: profile.recording,
          }),
          personal: opening.text,
          facts: [...opening.factIds],
        }
      },
    },

    campaigns: {
      estimate: (leadIds: readonly string[], contractorId: string) =>
        parts.launcher.estimate(leadIds, contractorId),
      launch: (input: LaunchInput & { idempotency_key?: string | undefined }) => parts.launcher.launch(input),
      list: parts.campaignReads.list,
      get(campaignId: string) {
        const campaign = parts.campaigns.get(campaignId)
        if (!campaign) throw notFound('campaign', campaignId)
        const script = campaign.scriptId ? parts.scripts.get(campaign.scriptId) : null
        return parts.campaignReads.detail(campaignId, parts.campaigns.blocked(campaignId), script)
      },
      pause: (campaignId: string) => afterwards(campaignId, () => parts.control.pause(campaignId)),
      resume: (campaignId: string) => afterwards(campaignId, () => parts.control.resume(campaignId)),
      cancel: (campaignId: string) => afterwards(campaignId, () => parts.control.cancel(campaignId)),
      pace: (campaignId: string) => parts.editor.pace(campaignId),
      setSettings: (campaignId: string, changes: Partial<CampaignSettings>) =>
        parts.editor.set(campaignId, changes),
      changeLeads: (campaignId: string, add: readonly string[], remove: readonly string[]) =>
        parts.editor.changeLeads(campaignId, add, remove),
      setScript: (campaignId: string, scriptId: string) =>
        afterwards(campaignId, () => parts.editor.setScript(campaignId, scriptId)),
    },

    calls: {
      list: (input: z.infer<typeof CallListInput>) => parts.callReads.list(input),
      get: (callId: string) => parts.callReads.detail(callId),
      async timeline(callId: string): Promise<CallTimeline> {
        parts.callReads.detail(callId)
        const log = await parts.readCallLog(callId)
        if (!log) throw notFound('event log of call', callId)
        return callTimeline(callId, log)
      },
      async waveform(callId: string) {
        const peaks = await parts.recordings.peaks(parts.callReads.recordingFile(callId))
        if (!peaks) throw notFound('recording of call', callId)
        return {
          step_ms: peaks.stepMs,
          duration_ms: peaks.durationMs,
          homeowner: peaks.homeowner,
          agent: peaks.agent,
        }
      },
      async recordingWav(callId: string): Promise<Buffer> {
        const wav = await parts.recordings.wav(parts.callReads.recordingFile(callId))
        if (!wav) throw notFound('recording of call', callId)
        return wav
      },
      hangUp(callId: string): void {
        const session = parts.dialer.session(callId)
        if (!session) liveCall(callId)
        session?.hangUpByPerson()
      },
      /** The hands of the person at the desk in a live call; refuses for one that is not up. */
      desk(callId: string): DeskHands {
        if (!parts.calls.get(callId)) throw notFound('call', callId)
        return parts.desk.hands(callId)
      },
    },

    activity: { list: parts.accountReads.activity, feed: parts.activityFeed },
    bookings: {
      list: parts.accountReads.bookings,
      get: parts.accountReads.booking,
      calendar: parts.calendar,
      slots: (bookingId: string) => parts.bookings.slotsOf(bookingId).map(toBookingSlot),
      reschedule(bookingId: string, startsAt: string, reason: string) {
        parts.bookings.moveByPerson(bookingId, Date.parse(startsAt), reason)
        return parts.accountReads.booking(bookingId)
      },
      cancel(bookingId: string, reason: string) {
        parts.bookings.cancel(bookingId, { callId: null, words: reason })
        return parts.accountReads.booking(bookingId)
      },
    },

    followUps: parts.followUps,

    analytics: {
      daily: (days: number) =>
        parts.accountReads.daily(
          dayIn(clock.nowMs() - (days - 1) * DAY_MS, firstContractor().profile.time_zone),
        ),
    },

    wallet: {
      get: () => parts.spending.view(),
      postings: parts.accountReads.postings,
      pause(endLiveCalls: boolean) {
        const paused = parts.spending.setPaused(true)
        if (endLiveCalls) parts.dialer.endAll()
        return paused
      },
      resume: () => parts.spending.setPaused(false),
      setRules: (changes: Partial<AutoSpendView>) => parts.spending.setRules(changes),
      credit: (amountCents: number, reason: string) => parts.spending.credit(amountCents, reason),
    },
    money: parts.money,
    relayAccess: parts.relayAccess,

    approvals: {
      list: parts.accountReads.approvals,
      decide(input: z.infer<typeof ApprovalDecision>) {
        parts.money.approvals.decide(input.approval_id, {
          decision: input.decision,
          amountCents: input.amount_cents,
          by: input.decided_by,
          note: input.note,
        })
        return parts.accountReads.approval(input.approval_id)
      },
    },

    compliance: {
      suppressions: parts.consents.suppressions,
      suppress(input: z.infer<typeof SuppressionInput>) {
        const suppression = parts.consents.suppress({ ...input, source: 'entered by a person' })
        parts.dialer.numberSuppressed(suppression.phone)
        return suppression
      },
      addConsent: parts.consents.addConsent,
      ...parts.compliance,
      evidence: parts.exportEvidence,
    },

    voiceConfiguration: {
      get: () => parts.contractors.voice(firstContractor().contractorId),
      put(changes: Partial<VoiceConfiguration>): VoiceConfiguration {
        const { contractorId } = firstContractor()
        const changed = { ...parts.contractors.voice(contractorId), ...changes }
        parts.contractors.saveVoice(contractorId, changed)
        return changed
      },
    },
  }
}

const toBookingSlot = ({ startsAtMs, endsAtMs, crew, spoken, detourMs }: Slot): BookingSlot => ({
  starts_at: isoInstant(startsAtMs),
  ends_at: isoInstant(endsAtMs),
  crew,
  spoken,
  detour_minutes: Math.round(detourMs / 60_000),
})

function assertZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone })
  } catch {
    throw new Refused(
      'invalid_input',
      'Unknown time zone',
      `"${timeZone}" is not a time zone name like America/Chicago.`,
    )
  }
}
