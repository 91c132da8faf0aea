import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds } from '../../src-main/adapters/clock/system-clock.ts'
import { ImportService } from '../../src-main/adapters/csv/import-service.ts'
import { loadZoneTables } from '../../src-main/adapters/phone-numbers/load-zone-tables.ts'
import { northAmericanNumbers } from '../../src-main/adapters/phone-numbers/phone-numbers.ts'
import { stateBorders } from '../../src-main/adapters/places/state-borders.ts'
import { readZipTable } from '../../src-main/adapters/places/zip-places.ts'
import { sqliteConsents } from '../../src-main/adapters/sqlite/consent-store.ts'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteGatekeeper } from '../../src-main/adapters/sqlite/gatekeeper.ts'
import { sqliteImportMappings } from '../../src-main/adapters/sqlite/import-mapping-store.ts'
import { sqliteLeads } from '../../src-main/adapters/sqlite/lead-store.ts'
import { sqliteNeighborhood } from '../../src-main/adapters/sqlite/neighborhood-store.ts'
import { leadReads } from '../../src-main/adapters/sqlite/reads/lead-reads.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { otherStatesOfZip } from '../../src-main/core/compliance/place.ts'
import { emptyProfile } from '../../src-main/core/contractor.ts'
import type { ContractorProfile } from '../../src-preload/contract/account.ts'
import type { ColumnMapping, ImportKind, ImportResult } from '../../src-preload/contract/leads.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Leads, consents, gate and imports on a real database in a folder of their own, with a clock that stands still. */
export function leadsUnderTest(nowMs: number, profile: Partial<ContractorProfile> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ridgeline-leads-'))
  const db = openDatabase(join(folder, 'ridgeline.db'))
  const activities: { type: string; title: string; data: Record<string, unknown> }[] = []
  const clock = { atMs: nowMs, nowMs: () => clock.atMs }
  const contractor = {
    contractorId: 'contractor_1',
    profile: {
      ...emptyProfile,
      legal_name: 'Summit Ridge Roofing LLC',
      caller_id: '+15125550199',
      callback_number: '+15125550198',
      confirmed_states: ['TX', 'OK', 'KS'],
      ...profile,
    },
  }
  const phones = northAmericanNumbers
  const activity = {
    append: (type: string, title: string, data: Record<string, unknown>) =>
      void activities.push({ type, title, data }),
  }
  const leads = sqliteLeads(db)
  const consents = sqliteConsents(db, { phones, activity })
  const neighborhood = sqliteNeighborhood(db)
  const zoneTables = loadZoneTables(join(ROOT, 'resources/compliance'))
  const isNearState = stateBorders(readZipTable(join(ROOT, 'resources/places/zip-places.json')), zoneTables)
  const gate = sqliteGatekeeper({
    db,
    zoneTables,
    contractor: () => contractor,
    phones,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  })
  const reads = leadReads({
    db,
    gate,
    consents,
    neighborhood,
    contractor: () => contractor,
    nowMs: clock.nowMs,
  })
  const startImports = () =>
    new ImportService({
      folder: join(folder, 'imports'),
      skippedFolder: join(folder, 'skipped-lines'),
      sampleFolder: join(ROOT, 'resources/practice'),
      leads,
      consents,
      jobs: neighborhood,
      mappings: sqliteImportMappings(db),
      phones,
      otherStatesOfZip: (address) => otherStatesOfZip(zoneTables, address, isNearState),
      activity,
      transactions: sqliteTransactions(db),
      clock,
      factsUntilMs: clock.nowMs,
      ids: randomIds,
    })
  let imports = startImports()

  return {
    db,
    clock,
    contractor,
    activities,
    leads,
    consents,
    neighborhood,
    gate,
    reads,
    get imports() {
      return imports
    },
    /** As the program does, which clears away what was on its way in. */
    startAgain() {
      imports = startImports()
    },
    async importText(
      text: string | Uint8Array,
      kind: ImportKind = 'leads',
      mapping?: ColumnMapping,
    ): Promise<ImportResult> {
      const { import_id } = await imports.begin('export.csv', kind)
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      for (let at = 0; at < bytes.length; at += 200_000)
        await imports.append(import_id, bytes.subarray(at, at + 200_000))
      for await (const event of imports.run(import_id, mapping))
        if (event.type === 'done') return event.result
      throw new Error('the import ended without a result')
    },
    close() {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type LeadsUnderTest = ReturnType<typeof leadsUnderTest>
