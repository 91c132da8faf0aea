import type { Db } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteFollowUps } from '../../src-main/adapters/sqlite/follow-up-store.ts'
import { sqliteScripts } from '../../src-main/adapters/sqlite/script-store.ts'
import { sqliteTexts } from '../../src-main/adapters/sqlite/text-store.ts'
import type { ActivityLog } from '../../src-main/core/activity.ts'
import { writtenTime } from '../../src-main/core/booking/named-time.ts'
import type { CallContext } from '../../src-main/core/call/call-context.ts'
import type { CallStore } from '../../src-main/core/call/call-record.ts'
import type { CampaignStore } from '../../src-main/core/campaign/campaign-record.ts'
import type { CampaignSettingsStore } from '../../src-main/core/campaign/campaign-settings-store.ts'
import type { Clock, Ids } from '../../src-main/core/clock.ts'
import type { GateDecision, Gatekeeper, TextGatekeeper } from '../../src-main/core/compliance/gatekeeper.ts'
import type { Contractor } from '../../src-main/core/contractor.ts'
import { Actor } from '../../src-main/core/follow-up/act.ts'
import { Enroller } from '../../src-main/core/follow-up/enrol.ts'
import { FollowUpCalls } from '../../src-main/core/follow-up/follow-up-calls.ts'
import { FollowUpDesk } from '../../src-main/core/follow-up/follow-up-desk.ts'
import { FollowUps } from '../../src-main/core/follow-up/follow-ups.ts'
import { InboundTexts } from '../../src-main/core/follow-up/inbound-texts.ts'
import type { MailLine } from '../../src-main/core/follow-up/mail-line.ts'
import { Mailing } from '../../src-main/core/follow-up/mailing.ts'
import type { TextAnswer, TextRequest } from '../../src-main/core/follow-up/text-line.ts'
import { Texting } from '../../src-main/core/follow-up/texting.ts'
import type { LeadReader } from '../../src-main/core/lead/lead.ts'
import type { Transactions } from '../../src-main/core/transactions.ts'

export interface PlayedTexts {
  readonly send?: (request: TextRequest, signal: AbortSignal) => Promise<TextAnswer>
  readonly allowed?: () => boolean
  /** When a text that is not allowed may be sent; null: never. */
  readonly allowedAtMs?: (nowMs: number) => number | null
  readonly relayOnline?: () => boolean
  readonly walletPaused?: () => boolean
  /** The contractor's mail server; none when left out. */
  readonly mail?: MailLine
  readonly postalAddress?: string
  /** Of every lead; null: not known. */
  readonly email?: string | null
}

interface Parts {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly calls: CallStore
  readonly campaigns: CampaignStore
  readonly settings: CampaignSettingsStore
  readonly gate: Gatekeeper
  readonly leads: LeadReader
  readonly contractor: () => Contractor
  readonly changed: () => void
  readonly logError: (message: string) => void
}

type Ground = Omit<Parts, 'gate' | 'leads' | 'contractor' | 'changed' | 'logError'>
interface FirstRun extends Ground {
  readonly session: { readonly gate: Gatekeeper }
  readonly contextOf: (leadId: string) => Pick<CallContext, 'lead' | 'contractor'>
}

/** What another run of the program stands on, after this one was killed. */
export const anotherRun = (first: FirstRun): Parts => ({
  ...first,
  gate: first.session.gate,
  leads: { get: (leadId) => first.contextOf(leadId).lead },
  contractor: () => first.contextOf('lead_1').contractor,
  changed: () => {},
  logError: () => {},
})

