import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { randomIds } from '../adapters/clock/system-clock.ts'
import { ImportService } from '../adapters/csv/import-service.ts'
import { loadZoneTables } from '../adapters/phone-numbers/load-zone-tables.ts'
import { northAmericanNumbers } from '../adapters/phone-numbers/phone-numbers.ts'
import { stateBorders } from '../adapters/places/state-borders.ts'
import { readZipTable } from '../adapters/places/zip-places.ts'
import { sqliteConsents } from '../adapters/sqlite/consent-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqliteGatekeeper } from '../adapters/sqlite/gatekeeper.ts'
import { sqliteImportMappings } from '../adapters/sqlite/import-mapping-store.ts'
import { sqliteLeadEdits } from '../adapters/sqlite/lead-edits.ts'
import { sqliteLeads } from '../adapters/sqlite/lead-store.ts'
import { sqliteNeighborhood } from '../adapters/sqlite/neighborhood-store.ts'
import { leadReads } from '../adapters/sqlite/reads/lead-reads.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Clock } from '../core/clock.ts'
import { otherStatesOfZip, placeOf } from '../core/compliance/place.ts'
import { StopRequests } from '../core/compliance/stop-requests.ts'
import type { TextFacts } from '../core/compliance/text-gate.ts'
import type { Contractor } from '../core/contractor.ts'
import type { OtherStatesOfZip } from '../core/lead/edit-lead.ts'
import type { Lead } from '../core/lead/lead.ts'
import type { Transactions } from '../core/transactions.ts'
import { composeCompliance } from './compliance.ts'

export interface LeadParts {
  readonly db: Db
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly dataFolder: string
  readonly resourcesFolder: string
  /** What the carriers last said of the number that texts come from. */
  readonly registration: () => TextFacts['registration']
  /** Sample exports come with the practice world only. */
  readonly withSamples: boolean
}

/** A web form's clock and ours. */
const CLOCKS_DIFFER_MS = 60_000

/** Leads, their houses and neighborhoods, consent and the gate: the half of the app that knows no call. */
export function composeLeads(parts: LeadParts) {
  const { db, clock, transactions, activity, contractor } = parts
  const phones = northAmericanNumbers
  const reader = sqliteLeads(db)
  const neighborhood = sqliteNeighborhood(db)
  const consents = sqliteConsents(db, { phones, activity })
  const zoneTables = loadZoneTables(join(parts.resourcesFolder, 'compliance'))
  const zipTable = readZipTable(join(parts.resourcesFolder, 'places', 'zip-places.json'))
  const isNearState = stateBorders(zipTable, zoneTables)
  const zipAgainstState: OtherStatesOfZip = (address) => otherStatesOfZip(zoneTables, address, isNearState)
  const gate = sqliteGatekeeper({
    db,
    zoneTables,
    contractor,
    phones,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    registration: parts.registration,
  })
  const reads = leadReads({ db, gate, consents, neighborhood, contractor, nowMs: () => clock.nowMs() })
  // The practice world may stand behind the real day, on which a person captures consents all the same.
  const factsUntilMs = () => Math.max(clock.nowMs(), Date.now()) + CLOCKS_DIFFER_MS
  const imports = new ImportService({
    folder: join(parts.dataFolder, 'imports'),
    skippedFolder: join(parts.dataFolder, 'skipped-lines'),
    sampleFolder: parts.withSamples ? join(parts.resourcesFolder, 'practice') : null,
    leads: reader,
    consents,
    jobs: neighborhood,
    mappings: sqliteImportMappings(db),
    phones,
    otherStatesOfZip: zipAgainstState,
    activity,
    transactions,
    clock,
    factsUntilMs,
    ids: randomIds,
  })
  const complianceDesk = composeCompliance({
    db,
    clock,
    transactions,
    activity,
    contractor,
    phones,
    consents,
    factsUntilMs,
  })
  return {
    reader,
    leadName: (leadId: string) => reader.get(leadId)?.name ?? null,
    phones,
    otherStatesOfZip: zipAgainstState,
    placeOf: (lead: Lead) => placeOf(zoneTables, lead.address, lead.phone),
    zipTable,
    complianceDesk,
    consents,
    factsUntilMs,
    gate,
    reads,
    leadEdits: sqliteLeadEdits(db, reader),
    imports,
    detailOf: reads.detailOf,
    stopRequests: new StopRequests({ clock, transactions, activity, numbers: consents }),
  }
}

export type ComposedLeads = ReturnType<typeof composeLeads>
