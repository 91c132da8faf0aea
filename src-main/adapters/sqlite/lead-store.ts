import { z } from 'zod'
import { RoofFacts } from '../../../src-preload/contract/leads.ts'
import { type LeadDraft, mergeLead, newLead } from '../../core/lead/import/lead-draft.ts'
import type { Lead, LeadReader } from '../../core/lead/lead.ts'
import type { Db } from './database.ts'
import { inTransaction, newId } from './rows.ts'

export interface LeadStore extends LeadReader {
  idByPhone(phone: string): string | null
  /** Adds the homeowner, or merges into the lead with the same phone: nobody is ever doubled. */
  upsert(draft: LeadDraft, atMs: number): { readonly leadId: string; readonly was: 'imported' | 'updated' }
  /** Merges a row about a person who is known under another number. */
  mergeInto(leadId: string, draft: LeadDraft, atMs: number): void
  nameOf(leadId: string): string | null
  /** The lead as it is from now on, whatever was known before. */
  replace(lead: Lead): void
}

/** A lead and its property row, to be read back with `toLead`. */
export const SELECT_LEAD = `SELECT l.*, p.installed_year, p.age_years, p.material, p.area_sqft, p.slope, p.last_hail_on, p.hail_size_inches,
    p.last_storm_on, p.wind_mph, p.insurance_claim, p.owner_occupied
  FROM lead l JOIN property p USING (lead_id)`

export function sqliteLeads(db: Db): LeadStore {
  // Two lookups beat one join here: SQLite plans a join with a bound value anew each time it is run.
  const leadById = db.prepare('SELECT * FROM lead WHERE lead_id = ?')
  const propertyById = db.prepare('SELECT * FROM property WHERE lead_id = ?')
  const nameById = db.prepare('SELECT name FROM lead WHERE lead_id = ?').pluck()
  const idByPhone = db.prepare('SELECT lead_id FROM lead WHERE phone = ?').pluck()
  const saveLead = db.prepare(
    `INSERT INTO lead (lead_id, name, phone, other_phones, email, street, city, state, zip, latitude, longitude, source, notes,
       score, search, imported_at_ms, updated_at_ms)
     VALUES (@leadId, @name, @phone, @otherPhones, @email, @street, @city, @state, @zip, @latitude, @longitude, @source, @notes,
       @score, @search, @importedAtMs, @updatedAtMs)
     ON CONFLICT (lead_id) DO UPDATE SET name = excluded.name, phone = excluded.phone, other_phones = excluded.other_phones, email = excluded.email,
       street = excluded.street, city = excluded.city, state = excluded.state, zip = excluded.zip, latitude = excluded.latitude,
       longitude = excluded.longitude, source = excluded.source, notes = excluded.notes, score = excluded.score,
       search = excluded.search, updated_at_ms = excluded.updated_at_ms`,
  )
  const saveProperty = db.prepare(
    `INSERT OR REPLACE INTO property (lead_id, installed_year, age_years, material, area_sqft, slope, last_hail_on, hail_size_inches,
       last_storm_on, wind_mph, insurance_claim, owner_occupied)
     VALUES (@leadId, @installed_year, @age_years, @material, @area_sqft, @slope, @last_hail_on, @hail_size_inches,
       @last_storm_on, @wind_mph, @insurance_claim, @owner_occupied)`,
  )

  const save = inTransaction(db, (lead: Lead) => {
    const { leadId, name, phone, email, address, location, source, notes, score } = lead
    saveLead.run({
      leadId,
      name,
      phone,
      otherPhones: JSON.stringify(lead.otherPhones),
      email,
      ...address,
      latitude: location?.latitude ?? null,
      longitude: location?.longitude ?? null,
      source,
      notes,
      score,
      search: searchText(lead),
      importedAtMs: Math.round(lead.importedAtMs),
      updatedAtMs: Math.round(lead.updatedAtMs),
    })
    const owner = lead.roof.owner_occupied
    saveProperty.run({ leadId, ...lead.roof, owner_occupied: owner === null ? null : Number(owner) })
  })

  function get(leadId: string): Lead | null {
    const lead = leadById.get(leadId)
    return lead ? toLead({ ...lead, ...(propertyById.get(leadId) as object) }) : null
  }

  const idOf = (phone: string): string | null => (idByPhone.get(phone) as string | undefined) ?? null

  return {
    get,
    idByPhone: idOf,
    replace: save,
    nameOf: (leadId) => (nameById.get(leadId) as string | undefined) ?? null,
    upsert(draft, atMs) {
      const knownId = idOf(draft.phone)
      const known = knownId && get(knownId)
      const lead = known ? mergeLead(known, draft, atMs) : newLead(newId('lead'), draft, atMs)
      save(lead)
      return { leadId: lead.leadId, was: known ? 'updated' : 'imported' }
    },
    mergeInto(leadId, draft, atMs) {
      const known = get(leadId)
      if (!known) throw new Error(`there is no lead ${leadId} to merge into`)
      save(mergeLead(known, draft, atMs))
    },
  }
}

const searchText = ({ name, phone, address: { street, city, zip }, email }: Lead): string =>
  [name, phone, street, city, zip, email].filter(Boolean).join(' ').toLowerCase()

const Row = z.object({
  lead_id: z.string(),
  name: z.string(),
  phone: z.string(),
  other_phones: z.string(),
  email: z.string().nullable(),
  street: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zip: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  source: z.string().nullable(),
  notes: z.string().nullable(),
  score: z.number(),
  imported_at_ms: z.int(),
  updated_at_ms: z.int(),
  ...RoofFacts.omit({ owner_occupied: true }).shape,
  owner_occupied: z.int().nullable(),
})
const Phones = z.array(z.string())

export function toLead(found: unknown): Lead | null {
  if (found === undefined) return null
  const row = Row.parse(found)
  const { street, city, state, zip, latitude, longitude } = row
  return {
    leadId: row.lead_id,
    name: row.name,
    phone: row.phone,
    otherPhones: Phones.parse(JSON.parse(row.other_phones)),
    email: row.email,
    address: { street, city, state, zip },
    location: latitude === null || longitude === null ? null : { latitude, longitude },
    roof: {
      age_years: row.age_years,
      installed_year: row.installed_year,
      material: row.material,
      area_sqft: row.area_sqft,
      slope: row.slope,
      last_hail_on: row.last_hail_on,
      hail_size_inches: row.hail_size_inches,
      last_storm_on: row.last_storm_on,
      wind_mph: row.wind_mph,
      insurance_claim: row.insurance_claim,
      owner_occupied: row.owner_occupied === null ? null : row.owner_occupied === 1,
    },
    source: row.source,
    notes: row.notes,
    score: row.score,
    importedAtMs: row.imported_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}
