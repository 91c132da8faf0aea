import { z } from 'zod'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type {
  FollowUpChange,
  FollowUpInput,
  FollowUpListInput,
  SequenceInput,
  TextMessageListInput,
} from '../../src-preload/contract/follow-ups.ts'
import { SequenceName } from '../../src-preload/contract/follow-ups.ts'
import { type SmtpSettings, smtpMail } from '../adapters/smtp/smtp-mail.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqliteFollowUps } from '../adapters/sqlite/follow-up-store.ts'
import { followUpReads } from '../adapters/sqlite/reads/follow-up-reads.ts'
import type { Settings } from '../adapters/sqlite/settings.ts'
import { sqliteTexts } from '../adapters/sqlite/text-store.ts'
import { textEvent, textNewsUrl } from '../adapters/telnyx/telnyx-text-webhook.ts'
import { type TelnyxTextSettings, telnyxTexts } from '../adapters/telnyx/telnyx-texts.ts'
import type { ActivityLog } from '../core/activity.ts'
import { spokenTime } from '../core/booking/slots.ts'
import type { CallStore } from '../core/call/call-record.ts'
import type { Inbox } from '../core/call/carrier-news.ts'
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
import type { FollowUp } from '../core/follow-up/follow-up-store.ts'
import { FollowUps } from '../core/follow-up/follow-ups.ts'
import { InboundTexts } from '../core/follow-up/inbound-texts.ts'
import { Mailing } from '../core/follow-up/mailing.ts'
import { Texting } from '../core/follow-up/texting.ts'
import { type KeptRegistration, TextingRegistration } from '../core/follow-up/texting-registration.ts'
import type { Lead, LeadReader } from '../core/lead/lead.ts'
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
  readonly line: ReturnType<typeof telnyxTexts>
  /** Null: e-mails are drafts for a person. */
  readonly mail: SmtpSettings | null
  readonly scripts: Pick<ScriptWriter, 'save'>
  readonly newestScript: () => ScriptView | null
  readonly inbox: Inbox
  readonly relay: RelayLink
  readonly walletPaused: () => boolean
  readonly suppress: (phone: string, words: string, messageId: string) => boolean
  /** A call was put in line. */
  readonly changed: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const REGISTRATION = 'texting_registration'
const Kept: z.ZodType<KeptRegistration> = z.object({
  phone: z.string(),
  status: z.enum(['active', 'pending', 'none']),
  checkedAtMs: z.int(),
})

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
    memory: {
      read: () => Kept.nullable().parse(parts.settings.read(REGISTRATION)),
      write: (kept) => parts.settings.write(REGISTRATION, kept),
    },
  })
  return { line, registration }
}

/** Sequences, their steps and texts, as the rest of the app and the window use them. */
export function composeFollowUps(parts: ComposeParts) {
  const { db, clock, transactions, inbox, leads, contractor, relay, registration } = parts
  const store = sqliteFollowUps(db)
  const texts = sqliteTexts(db)
  const mailing: Mailing = new Mailing({
    ...parts,
    store,
    line: parts.mail && smtpMail(parts.mail),
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
    spokenTime: (atMs) => spokenTime(atMs, contractor().profile.time_zone),
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
  const leadOf = (leadId: string): Lead => {
    return found(leads.get(leadId), 'lead', leadId)
  }
  const reads = followUpReads(db, {
    words: (followUp: FollowUp) => actor.words(followUp, leadOf(followUp.leadId)),
    sequence: store.sequence,
  })
  const view = (followUpId: string) => reads.get(followUpId, clock.nowMs())
  const after = (followUpId: string, work: () => void) => {
    work()
    return view(followUpId)
  }

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
    /** What a call that was placed for a follow-up is about; null for any other. */
    about(callId: string) {
      const followUp = store.ofCall(callId)
      if (!followUp) return null
      const enrolment = followUp.enrolmentId === null ? null : store.enrolment(followUp.enrolmentId)
      const source = followUp.callId === null ? null : parts.calls.get(followUp.callId)
      return {
        sequence: enrolment?.sequence ?? null,
        reason: followUp.reason,
        lastCall: source?.summary ?? null,
      }
    },
    /** False when the event is about no text. Its row and its effect are one transaction: it is applied once. */
    textNews(event: RelayEvent): boolean {
      const news = event.source === 'telnyx' ? textEvent(event.body) : null
      if (!news) return false
      transactions.run(() => {
        if (!inbox.admit(event, clock.nowMs())) return
        if (news.event.type === 'text-status') texting.news(news.event)
        else inbound.arrived(news.event, news.atMs)
      })
      return true
    },
    app: {
      list: (input: z.infer<typeof FollowUpListInput>) => reads.list(input, clock.nowMs()),
      create(input: z.infer<typeof FollowUpInput>) {
        const named = SequenceName.safeParse(input.reason)
        return view(
          desk.create({
            callId: input.call_id ?? null,
            leadId: input.lead_id ?? null,
            sequence: input.sequence ?? (named.success ? named.data : null),
            channel: input.channel,
            reason: input.reason,
            text: input.text ?? null,
            dueAtMs: input.due_at ? Date.parse(input.due_at) : null,
          }),
        )
      },
      change: ({ follow_up_id, due_at, text }: z.infer<typeof FollowUpChange>) =>
        after(follow_up_id, () =>
          desk.change(follow_up_id, {
            ...(due_at && { dueAtMs: Date.parse(due_at) }),
            ...(text && { text }),
          }),
        ),
      skip: (id: string) => after(id, () => desk.skip(id)),
      now: (id: string) => after(id, () => desk.now(id)),
      done: (id: string) => after(id, () => desk.done(id)),
      sequences: () => desk.sequences(),
      setSequence: ({ name, ...changes }: z.infer<typeof SequenceInput>) => desk.setSequence(name, changes),
      texting: () => registration.state(),
      mailing: () => mailing.state(),
      checkTexting: () => registration.check(),
      texts: (input: z.infer<typeof TextMessageListInput>) => reads.texts(input),
    },
  }
}
export type ComposedFollowUps = ReturnType<typeof composeFollowUps>
export type FollowUpApp = ComposedFollowUps['app']
