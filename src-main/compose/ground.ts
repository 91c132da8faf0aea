import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ActivityEvent } from '../../src-preload/contract/account.ts'
import { randomIds, systemClock } from '../adapters/clock/system-clock.ts'
import { recordingFolder } from '../adapters/files/recording-folder.ts'
import { prometheusMetrics } from '../adapters/metrics/prometheus.ts'
import { sqliteActivity } from '../adapters/sqlite/activity-log.ts'
import { sqliteAwaited } from '../adapters/sqlite/awaited.ts'
import { sqliteCalls } from '../adapters/sqlite/call-store.ts'
import { sqliteCampaignSettings } from '../adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from '../adapters/sqlite/campaign-store.ts'
import { checkpointWhenQuiet } from '../adapters/sqlite/checkpoint-when-quiet.ts'
import { sqliteContractors } from '../adapters/sqlite/contractor-store.ts'
import { type Db, openDatabase } from '../adapters/sqlite/database.ts'
import { lazyWrites } from '../adapters/sqlite/lazy-writes.ts'
import { sqliteLedger } from '../adapters/sqlite/ledger.ts'
import { sqliteInbox } from '../adapters/sqlite/relay-inbox.ts'
import { sqliteScripts } from '../adapters/sqlite/script-store.ts'
import { type Settings, sqliteSettings } from '../adapters/sqlite/settings.ts'
import { sqliteTransactions } from '../adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../adapters/sqlite/vendor-use-store.ts'
import { CallDesk } from '../core/call/live/call-desk.ts'
import { defaultVoiceConfiguration } from '../core/contractor.ts'
import { Feed } from '../core/feed.ts'
import type { Closers } from '../core/shutdown.ts'
import { VendorBooks } from '../core/wallet/vendor-books.ts'
import { practiceTime } from '../practice-time.ts'
import type { Host } from './host.ts'

/** As many calls tell what the next ones will cost. */
const LATEST_CALLS = 300

export type Ground = ReturnType<typeof composeGround>

/** What everything else stands on: the log, the clock, and what is on disk. */
export function composeGround(host: Host, closers: Closers) {
  mkdirSync(host.dataFolder, { recursive: true, mode: 0o700 })
  const folder = (name: string) => join(host.dataFolder, name)
  const log = (message: string, fields: Record<string, unknown>) => host.log.info(fields, message)
  const logError = (message: string, fields: Record<string, unknown>) => host.log.error(fields, message)
  const listenerFailed = (error: unknown) => host.log.error({ err: error }, 'a listener failed')

  const db = openDatabase(folder('ridgeline.db'))
  closers.add(() => void db.close())
  const lazy = lazyWrites(db, (error) => host.log.error({ err: error }, 'the disk did not confirm a write'))
  closers.add(lazy.close)
  const settings = sqliteSettings(db)
  const desk = new CallDesk(listenerFailed)
  const clock = composeClock(host, closers, { db, settings, mayJump: () => desk.size === 0 })
  closers.add(checkpointWhenQuiet(db, () => desk.size === 0))

  const contractors = sqliteContractors(db, {
    ...defaultVoiceConfiguration,
    voice_id: host.defaultVoiceId ?? defaultVoiceConfiguration.voice_id,
  })
  const contractor = () => {
    const first = contractors.first()
    if (!first) throw new Error('a contractor is made at the first start')
    return first
  }
  const calls = sqliteCalls(db, () => contractor().profile.time_zone, lazy.write)
  const saveRecording = (callId: string, fileName: string, durationMs: number) =>
    calls.saveRecording(callId, fileName, Math.round(durationMs), Math.round(clock.nowMs()))
  const recordings = recordingFolder(folder('recordings'), {
    started: (callId, fileName) => saveRecording(callId, fileName, 0),
    closed: saveRecording,
    failed: (callId, error) =>
      host.log.error({ callId, err: error }, 'the recording stopped; the call goes on without it'),
  })
  closers.add(() => recordings.closeAll())
  const ledger = sqliteLedger(db)
  const auditFailure = ledger.audit()
  if (auditFailure) logError('the ledger does not add up; nothing will be dialed', { auditFailure })
  const transactions = sqliteTransactions(db)
  const books = new VendorBooks({ clock, transactions, ledger, store: sqliteVendorUse(db, lazy.write) })
  closers.add(() => books.stop())
  const activityFeed = new Feed<ActivityEvent>(listenerFailed)

  return {
    log,
    logError,
    clock,
    ids: randomIds,
    metrics: prometheusMetrics(),
    folder,
    db,
    writeLazily: lazy.write,
    transactions,
    settings,
    /** Calls that are being placed or are up. */
    desk,
    contractors,
    /** The contractor whose app this is. */
    contractor,
    campaigns: sqliteCampaigns(db),
    campaignSettings: sqliteCampaignSettings(db),
    scriptStore: sqliteScripts(db),
    calls,
    /** What this contractor's own latest calls were like; null before the first ones. */
    ownExperience: () => calls.experience(LATEST_CALLS),
    recordings,
    inbox: sqliteInbox(db),
    ledger,
    /** What calls ask of the vendors. */
    books,
    /** Why nothing may be spent: the ledger does not add up. Null when it does. */
    auditFailure: () => auditFailure,
    activityFeed,
    activity: sqliteActivity(db, activityFeed),
  }
}

interface ClockParts {
  readonly db: Db
  readonly settings: Settings
  readonly mayJump: () => boolean
}

/** The computer's clock; in the practice world, set to its own morning. */
function composeClock({ log, practiceStartsAtMs }: Host, closers: Closers, parts: ClockParts) {
  const onError = (error: unknown) => log.fatal({ err: error }, 'a step of a call failed; the others go on')
  if (practiceStartsAtMs === null) return systemClock({ onError })
  const latestConsent = parts.db.prepare('SELECT coalesce(max(captured_at_ms), 0) FROM consent').pluck()
  const { offsetMs, stop } = practiceTime({
    ...parts,
    startsAtMs: practiceStartsAtMs,
    latestFactMs: () => latestConsent.get() as number,
    isAwaited: sqliteAwaited(parts.db),
  })
  closers.add(stop)
  return systemClock({ offsetMs, onError })
}
