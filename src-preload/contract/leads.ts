import { z } from 'zod'
import { PermissionCode } from './permission-codes.ts'
import { Day, Instant, LeadId, PageInput, Phone, pageOf } from './primitives.ts'

export const Address = z.object({
  street: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zip: z.string().nullable(),
})
export type Address = z.infer<typeof Address>

export const RoofFacts = z.object({
  age_years: z.number().nullable(),
  installed_year: z.int().nullable(),
  material: z.string().nullable(),
  area_sqft: z.number().nullable(),
  slope: z.string().nullable(),
  last_hail_on: Day.nullable(),
  hail_size_inches: z.number().nullable(),
  last_storm_on: Day.nullable(),
  wind_mph: z.number().nullable(),
  insurance_claim: z.enum(['none', 'open', 'approved', 'denied', 'closed', 'unknown']),
  owner_occupied: z.boolean().nullable(),
})
export type RoofFacts = z.infer<typeof RoofFacts>

/** A sentence about the roof with the imported values it rests on. */
export const RoofFinding = z.object({
  code: z.string(),
  text: z.string(),
  weight: z.number(),
  based_on: z.array(z.object({ field: z.string(), value: z.string() })),
})
export type RoofFinding = z.infer<typeof RoofFinding>

export const NeighborhoodJob = z.object({
  job_id: z.string(),
  kind: z.enum(['job', 'permit']),
  street: z.string().nullable(),
  completed_on: Day,
  work_type: z.string().nullable(),
  material: z.string().nullable(),
  distance_m: z.number(),
  may_be_named: z.boolean(),
})
export type NeighborhoodJob = z.infer<typeof NeighborhoodJob>

export const Neighborhood = z.object({
  /** False when the lead has no coordinates: then nothing is known and nothing may be claimed. */
  known: z.boolean(),
  jobs_within_300m: z.int(),
  jobs_within_300m_12_months: z.int(),
  jobs_within_1km: z.int(),
  nearest_m: z.number().nullable(),
  last_on_same_street: Day.nullable(),
  /** Whether the agent may speak of these jobs (at least three, see design section 7). */
  may_be_spoken: z.boolean(),
  claim: z.string().nullable(),
  evidence: z.array(NeighborhoodJob),
})
export type Neighborhood = z.infer<typeof Neighborhood>

export const ConsentView = z.object({
  consent_id: z.string(),
  covers_ai_calls: z.boolean(),
  covers_texts: z.boolean(),
  captured_at: Instant,
  channel: z.string(),
  seller: z.string(),
  text_shown: z.string(),
  page_url: z.string().nullable(),
  ip: z.string().nullable(),
  signature: z.string().nullable(),
  imported_from: z.string().nullable(),
})
export type ConsentView = z.infer<typeof ConsentView>

export const PermissionReason = z.object({ code: PermissionCode, message: z.string() })
export type PermissionReason = z.infer<typeof PermissionReason>

export const Permission = z.object({
  allowed: z.boolean(),
  reasons: z.array(PermissionReason),
  rules_version: z.string(),
  /** When only the hour forbids it: the next instant at which the call would be allowed. */
  next_allowed_at: Instant.nullable(),
})
export type Permission = z.infer<typeof Permission>

export const LeadView = z.object({
  lead_id: LeadId,
  name: z.string(),
  phone: Phone,
  other_phones: z.array(Phone),
  email: z.string().nullable(),
  address: Address,
  location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  roof: RoofFacts,
  source: z.string().nullable(),
  notes: z.string().nullable(),
  consent: ConsentView.nullable(),
  permission: Permission,
  score: z.number(),
  last_call: z.object({ call_id: z.string(), outcome: z.string().nullable(), at: Instant }).nullable(),
  imported_at: Instant,
  updated_at: Instant,
})
export type LeadView = z.infer<typeof LeadView>

/** A lead with everything the agent may know about its house and neighborhood. */
export const LeadDetail = LeadView.extend({
  neighborhood: Neighborhood,
  roof_findings: z.array(RoofFinding),
  roof_summary: z.string(),
})
export type LeadDetail = z.infer<typeof LeadDetail>

/** Text that may be taken away: null or nothing at all erases it. */
const erasable = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => (text === '' ? null : text))
    .nullable()
const AnyPhone = z.string().trim().min(1).max(40).describe('A phone number in any usual spelling')
const figure = (least: number, most: number) => z.number().min(least).max(most).nullable()

