import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteActivity } from '../../src-main/adapters/sqlite/activity-log.ts'
import { sqliteCalls } from '../../src-main/adapters/sqlite/call-store.ts'
import { sqliteCampaignSettings } from '../../src-main/adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from '../../src-main/adapters/sqlite/campaign-store.ts'
import { sqliteContractors } from '../../src-main/adapters/sqlite/contractor-store.ts'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteInbox } from '../../src-main/adapters/sqlite/relay-inbox.ts'
import { sqliteScripts } from '../../src-main/adapters/sqlite/script-store.ts'
import { sqliteSettings } from '../../src-main/adapters/sqlite/settings.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { sqliteVendorUse } from '../../src-main/adapters/sqlite/vendor-use-store.ts'
import { CallDesk } from '../../src-main/core/call/live/call-desk.ts'
import { defaultVoiceConfiguration, emptyProfile } from '../../src-main/core/contractor.ts'
import { Feed } from '../../src-main/core/feed.ts'
import { VendorBooks } from '../../src-main/core/wallet/vendor-books.ts'
import { credit } from '../../src-main/core/wallet/wallet.ts'
import { clockOfOneRun } from './one-run-clock.ts'
import { watchedTransactions } from './watched-writes.ts'
import type { WeekWorld } from './week-process.ts'

const resourcesFolder = join(import.meta.dirname, '..', '..', 'resources')
const template = (name: string) => readFileSync(join(resourcesFolder, 'prompts', `${name}.md`), 'utf8')
const templates = {
  agent: template('agent'),
  script: template('script'),
  openings: template('openings'),
  summary: template('summary'),
}
const profile = {
  ...emptyProfile,
  ...JSON.parse(readFileSync(join(resourcesFolder, 'practice', 'contractor.json'), 'utf8')),
  caller_id: '+15125550199',
  postal_address: '1 Sample Street, Austin, TX 78745',
}
export const CONTRACTOR_ID = 'contractor_1'
export const FUNDED_CENTS = 5_000_000

export type WeekGround = ReturnType<typeof weekGround>

/** What everything else of a run stands on: its clock, and what is on disk. */
export function weekGround({ clock: worldClock, crashes, folder, ids, errors }: WeekWorld) {
  const clock = clockOfOneRun(worldClock)
  const db = openDatabase(join(folder, 'ridgeline.db'))
  const transactions = watchedTransactions(db, sqliteTransactions(db), crashes)
  const contractors = sqliteContractors(db, defaultVoiceConfiguration)
  const ledger = sqliteLedger(db)
  if (!contractors.first())
    transactions.run(() => {
      contractors.save({ contractorId: CONTRACTOR_ID, profile }, clock.nowMs())
      credit(ledger, 'first-credit', FUNDED_CENTS, 'Practice money', clock.nowMs())
    })
  return {
    clock,
    ids,
    db,
    transactions,
    resourcesFolder,
    dataFolder: folder,
    templates,
    activity: sqliteActivity(db, new Feed()),
    settings: sqliteSettings(db),
    contractors,
    contractor() {
      const contractor = contractors.first()
      if (!contractor) throw new Error('the contractor is made at the first start')
      return contractor
    },
    ledger,
    books: new VendorBooks({ clock, transactions, ledger, store: sqliteVendorUse(db) }),
    calls: sqliteCalls(db, () => profile.time_zone),
    campaigns: sqliteCampaigns(db),
    campaignSettings: sqliteCampaignSettings(db),
    scriptStore: sqliteScripts(db),
    desk: new CallDesk(),
    inbox: sqliteInbox(db),
    log: () => {},
    logError(message: string, fields: Record<string, unknown>) {
      if (db.open) errors.push(`${message}: ${JSON.stringify(fields)}`)
    },
  }
}
