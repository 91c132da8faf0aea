import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import * as account from './account.ts'
import * as calls from './calls.ts'
import * as campaignReach from './campaign-reach.ts'
import * as campaignSettings from './campaign-settings.ts'
import * as campaigns from './campaigns.ts'
import * as compliance from './compliance.ts'
import * as followUps from './follow-ups.ts'
import * as leads from './leads.ts'
import * as money from './money.ts'
import { type DescribedPath, operationSummaries } from './operation-summaries.ts'
import * as ownVoice from './own-voice.ts'
import {
  BookingId,
  CallId,
  CampaignId,
  Cents,
  ContractorId,
  Instant,
  LeadId,
  PageInput,
  RehearsalId,
  ScriptId,
} from './primitives.ts'
import * as receipt from './receipt.ts'
import * as rehearsals from './rehearsals.ts'
import * as relayAccess from './relay-access.ts'

/**
 * Everything the window and the local HTTP API may ask of the core. The renderer's client, the core's
 * server, the REST routes and the test doubles all derive from this one value.
 * Procedures with a `route` are also served over HTTP under /api/v1.
 */
const get = (path: DescribedPath<'GET'>) =>
  oc.route({ method: 'GET', path, summary: operationSummaries[`GET ${path}`] })
const post = (path: DescribedPath<'POST'>, successStatus = 200) =>
  oc.route({ method: 'POST', path, successStatus, summary: operationSummaries[`POST ${path}`] })
const put = (path: DescribedPath<'PUT'>) =>
  oc.route({ method: 'PUT', path, summary: operationSummaries[`PUT ${path}`] })
const done = z.object({ ok: z.literal(true) })
/** A list so short that it comes as one page. */
const wholeList = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.null() })
const BookingRef = z.object({ booking_id: BookingId })
const CallRef = z.object({ call_id: CallId })
const CampaignRef = z.object({ campaign_id: CampaignId })
const RehearsalRef = z.object({ rehearsal_id: RehearsalId })
const ImportRef = z.object({ import_id: z.string() })
const FollowUpRef = z.object({ follow_up_id: z.string() })

/** One second of audio in base64. */
const MOST_MICROPHONE_CHARS = 10_668