/** Follow-ups and everything behind them for real; the carrier's texts and the gate's word on them are played. */
export function playFollowUps(parts: Parts, played: PlayedTexts) {
  const { db, clock, transactions } = parts
  const followUpStore = sqliteFollowUps(db)
  const textStore = sqliteTexts(db)
  const texted: TextRequest[] = []
  /** What stood in the database when the carrier was asked. */
  const rowsAtSend: { status: string; followUp: string | undefined }[] = []
  const scripts = sqliteScripts(db)
  const idByPhone = db.prepare('SELECT lead_id FROM lead WHERE phone = ?').pluck()
  const addSuppression = db.prepare(
    'INSERT INTO suppression (suppression_id, phone, reason, source, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const suppress = (phone: string, words: string, messageId: string) =>
    addSuppression.run(`s_${phone}`, phone, words, `text ${messageId}`, Math.round(clock.nowMs())).changes ===
    1
  const textDecision = (): GateDecision => {
    const allowed = played.allowed?.() ?? true
    return {
      allowed,
      reasons: allowed ? [] : [{ code: 'outside-hours', message: 'outside permitted hours' }],
      rulesVersion: 't',
      nextAllowedAtMs: allowed ? null : (played.allowedAtMs?.(clock.nowMs()) ?? null),
    }
  }
  const textGate: TextGatekeeper = {
    within() {
      return this
    },
    permission: textDecision,
    decide: () => ({ ...textDecision(), evidenceId: 'e' }),
  }
  const mailing: Mailing = new Mailing({
    ...parts,
    store: followUpStore,
    line: played.mail ?? null,
    over: (followUpId, fate) => followUps.stepOver(followUpId, fate),
  })
  const sendsMail = () => mailing.sendsItself
  const enroller = new Enroller({ ...parts, store: followUpStore, sendsMail })
  const texting: Texting = new Texting({
    ...parts,
    texts: textStore,
    suppress,
    newsUrl: (messageId) => `https://relay.example/api/webhooks/telnyx?message=${messageId}`,
    over: (followUpId, fate) => followUps.stepOver(followUpId, fate),
    line: {
      registration: async () => 'active',
      async send(request, signal) {
        const messageId = new URL(request.newsUrl).searchParams.get('message') ?? ''
        const row = textStore.get(messageId)
        const followUp = row?.followUpId ? followUpStore.get(row.followUpId)?.status : undefined
        rowsAtSend.push({ status: row?.status ?? 'missing', followUp })
        texted.push(request)
        return played.send?.(request, signal) ?? { sent: true, carrierMessageId: `carrier_${texted.length}` }
      },
    },
  })
  const actor = new Actor({
    ...parts,
    textGate,
    store: followUpStore,
    enroller,
    texting,
    mailing,
    calls: new FollowUpCalls({
      ...parts,
      store: followUpStore,
      newestScript: () => scripts.list({ limit: 1 }).items[0] ?? null,
      saveScript: (name, body) => scripts.add({ name, writtenBy: 'person', note: null, body }, 0),
    }),
    writtenTime: (atMs) => writtenTime(atMs, 'America/Chicago'),
  })
  const walletPaused = () => played.walletPaused?.() ?? false
  const relayOnline = () => played.relayOnline?.() ?? true
  const followUps = new FollowUps({
    ...parts,
    store: followUpStore,
    enroller,
    actor,
    texting,
    mailing,
    walletPaused,
    relayOnline,
  })
  const followUpDesk = new FollowUpDesk({
    ...parts,
    store: followUpStore,
    enroller,
    actor,
    sendsMail,
    walletPaused,
    relayOnline,
  })
  const inbound = new InboundTexts({
    ...parts,
    texts: textStore,
    texting,
    enroller,
    followUps,
    suppress,
    leadByPhone(phone) {
      const leadId = idByPhone.get(phone) as string | undefined
      return leadId === undefined ? null : parts.leads.get(leadId)
    },
  })
  let received = 0
  return {
    followUps,
    followUpStore,
    followUpDesk,
    textStore,
    texting,
    texted,
    rowsAtSend,
    suppress,
    /** A homeowner writes. */
    writes: (
      from: string,
      text: string,
      carrierAnswered: 'STOP' | 'START' | 'HELP' | null = null,
      agoMs = 0,
    ) =>
      transactions.run(() =>
        inbound.arrived(
          {
            type: 'text-received',
            carrierMessageId: `inbound_${++received}`,
            from,
            text,
            carrierAnswered,
          },
          clock.nowMs() - agoMs,
        ),
      ),
    steps: (leadId = 'lead_1') =>
      db
        .prepare(
          `SELECT f.channel, f.status, f.status_reason, f.vendor_words, f.due_at_ms, f.acted_at_ms, f.follow_up_id, f.acted_call_id, e.sequence FROM follow_up f
           LEFT JOIN follow_up_enrolment e USING (enrolment_id) WHERE f.lead_id = ? ORDER BY f.rowid`,
        )
        .all(leadId) as Step[],
    enrolments: (leadId = 'lead_1') =>
      db
        .prepare(
          'SELECT sequence, status, end_reason FROM follow_up_enrolment WHERE lead_id = ? ORDER BY rowid',
        )
        .all(leadId) as { sequence: string; status: string; end_reason: string | null }[],
  }
}

export interface Step {
  readonly channel: string
  readonly status: string
  readonly status_reason: string | null
  readonly vendor_words: string | null
  readonly due_at_ms: number
  readonly acted_at_ms: number | null
  readonly follow_up_id: string
  readonly acted_call_id: string | null
  readonly sequence: string | null
}
