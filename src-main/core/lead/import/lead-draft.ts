import type { Address, RoofFacts } from '../../../../src-preload/contract/leads.ts'
import { isoInstant } from '../../time.ts'
import type { Lead } from '../lead.ts'
import { scoreOf } from '../score.ts'

/** What one row says about a homeowner. Null is "not said", and never erases what is known. */
export interface LeadDraft {
  readonly phone: string
  readonly otherPhones: readonly string[]
  readonly name: string | null
  readonly email: string | null
  readonly address: Address
  readonly location: Lead['location']
  readonly roof: RoofFacts
  readonly source: string | null
  readonly notes: string | null
}

export const NAMELESS = 'Homeowner'

/** A new lead from its first row. */
export function newLead(leadId: string, draft: LeadDraft, atMs: number): Lead {
  return {
    ...draft,
    leadId,
    name: draft.name ?? NAMELESS,
    score: scoreOf(draft.roof, dayOf(atMs)),
    importedAtMs: atMs,
    updatedAtMs: atMs,
  }
}

/** The lead after another row about the same person: said values replace, unsaid ones stay. */
export function mergeLead(lead: Lead, draft: LeadDraft, atMs: number): Lead {
  const roof = mergeRoof(lead.roof, draft.roof)
  return {
    ...lead,
    name: mergeName(lead.name, draft.name),
    otherPhones: [...new Set([...lead.otherPhones, draft.phone, ...draft.otherPhones])].filter(
      (phone) => phone !== lead.phone,
    ),
    email: draft.email ?? lead.email,
    address: {
      street: draft.address.street ?? lead.address.street,
      city: draft.address.city ?? lead.address.city,
      state: draft.address.state ?? lead.address.state,
      zip: draft.address.zip ?? lead.address.zip,
    },
    location: draft.location ?? lead.location,
    roof,
    source: draft.source ?? lead.source,
    notes: draft.notes ?? lead.notes,
    score: scoreOf(roof, dayOf(atMs)),
    updatedAtMs: atMs,
  }
}

/** A stated age makes way for a year of installation and the other way round, so that the two never disagree. */
function mergeRoof(known: RoofFacts, said: RoofFacts): RoofFacts {
  const aged = said.age_years !== null || said.installed_year !== null ? said : known
  return {
    age_years: aged.age_years,
    installed_year: aged.installed_year,
    material: said.material ?? known.material,
    area_sqft: said.area_sqft ?? known.area_sqft,
    slope: said.slope ?? known.slope,
    last_hail_on: said.last_hail_on ?? known.last_hail_on,
    hail_size_inches: said.hail_size_inches ?? known.hail_size_inches,
    last_storm_on: said.last_storm_on ?? known.last_storm_on,
    wind_mph: said.wind_mph ?? known.wind_mph,
    insurance_claim: said.insurance_claim === 'unknown' ? known.insurance_claim : said.insurance_claim,
    owner_occupied: said.owner_occupied ?? known.owner_occupied,
  }
}

/** "HOLLIS Marchetta" says nothing new about Hollis Marchetta. */
function mergeName(known: string, said: string | null): string {
  if (said === null) return known
  return said.toLowerCase() === known.toLowerCase() ? known : said
}

const dayOf = (atMs: number): string => isoInstant(atMs).slice(0, 10)
