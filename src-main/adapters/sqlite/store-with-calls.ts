import { emptyProfile } from '../../core/contractor.ts'
import { sqliteCampaigns } from './campaign-store.ts'
import { sqliteContractors } from './contractor-store.ts'
import { type Db, openDatabase } from './database.ts'

/** A fresh store in memory with one running campaign and some queued calls, for tests of what happens to them. */
export function storeWithCalls(
  count: number,
  file = ':memory:',
): { db: Db; campaignId: string; callIds: string[] } {
  const db = openDatabase(file)
  sqliteContractors(db).save(
    { contractorId: 'contractor_1', profile: { ...emptyProfile, legal_name: 'Test Roofing LLC' } },
    0,
  )
  const insertLead = db.prepare(
    `INSERT INTO lead (lead_id, name, phone, search, imported_at_ms, updated_at_ms) VALUES (?, ?, ?, '', 0, 0)`,
  )
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  for (const i of numbers) insertLead.run(`lead_${i}`, `Lead ${i}`, `+1512555${String(i).padStart(4, '0')}`)
  sqliteCampaigns(db).insert(
    {
      campaignId: 'campaign_1',
      name: 'Test',
      contractorId: 'contractor_1',
      engine: 'ridgeline',
      status: 'running',
      statusReason: null,
      scriptId: null,
      estimatedCostCents: 0,
      createdAtMs: 0,
      idempotencyKey: null,
      requestHash: 'x',
    },
    numbers.map((i) => ({
      callId: `call_${i}`,
      leadId: `lead_${i}`,
      phone: `+1512555${String(i).padStart(4, '0')}`,
      evidenceId: 'e',
    })),
    [],
  )
  return { db, campaignId: 'campaign_1', callIds: numbers.map((i) => `call_${i}`) }
}
