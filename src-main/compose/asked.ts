import type { SystemStatus } from '../../src-preload/contract/account.ts'
import type { DialingHold } from '../../src-preload/contract/campaigns.ts'
import { bookingsCalendar } from '../adapters/files/calendar.ts'
import { readCallLog } from '../adapters/files/call-log-file.ts'
import type { DesktopRelayLink } from '../adapters/relay/relay-link.ts'
import { accountReads } from '../adapters/sqlite/reads/account-reads.ts'
import { bookingReads } from '../adapters/sqlite/reads/booking-reads.ts'
import { callReads } from '../adapters/sqlite/reads/call-reads.ts'
import { campaignReads } from '../adapters/sqlite/reads/campaign-reads.ts'
import { type App, createApp } from '../app.ts'
import type { Dialer } from '../core/campaign/dialer.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import type { RestartNotices } from '../core/restart-notice.ts'
import { DAY_MS } from '../core/time.ts'
import type { Spending } from '../core/wallet/spending.ts'
import type { ComposedBookings } from './bookings.ts'
import type { ComposedCampaigns } from './campaigns.ts'
import { composeEvidence } from './evidence.ts'
import type { ComposedFollowUps } from './follow-ups.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import type { ComposedLeads } from './leads.ts'
import type { Money } from './money.ts'
import type { ComposedRehearsals } from './rehearsals.ts'
import { composeStatements } from './statements.ts'

/** A calendar that subscribes keeps what it has seen; older visits are in the list of bookings. */
const CALENDAR_LOOKS_BACK_MS = 30 * DAY_MS

interface AskedParts {
  readonly host: Host
  readonly ground: Ground
  readonly leads: ComposedLeads
  readonly scripts: ScriptWriter
  readonly campaigns: ComposedCampaigns
  readonly rehearsals: ComposedRehearsals
  readonly dialer: Dialer
  readonly bookings: ComposedBookings
  readonly followUps: ComposedFollowUps
  readonly spending: Spending
  readonly money: Money
  readonly relay: DesktopRelayLink
  readonly relayState: () => SystemStatus['relay']
  readonly restart: RestartNotices
  /** What keeps the whole account from dialing at this moment. */
  readonly holds: () => DialingHold[]
}

/** All that the window and the API can ask for, from what is running. */
export function composeAsked(parts: AskedParts): App {
  const { host, ground, leads, bookings, spending, money, relay } = parts
  const { clock, db, desk, contractor } = ground
  const inspections = bookingReads(db, bookings.zipPlace)
  return createApp({
    ...ground,
    ...parts.campaigns,
    ...parts.rehearsals,
    version: host.version,
    log: host.log,
    metrics: measuredNow(ground, spending, money),
    status: () => ({
      version: host.version,
      mode: host.mode,
      now: new Date(Math.round(clock.nowMs())).toISOString(),
      relay: parts.relayState(),
      live_calls: desk.size,
      held_back_by: parts.holds(),
      ...host.keys,
    }),
    saveKey: host.saveKey,
    restart: parts.restart,
    leads: leads.reader,
    detailOf: leads.detailOf,
    leadReads: leads.reads,
    leadEdits: leads.leadEdits,
    phones: leads.phones,
    otherStatesOfZip: leads.otherStatesOfZip,
    imports: leads.imports,
    consents: leads.consents,
    factsUntilMs: leads.factsUntilMs,
    complianceDesk: leads.complianceDesk,
    exportEvidence: composeEvidence(db, clock, ground.recordings),
    scripts: parts.scripts,
    campaignReads: campaignReads(db),
    callReads: callReads(db),
    readCallLog: (callId) => readCallLog(ground.folder('call-logs'), callId),
    calendar: () =>
      bookingsCalendar(
        inspections.since(clock.nowMs() - CALENDAR_LOOKS_BACK_MS),
        contractor().profile.display_name,
        host.mode,
      ),
    dialer: parts.dialer,
    accountReads: accountReads(db, () => contractor().profile.time_zone),
    bookingReads: inspections,
    bookings: bookings.desk,
    followUps: parts.followUps.app,
    spending,
    money: money.app,
    approvals: money.approvals,
    statements: composeStatements(ground),
    relay,
    aheadOfRelayMs: () => clock.nowMs() - Date.now(),
  })
}

/** What stands rather than happens is measured when somebody looks. */
function measuredNow({ metrics, desk }: Ground, spending: Spending, money: Money): Ground['metrics'] {
  return {
    ...metrics,
    text() {
      const { available_cents, held_cents } = spending.view()
      metrics.setWallet(available_cents, held_cents)
      metrics.setMoney(money.app.figures())
      metrics.setLiveCalls(desk.size)
      return metrics.text()
    },
  }
}
