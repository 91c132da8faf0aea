import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { randomIds } from './adapters/clock/system-clock.ts'
import { ImportService } from './adapters/csv/import-service.ts'
import { loadZoneTables } from './adapters/phone-numbers/load-zone-tables.ts'
import { northAmericanNumbers } from './adapters/phone-numbers/phone-numbers.ts'
import { sqliteConsents } from './adapters/sqlite/consent-store.ts'
import type { Db } from './adapters/sqlite/database.ts'
import { sqliteGatekeeper } from './adapters/sqlite/gatekeeper.ts'
import { sqliteImportMappings } from './adapters/sqlite/import-mapping-store.ts'
import { sqliteLeads } from './adapters/sqlite/lead-store.ts'
import { sqliteNeighborhood } from './adapters/sqlite/neighborhood-store.ts'
import { leadReads } from './adapters/sqlite/reads/lead-reads.ts'
import { composeCompliance } from './compose-compliance.ts'
import type { ActivityLog } from './core/activity.ts'
import type { Clock } from './core/clock.ts'
import type { Contractor } from './core/contractor.ts'
import type { Transactions } from './core/transactions.ts'

export interface LeadParts {
  readonly db: Db
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly dataFolder: string
  readonly resourcesFolder: string
  /** Sample exports come with the practice world only. */
  readonly withSamples: boolean
}

/** Leads, their houses and neighborhoods, consent and the gate: the half of the app that knows no call. */
export function composeLeads(parts: LeadParts) {
  const { db, clock, transactions, activity, contractor } = parts
  const phones = northAmericanNumbers
  const reader = sqliteLeads(db)
  const neighborhood = sqliteNeighborhood(db)
  const consents = sqliteConsents(db, { phones, activity })
  const gate = sqliteGatekeeper({
    db,
    zoneTables: loadZoneTables(join(parts.resourcesFolder, 'compliance')),
    contractor,
    phones,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  })
  const reads = leadReads({ db, gate, consents, neighborhood, contractor, nowMs: () => clock.nowMs() })
  const imports = new ImportService({
    folder: join(parts.dataFolder, 'imports'),
    skippedFolder: join(parts.dataFolder, 'skipped-lines'),
    sampleFolder: parts.withSamples ? join(parts.resourcesFolder, 'practice') : null,
    leads: reader,
    consents,
    jobs: neighborhood,
    mappings: sqliteImportMappings(db),
    phones,
    activity,
    transactions,
    clock,
    ids: randomIds,
  })
  const compliance = composeCompliance({ db, clock, transactions, activity, contractor, phones, consents })
  return {
    reader,
    compliance,
    gate,
    reads,
    imports,
    detailOf: reads.detailOf,
    consents: {
      suppressions: consents.suppressions,
      suppress: (input: Parameters<typeof consents.suppress>[0]) => consents.suppress(input, clock.nowMs()),
      addConsent: (input: Parameters<typeof consents.addConsent>[0]) =>
        consents.addConsent(input, clock.nowMs()),
    },
    /** A request to stop heard in a call: on the list before anything else happens. */
    suppressFromCall: (phone: string, words: string, callId: string) =>
      void transactions.run(() =>
        consents.suppress(
          { phone, reason: `Asked in a call: "${words.slice(0, 250)}"`, source: `call ${callId}` },
          clock.nowMs(),
        ),
      ),
  }
}