/** What a person corrects about a lead. What is left out stays. Consent and the do-not-call list are not part of a lead. */
export const LeadChange = z.strictObject({
  lead_id: LeadId,
  name: z.string().trim().min(1).max(200).optional(),
  phone: AnyPhone.optional(),
  other_phones: z.array(AnyPhone).max(10).optional(),
  email: z
    .string()
    .trim()
    .regex(/^([^\s@]+@[^\s@]+\.[^\s@]+)?$/, 'must be an e-mail address')
    .max(200)
    .transform((text) => (text === '' ? null : text.toLowerCase()))
    .nullable()
    .optional(),
  address: z
    .strictObject({
      street: erasable(200),
      city: erasable(100),
      state: erasable(40),
      zip: z
        .string()
        .trim()
        .regex(/^(\d{5}(-\d{4})?)?$/, 'must be five digits, e.g. 78745')
        .transform((text) => (text === '' ? null : text))
        .nullable(),
    })
    .partial()
    .optional(),
  /** Left out while the address changes, the old position is forgotten. */
  location: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .nullable()
    .optional(),
  roof: z
    .strictObject({
      age_years: figure(0, 150),
      installed_year: z.int().min(1800).max(2200).nullable(),
      material: erasable(80),
      area_sqft: figure(1, 1_000_000),
      slope: z
        .string()
        .trim()
        .regex(/^(\d{1,2}(\.\d+)?\/12)?$/, 'must be written like 6/12')
        .transform((text) => (text === '' ? null : text))
        .nullable(),
      last_hail_on: Day.nullable(),
      hail_size_inches: figure(0.1, 8),
      last_storm_on: Day.nullable(),
      wind_mph: figure(1, 250),
      insurance_claim: RoofFacts.shape.insurance_claim,
      owner_occupied: z.boolean().nullable(),
    })
    .partial()
    .optional(),
  notes: erasable(2_000).optional(),
})
export type LeadChange = z.output<typeof LeadChange>

export const LeadListInput = PageInput.extend({
  q: z.string().max(200).optional(),
  callable: z.enum(['yes', 'no']).optional(),
  sort: z.enum(['score', 'name', 'newest']).default('score'),
})
/** A row is the detail, its neighborhood included, with the evidence capped to the nearest five. */
export const LeadPage = pageOf(LeadDetail).extend({ total: z.int() })

export const ImportKind = z.enum(['leads', 'neighborhood_jobs', 'suppressions'])
export type ImportKind = z.infer<typeof ImportKind>

/** Which of our fields a column feeds; null leaves the column out. */
export const ColumnMapping = z.record(z.string(), z.string().nullable())
export type ColumnMapping = z.infer<typeof ColumnMapping>

export const ImportPreview = z.object({
  import_id: z.string(),
  kind: ImportKind,
  encoding: z.string(),
  delimiter: z.string(),
  headers: z.array(z.string()),
  mapping: ColumnMapping,
  /** 'remembered' when a person corrected the same headers before. */
  mapping_source: z.enum(['guessed', 'remembered']),
  fields: z.array(
    z.object({ field: z.string(), label: z.string(), required: z.boolean(), group: z.string() }),
  ),
  sample_rows: z.array(z.array(z.string())),
  byte_length: z.number(),
  warnings: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const SkippedLine = z.object({ line: z.int(), reason: z.string(), excerpt: z.string() })
export type SkippedLine = z.infer<typeof SkippedLine>

/** A line about somebody whom an earlier line of the same file had named: one lead was kept for both. */
export const MergedLine = z.object({
  line: z.int(),
  into_line: z.int(),
  /** What the two lines share: the phone number, or the record id or name, e-mail and street. */
  same: z.enum(['phone', 'person']),
  kept_name: z.string(),
  /** The name of the earlier line, where it was another one. */
  dropped_name: z.string().nullable(),
})
export type MergedLine = z.infer<typeof MergedLine>

/** A column that feeds nothing: it repeats the name of another one, or no field of ours is meant by it. */
export const UnusedColumn = z.object({ header: z.string(), why: z.enum(['doubled', 'unknown']) })
export type UnusedColumn = z.infer<typeof UnusedColumn>

export const ImportResult = z.object({
  imported: z.int(),
  updated: z.int(),
  skipped: z.array(SkippedLine),
  skipped_total: z.int(),
  /** Where all skipped lines are listed (CSV), when there are more than the first 1,000 that `skipped` shows. */
  skipped_file: z.string().nullable(),
  /** The first 1,000; they are counted neither in `imported` nor in `updated`. */
  merged: z.array(MergedLine),
  merged_total: z.int(),
  unused_columns: z.array(UnusedColumn),
  warnings: z.array(z.string()),
})
export type ImportResult = z.infer<typeof ImportResult>

export const ImportProgress = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    bytes_done: z.number(),
    bytes_total: z.number(),
    rows_done: z.int(),
  }),
  z.object({ type: z.literal('done'), result: ImportResult }),
])
export type ImportProgress = z.infer<typeof ImportProgress>