export const contract = {
  system: {
    status: oc.output(account.SystemStatus),
    /** Stores a vendor key in the keychain. Write only: no procedure returns a key. */
    saveKey: oc.input(z.object({ vendor: z.string(), key: z.string().min(1).max(500) })).output(done),
    /** What the last run left unfinished; null when nothing, or when it was dismissed. Changes as the cut-off calls end. */
    restartNotice: get('/restart-notice').output(z.object({ notice: account.RestartNotice.nullable() })),
    dismissRestartNotice: post('/restart-notice/dismiss')
      .input(z.object({ notice_id: z.string() }))
      .output(done),
  },

  leads: {
    list: get('/leads').input(leads.LeadListInput).output(leads.LeadPage),
    get: get('/leads/{lead_id}')
      .input(z.object({ lead_id: LeadId }))
      .output(leads.LeadDetail),
    /** Corrects a lead. Its number, consent and do-not-call entries are judged anew; none of them is changed by it. */
    change: put('/leads/{lead_id}').input(leads.LeadChange).output(leads.LeadDetail),
    /** Ids of every lead that matches, for "select all" and launches; never more than 100,000. */
    ids: oc
      .input(z.object({ q: z.string().optional(), callable: z.enum(['yes', 'no']).optional() }))
      .output(z.object({ lead_ids: z.array(LeadId) })),
  },

  imports: {
    /** A file arrives in pieces, so that neither side ever holds a gigabyte. */
    begin: oc.input(z.object({ file_name: z.string().max(300), kind: leads.ImportKind })).output(ImportRef),
    append: oc.input(ImportRef.extend({ base64: z.string().max(1_500_000) })).output(done),
    preview: oc.input(ImportRef).output(leads.ImportPreview),
    run: oc
      .input(ImportRef.extend({ mapping: leads.ColumnMapping.optional() }))
      .output(eventIterator(leads.ImportProgress)),
    /** Copies the shipped sample export (practice only) and previews it like any other file. */
    sample: oc.input(z.object({ kind: leads.ImportKind })).output(ImportRef),
  },

  contractors: {
    list: get('/contractors').output(wholeList(account.ContractorView)),
    put: put('/contractors/{contractor_id}').input(account.ContractorChange).output(account.ContractorView),
  },

  scripts: {
    /** Every version, newest first. */
    list: get('/scripts').input(PageInput).output(campaigns.ScriptPage),
    get: get('/scripts/{script_id}')
      .input(z.object({ script_id: ScriptId }))
      .output(campaigns.ScriptView),
    /** Claude writes; the deterministic builder takes over, and says so, when it cannot. */
    write: post('/scripts/write', 201)
      .input(
        z.object({
          contractor_id: ContractorId,
          name: z.string().min(1).max(120),
          lead_ids: z.array(LeadId).max(100_000),
          guidance: z.string().max(2000).optional(),
        }),
      )
      .output(campaigns.ScriptView),
    /** Saves an edited script as the next version of the same name. */
    save: post('/scripts', 201)
      .input(z.object({ name: z.string().min(1).max(120), script: campaigns.Script }))
      .output(campaigns.ScriptView),
    /** The opening a lead would hear: the fixed disclosure and the personal sentence after it. */
    previewOpening: get('/scripts/{script_id}/opening')
      .input(z.object({ script_id: ScriptId, lead_id: LeadId, contractor_id: ContractorId }))
      .output(z.object({ disclosure: z.string(), personal: z.string(), facts: z.array(z.string()) })),
  },

  /** A script tried out with simulated homeowners, before anybody real is called. */
  rehearsals: {
    homeowners: get('/rehearsals/homeowners').output(z.object({ items: z.array(rehearsals.Homeowner) })),
    start: post('/rehearsals', 201).input(rehearsals.RehearsalInput).output(rehearsals.RehearsalView),
    /** Newest first, without their reports. */
    list: get('/rehearsals').input(rehearsals.RehearsalListInput).output(rehearsals.RehearsalPage),
    get: get('/rehearsals/{rehearsal_id}').input(RehearsalRef).output(rehearsals.RehearsalView),
    /** A person talks with the agent themselves, in real time; answered once the agent is on the line. */
    startOwnVoice: post('/rehearsals/own-voice', 201)
      .input(ownVoice.OwnVoiceInput)
      .output(rehearsals.RehearsalView),
    talk: get('/rehearsals/{rehearsal_id}/talk')
      .input(RehearsalRef)
      .output(eventIterator(ownVoice.TalkEvent)),
    /** PCMU, 8 kHz, of the microphone. */
    microphone: post('/rehearsals/{rehearsal_id}/microphone')
      .input(RehearsalRef.extend({ pcmu_base64: z.base64().max(MOST_MICROPHONE_CHARS) }))
      .output(done),
    /** A typed line, spoken into the call by a voice. */
    say: post('/rehearsals/{rehearsal_id}/say')
      .input(RehearsalRef.extend({ text: z.string().trim().min(1).max(500) }))
      .output(done),
    hangUp: post('/rehearsals/{rehearsal_id}/hangup').input(RehearsalRef).output(done),
  },

  campaigns: {
    /** Who of these may be called, when, and what it will cost. Changes nothing. */
    estimate: post('/ai-voice/campaign/estimate')
      .input(z.object({ lead_ids: z.array(LeadId).min(1).max(100_000), contractor_id: ContractorId }))
      .output(campaigns.Estimate),
    /** When leads may be called, by time zone, and where else they are in line. */
    reach: post('/ai-voice/campaign/reach')
      .input(campaignReach.ReachInput)
      .output(campaignReach.CampaignReach),
    launch: post('/ai-voice/campaign', 201)
      .input(campaigns.LaunchInput.extend({ idempotency_key: z.string().max(200).optional() }))
      .output(campaigns.LaunchResult),
    list: get('/ai-voice/campaigns').input(campaigns.CampaignListInput).output(campaigns.CampaignPage),
    get: get('/ai-voice/campaigns/{campaign_id}').input(CampaignRef).output(campaigns.CampaignDetail),
    pause: post('/ai-voice/campaigns/{campaign_id}/pause').input(CampaignRef).output(campaigns.CampaignView),
    resume: post('/ai-voice/campaigns/{campaign_id}/resume')
      .input(CampaignRef)
      .output(campaigns.CampaignView),
    /** How it calls, and how many answered calls heard nothing in time. */
    pace: get('/ai-voice/campaigns/{campaign_id}/settings')
      .input(CampaignRef)
      .output(campaignSettings.CampaignPace),
    setSettings: put('/ai-voice/campaigns/{campaign_id}/settings')
      .input(campaignSettings.SettingsInput)
      .output(campaignSettings.CampaignPace),
    /** Leads in and out of a running or paused campaign. */
    changeLeads: post('/ai-voice/campaigns/{campaign_id}/leads')
      .input(campaignSettings.LeadsChange)
      .output(campaignSettings.LeadsChanged),
    /** Calls still in line follow this version from now on. */
    setScript: put('/ai-voice/campaigns/{campaign_id}/script')
      .input(campaignSettings.ScriptChange)
      .output(campaigns.CampaignView),
    cancel: post('/ai-voice/campaigns/{campaign_id}/cancel')
      .input(CampaignRef)
      .output(campaigns.CampaignView),
  },

  calls: {
    list: get('/ai-voice/calls').input(calls.CallListInput).output(calls.CallPage),
    get: get('/ai-voice/calls/{call_id}').input(CallRef).output(calls.CallDetail),
    /** Where the time of each turn went; from the call's event log. */
    timeline: get('/ai-voice/calls/{call_id}/timeline').input(CallRef).output(calls.KeptTimeline),
    waveform: oc.input(CallRef).output(calls.Waveform),
    /** The stereo WAV in base64, for a window that has no HTTP. */
    recording: oc.input(CallRef).output(z.object({ wav_base64: z.string() })),
    hangup: post('/ai-voice/calls/{call_id}/hangup').input(CallRef).output(done),
    say: post('/ai-voice/calls/{call_id}/say')
      .input(CallRef.extend({ text: z.string().min(1).max(500) }))
      .output(done),
    whisper: post('/ai-voice/calls/{call_id}/whisper')
      .input(CallRef.extend({ text: z.string().trim().min(1).max(500) }))
      .output(done),
    mute: post('/ai-voice/calls/{call_id}/mute')
      .input(CallRef.extend({ muted: z.boolean().default(true) }))
      .output(done),
    takeover: post('/ai-voice/calls/{call_id}/takeover').input(CallRef).output(done),
    /** PCMU, 8 kHz, of the microphone in a call that was taken over; at least every five seconds, or the agent goes on. */
    microphone: post('/ai-voice/calls/{call_id}/microphone')
      .input(CallRef.extend({ pcmu_base64: z.base64().max(MOST_MICROPHONE_CHARS) }))
      .output(done),
    handback: post('/ai-voice/calls/{call_id}/handback')
      .input(CallRef.extend({ brief: z.string().trim().max(1_000).default('') }))
      .output(done),
  },

  live: {
    watch: oc.output(eventIterator(calls.LiveEvent)),
    listen: oc.input(CallRef).output(eventIterator(calls.ListenChunk)),
  },

  activity: {
    list: oc.input(PageInput).output(account.ActivityPage),
    watch: oc.output(eventIterator(account.ActivityEvent)),
  },

  bookings: {
    list: get('/bookings').input(account.BookingListInput).output(account.BookingPage),
    get: get('/bookings/{booking_id}').input(BookingRef).output(account.BookingView),
    /** The feed that `GET /bookings.ics` serves, for a window that has no HTTP. */
    calendar: oc.input(z.object({})).output(z.object({ ics: z.string() })),
    /** Times to which it could be moved, earliest first. */
    slots: get('/bookings/{booking_id}/slots').input(BookingRef).output(wholeList(account.BookingSlot)),
    reschedule: post('/bookings/{booking_id}/reschedule')
      .input(
        BookingRef.extend({
          starts_at: Instant,
          reason: z.string().trim().min(1).max(300).default('Moved at the desk'),
        }),
      )
      .output(account.BookingView),
    cancel: post('/bookings/{booking_id}/cancel')
      .input(
        BookingRef.extend({
          reason: z.string().trim().min(1).max(300).default('Canceled at the desk'),
        }),
      )
      .output(account.BookingView),
  },

  followUps: {
    list: get('/follow-ups').input(followUps.FollowUpListInput).output(followUps.FollowUpPage),
    create: post('/ai-voice/follow-up', 201).input(followUps.FollowUpInput).output(followUps.FollowUpView),
    change: put('/follow-ups/{follow_up_id}').input(followUps.FollowUpChange).output(followUps.FollowUpView),
    skip: post('/follow-ups/{follow_up_id}/skip').input(FollowUpRef).output(followUps.FollowUpView),
    /** At once instead of when it is due; the calling rules hold all the same. */
    now: post('/follow-ups/{follow_up_id}/now').input(FollowUpRef).output(followUps.FollowUpView),
    /** A person did it. */
    done: post('/follow-ups/{follow_up_id}/done').input(FollowUpRef).output(followUps.FollowUpView),
    sequences: get('/follow-up-sequences').output(wholeList(followUps.Sequence)),
    setSequence: put('/follow-up-sequences/{name}').input(followUps.SequenceInput).output(followUps.Sequence),
    texting: get('/texting').output(followUps.TextingState),
    /** Asks the carrier anew. */
    checkTexting: post('/texting/check').output(followUps.TextingState),
    mailing: get('/mailing').output(followUps.MailingState),
    /** Newest first. */
    texts: get('/text-messages').input(followUps.TextMessageListInput).output(followUps.TextMessagePage),
  },

  analytics: {
    daily: get('/analytics/daily')
      .input(z.object({ days: z.coerce.number().int().min(1).max(366).default(21) }))
      .output(wholeList(account.DailyMetrics)),
  },

  wallet: {
    get: get('/wallet').output(account.WalletView),
    postings: get('/wallet/postings').input(account.PostingListInput).output(account.PostingPage),
    /** No call is dialed from the answer on; calls that are up are finished, or ended now. */
    pause: post('/wallet/pause')
      .input(z.object({ live_calls: z.enum(['finish', 'end']).default('finish') }).optional())
      .output(account.WalletView),
    resume: post('/wallet/resume').output(account.WalletView),
    outlook: get('/wallet/outlook').output(money.WalletOutlook),
    autoSpend: put('/wallet/auto-spend').input(money.AutoSpendView.partial()).output(account.WalletView),
    credit: post('/wallet/credit', 201)
      .input(z.object({ amount_cents: Cents.min(1).max(100_000_00), reason: z.string().min(1).max(200) }))
      .output(account.WalletView),
    checkout: post('/wallet/checkout')
      .input(z.object({ bundle_id: z.string() }))
      .output(money.PurchaseView),
    figures: get('/wallet/figures').output(receipt.MoneyFigures),
    /** A month of the wallet as a file. Over HTTP: `/wallet/statements/2026-11.pdf`, `.csv`. */
    statement: oc
      .input(receipt.StatementInput)
      .output(z.object({ file_name: z.string(), file_base64: z.string() })),
    bundles: get('/wallet/bundles').output(wholeList(money.BundleView)),
    /** The latest, newest first. */
    purchases: get('/wallet/purchases').output(wholeList(money.PurchaseView)),
  },

  approvals: {
    list: get('/approvals').input(money.ApprovalListInput).output(account.ApprovalPage),
    decide: post('/approvals/{approval_id}').input(money.ApprovalDecision).output(account.ApprovalView),
  },

  compliance: {
    suppressions: get('/suppressions')
      .input(PageInput.extend({ q: z.string().max(60).optional() }))
      .output(account.SuppressionPage),
    suppress: post('/suppressions', 201).input(account.SuppressionInput).output(account.SuppressionView),
    addConsent: post('/consents', 201).input(account.ConsentInput).output(leads.ConsentView),
    /** What of the calling rules is the contractor's to set. */
    rules: get('/calling-rules').output(compliance.CallingRules),
    setRules: put('/calling-rules').input(compliance.CallingRules.partial()).output(compliance.CallingRules),
    /** Uploaded do-not-call lists; `PUT /do-not-call-lists/TX` with a file in the body uploads one. */
    lists: get('/do-not-call-lists').output(wholeList(compliance.DoNotCallList)),
    /** Everything on record about a call or a lead, as a ZIP. Over HTTP: `/ai-voice/calls/{id}/evidence`, `/leads/{id}/evidence`. */
    evidence: oc
      .input(z.object({ id: z.string().max(100) }))
      .output(z.object({ file_name: z.string(), zip_base64: z.string() })),
    documents: get('/consents/{consent_id}/documents')
      .input(z.object({ consent_id: z.string() }))
      .output(wholeList(compliance.ConsentDocument)),
  },

  relay: {
    /** Who may use the relay of this account. */
    computers: get('/relay/computers').output(wholeList(relayAccess.ComputerView)),
    /** For one more computer. */
    pairingCode: post('/relay/pairing-code', 201).output(relayAccess.PairingCodeView),
    withdrawPairingCode: post('/relay/pairing-code/withdraw').output(done),
    /** Takes effect at once, also on an open connection. */
    remove: post('/relay/computers/{computer_id}/remove')
      .input(z.object({ computer_id: z.string().max(64) }))
      .output(done),
    /** A new key for this computer, signed by its old one. Happens by itself every 90 days. */
    changeKey: post('/relay/key').output(done),
    /** After another computer has taken over, or the link gave up for another reason. */
    connect: post('/relay/connect').output(done),
  },

  voiceConfiguration: {
    get: get('/voice-configuration').output(account.VoiceConfiguration),
    put: put('/voice-configuration')
      .input(account.VoiceConfiguration.partial())
      .output(account.VoiceConfiguration),
  },
}

export type Contract = typeof contract
