import type { Logger } from 'pino'
import type { ActivityEvent, SystemStatus } from '../src-preload/contract/account.ts'
import type { ImportService } from './adapters/csv/import-service.ts'
import type { Metrics } from './adapters/metrics/prometheus.ts'
import type { AccountReads } from './adapters/sqlite/reads/account-reads.ts'
import { type BookingAppParts, bookingApp } from './app/bookings.ts'
import { type CallAppParts, callApp } from './app/calls.ts'
import { type CampaignAppParts, campaignApp } from './app/campaigns.ts'
import { type ComplianceAppParts, complianceApp } from './app/compliance.ts'
import { type ContractorParts, contractorApp, voiceConfigurationApp } from './app/contractors.ts'
import type { FollowUpApp } from './app/follow-ups.ts'
import { type LeadAppParts, leadApp } from './app/leads.ts'
import type { MoneyApp } from './app/money.ts'
import { type RehearsalAppParts, rehearsalApp } from './app/rehearsals.ts'
import { type RelayAccessParts, relayAccessApp } from './app/relay-access.ts'
import { type ScriptParts, scriptApp } from './app/scripts.ts'
import { approvalApp, type WalletParts, walletApp } from './app/wallet.ts'
import type { Feed } from './core/feed.ts'
import type { RestartNotices } from './core/restart-notice.ts'
import { DAY_MS, dayIn } from './core/time.ts'

type AppParts = BookingAppParts &
  CallAppParts &
  CampaignAppParts &
  ComplianceAppParts &
  ContractorParts &
  LeadAppParts &
  RehearsalAppParts &
  RelayAccessParts &
  ScriptParts &
  WalletParts & {
    readonly version: string
    readonly log: Logger
    readonly metrics: Metrics
    readonly status: () => SystemStatus
    readonly saveKey: (vendor: string, key: string) => Promise<void>
    readonly restart: Pick<RestartNotices, 'current' | 'dismiss'>
    readonly imports: ImportService
    readonly accountReads: AccountReads
    readonly activityFeed: Feed<ActivityEvent>
    readonly followUps: FollowUpApp
    readonly money: MoneyApp
  }

/** What the window and the HTTP API can ask for, in the words of the contract. */
export type App = ReturnType<typeof createApp>

export function createApp(parts: AppParts) {
  const { accountReads, clock, contractor, restart } = parts
  return {
    version: parts.version,
    log: parts.log,
    metrics: parts.metrics,
    status: parts.status,
    saveKey: parts.saveKey,
    restartNotice: () => restart.current(),
    dismissRestartNotice: (noticeId: string) => restart.dismiss(noticeId),
    desk: parts.desk,
    leads: leadApp(parts),
    imports: parts.imports,
    contractors: contractorApp(parts),
    voiceConfiguration: voiceConfigurationApp(parts),
    scripts: scriptApp(parts),
    rehearsals: rehearsalApp(parts),
    campaigns: campaignApp(parts),
    calls: callApp(parts),
    activity: { list: accountReads.activity, feed: parts.activityFeed },
    bookings: bookingApp(parts),
    followUps: parts.followUps,
    analytics: {
      /** The last `days` days, today among them. */
      daily: (days: number) =>
        accountReads.daily(dayIn(clock.nowMs() - (days - 1) * DAY_MS, contractor().profile.time_zone)),
    },
    wallet: walletApp(parts),
    approvals: approvalApp(parts),
    money: parts.money,
    relayAccess: relayAccessApp(parts),
    compliance: complianceApp(parts),
  }
}
