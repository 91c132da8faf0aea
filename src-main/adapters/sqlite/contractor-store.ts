import { z } from 'zod'
import { ContractorProfile, VoiceConfiguration } from '../../../src-preload/contract/account.ts'
import {
  type ContractorStore,
  defaultVoiceConfiguration,
  emptyProfile,
  type StoredContractor,
} from '../../core/contractor.ts'
import type { Db } from './database.ts'

const Row = z.object({ contractor_id: z.string(), profile: z.string(), updated_at_ms: z.int() })
type Row = z.infer<typeof Row>

/** `voiceDefaults` fill in what nobody has set. */
export function sqliteContractors(
  db: Db,
  voiceDefaults: VoiceConfiguration = defaultVoiceConfiguration,
): ContractorStore {
  const byId = db.prepare(
    'SELECT contractor_id, profile, updated_at_ms FROM contractor WHERE contractor_id = ?',
  )
  const first = db.prepare(
    'SELECT contractor_id, profile, updated_at_ms FROM contractor ORDER BY rowid LIMIT 1',
  )
  const save = db.prepare(
    `INSERT INTO contractor (contractor_id, profile, updated_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (contractor_id) DO UPDATE SET profile = excluded.profile, updated_at_ms = excluded.updated_at_ms`,
  )
  const voice = db.prepare('SELECT value FROM voice_configuration WHERE contractor_id = ?').pluck()
  const saveVoice = db.prepare(
    `INSERT INTO voice_configuration (contractor_id, value) VALUES (?, ?)
     ON CONFLICT (contractor_id) DO UPDATE SET value = excluded.value`,
  )
  // Read anew for every question, and parsed anew when it changed: everything that is decided asks for it.
  let remembered: { readonly row: Row; readonly contractor: StoredContractor } | null = null
  const toContractor = (found: unknown): StoredContractor | null => {
    if (found === undefined) return null
    const row = found as Row
    const is = remembered?.row
    const isSame =
      is?.contractor_id === row.contractor_id &&
      is.profile === row.profile &&
      is.updated_at_ms === row.updated_at_ms
    if (!remembered || !isSame) remembered = { row, contractor: parsed(row) }
    return remembered.contractor
  }
  return {
    get: (contractorId) => toContractor(byId.get(contractorId)),
    first: () => toContractor(first.get()),
    save({ contractorId, profile }, atMs) {
      const updatedAtMs = Math.round(atMs)
      save.run(contractorId, JSON.stringify(profile), updatedAtMs)
      return { contractorId, profile, updatedAtMs }
    },
    voice(contractorId) {
      const value = voice.get(contractorId) as string | undefined
      return VoiceConfiguration.parse({ ...voiceDefaults, ...(value ? JSON.parse(value) : {}) })
    },
    saveVoice: (contractorId, value) => void saveVoice.run(contractorId, JSON.stringify(value)),
  }
}

function parsed(row: Row): StoredContractor {
  const { contractor_id, profile, updated_at_ms } = Row.parse(row)
  return {
    contractorId: contractor_id,
    profile: ContractorProfile.parse({ ...emptyProfile, ...JSON.parse(profile) }),
    updatedAtMs: updated_at_ms,
  }
}
