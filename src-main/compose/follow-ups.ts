import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqliteFollowUps } from '../adapters/sqlite/follow-up-store.ts'
import { followUpReads } from '../adapters/sqlite/reads/follow-up-reads.ts'
import { registrationMemory } from '../adapters/sqlite/registration-memory.ts'
import type { Settings } from '../adapters/sqlite/settings.ts'
import { sqliteTexts } from '../adapters/sqlite/text-store.ts'
import { textEvent, textNewsUrl } from '../adapters/telnyx/telnyx-text-webhook.ts'
import { type TelnyxTextSettings, telnyxTexts } from '../adapters/telnyx/telnyx-texts.ts'
import { followUpApp } from '../app/follow-ups.ts'
import type { ActivityLog } from '../core/activity.ts'
import { writtenTime } from '../core/booking/named-time.ts'
import { applyOnce, type Inbox } from '../core/call/apply-once.ts'
import type { CallStore } from '../core/call/call-record.ts'
import type { RelayEvent, RelayLink } from '../core/call/relay-link.ts'
import type { CampaignStore } from '../core/campaign/campaign-record.ts'
import type { CampaignSettingsStore } from '../core/campaign/campaign-settings-store.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import type { Clock, Ids } from '../core/clock.ts'
import type { Gatekeeper, TextGatekeeper } from '../core/compliance/gatekeeper.ts'
import type { Contractor } from '../core/contractor.ts'
import { Actor } from '../core/follow-up/act.ts'
import { Enroller } from '../core/follow-up/enrol.ts'
import { FollowUpCalls } from '../core/follow-up/follow-up-calls.ts'
import { FollowUpDesk } from '../core/follow-up/follow-up-desk.ts'
import { FollowUps } from '../core/follow-up/follow-ups.ts'
import { InboundTexts } from '../core/follow-up/inbound-texts.ts'
import type { MailLine } from '../core/follow-up/mail-line.ts'
import { Mailing } from '../core/follow-up/mailing.ts'
import type { TextLine } from '../core/follow-up/text-line.ts'
import { Texting } from '../core/follow-up/texting.ts'
import { TextingRegistration } from '../core/follow-up/texting-registration.ts'
import type { LeadReader } from '../core/lead/lead.ts'
import { found } from '../core/refused.ts'
import type { Transactions } from '../core/transactions.ts'

export interface ComposeParts {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly leads: LeadReader & { idByPhone(phone: string): string | null }
  readonly calls: CallStore
  readonly campaigns: CampaignStore
  readonly campaignSettings: CampaignSettingsStore
  readonly gate: Gatekeeper
  readonly textGate: TextGatekeeper
  readonly registration: TextingRegistration
  readonly line: TextLine
  /** Null: e-mails are drafts for a person. */
  readonly mail: MailLine | null
  readonly scripts: Pick<ScriptWriter, 'save'>
  readonly newestScript: () => ScriptView | null
  readonly inbox: Inbox
  readonly relay: Pick<RelayLink, 'state' | 'publicUrl'>
  readonly walletPaused: () => boolean
  readonly suppress: (phone: string, words: string, messageId: string) => boolean
  /** A call was put in line. */
  readonly changed: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** The carrier's texts, and whether they may be sent: the gate asks this, so it comes before everything else. */
export function composeTextLine(
  telnyx: TelnyxTextSettings,
  parts: {
    readonly clock: Clock
    readonly settings: Settings
    readonly callerId: () => string | null
    readonly log: (message: string, fields: Record<string, unknown>) => void
  },
) {
  const line = telnyxTexts(telnyx)
  const registration = new TextingRegistration({
    ...parts,
    line,
    memory: registrationMemory(parts.settings),
  })
  return { line, registration }
}

/** Sequences, their steps and texts, as the rest of the app and the window use them. */
export function composeFollowUps(parts: ComposeParts) {
  const { db, clock, leads, contractor, relay, registration } = parts
  const store = sqliteFollowUps(db)
  const texts = sqliteTexts(db)
  const mailing: Mailing = new Mailing({
    ...parts,
    store,
    line: parts.mail,
    over: (followUpId, fate) => followUps.stepOver(followUpId, fate),
  })
  const sendsMail = () => mailing.sendsItself
  const enroller = new Enroller({ ...parts, store, sendsMail })
  const relayOnline = () => relay.state().status === 'online'
  const texting: Texting = new Texting({
    ...parts,
    texts,
    newsUrl: (messageId) => textNewsUrl(relay.publicUrl, messageId),
    over: (followUpId, fate) => followUps.stepOver(followUpId, fate),
  })
  const calls = new FollowUpCalls({
    ...parts,
    store,
    settings: parts.campaignSettings,
    saveScript: (name, script) => parts.scripts.save(name, script),
  })
  const actor = new Actor({
    ...parts,
    store,
    enroller,
    texting,
    mailing,
    calls,
    writtenTime: (atMs) => writtenTime(atMs, contractor().profile.time_zone),
  })
  const followUps = new FollowUps({ ...parts, store, enroller, actor, texting, mailing, relayOnline })
  const desk = new FollowUpDesk({ ...parts, store, enroller, actor, sendsMail, relayOnline })
  const inbound = new InboundTexts({
    ...parts,
    texts,
    texting,
    enroller,
    followUps,
    leadByPhone(phone) {
      const leadId = leads.idByPhone(phone)
      return leadId === null ? null : leads.get(leadId)
    },
  })
  const reads = followUpReads(db, {
    words: (followUp) => actor.words(followUp, found(leads.get(followUp.leadId), 'lead', followUp.leadId)),
    sequence: store.sequence,
  })

  return {
    followUps,
    start() {
      followUps.start()
      registration.start()
    },
    async stop() {
      registration.stop()
      await followUps.stop()
    },
    talkOf: (callId: string) => calls.talkOf(callId),
    /** False when the event is about no text. */
    textNews(event: RelayEvent): boolean {
      const news = event.source === 'telnyx' ? textEvent(event.body) : null
      if (!news) return false
      applyOnce(
        event,
        () =>
          news.event.type === 'text-status'
            ? texting.news(news.event)
            : inbound.arrived(news.event, news.atMs),
        parts,
      )
      return true
    },
    app: followUpApp({ clock, desk, reads, registration, mailing }),
  }
}
export type ComposedFollowUps = ReturnType<typeof composeFollowUps>
