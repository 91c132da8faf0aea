import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LeadsUnderTest, leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'

const PRACTICE = join(import.meta.dirname, '../../../resources/practice')
/** The Tuesday after the day the samples were made for, 10:30 in Texas. */
const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)

let subject: LeadsUnderTest
beforeEach(async () => {
  subject = leadsUnderTest(TUESDAY_MORNING)
  await subject.importText(readFileSync(join(PRACTICE, 'neighborhood-jobs.csv')), 'neighborhood_jobs')
  await subject.importText(readFileSync(join(PRACTICE, 'suppressions.csv')), 'suppressions')
})
afterEach(() => subject.close())

it('takes every good line of the sample export and says why it left one out', async () => {
  const result = await subject.importText(readFileSync(join(PRACTICE, 'leads.csv')))
  expect(result).toMatchObject({ imported: 58, updated: 0, skipped_total: 1, merged_total: 1 })
  expect(result.merged).toMatchObject([{ line: 61, into_line: 5, same: 'phone' }])
  expect(result.warnings).toEqual([
    'The A.I. may not call 2 leads of this file: no written consent to A.I. calls is on file for their numbers. Import the leads again with their consent in the file, or add it on the lead.',
  ])
  expect(result.skipped).toEqual([
    { line: 50, reason: 'not a valid phone number', excerpt: expect.stringContaining('Odette,Kettleby') },
  ])
  expect(subject.activities.at(-1)).toMatchObject({ type: 'leads_imported', data: { imported: 58 } })
})

it('lets about fifty sample leads be called on a weekday morning, and blocks the others each for its own reason', async () => {
  await subject.importText(readFileSync(join(PRACTICE, 'leads.csv')))
  const { items } = await subject.reads.list({ limit: 500, sort: 'score' })
  const blocked = items.filter(({ permission }) => !permission.allowed)
  expect(items.length - blocked.length).toBe(49)
  expect(blocked.map(({ permission }) => permission.reasons[0]?.code).sort()).toEqual([
    'consent-other-seller',
    'consent-too-old',
    'consent-without-ai-calls',
    'do-not-call',
    'no-consent',
    'not-a-us-number',
    'state-not-confirmed',
    'toll-free-number',
    'unknown-location',
  ])
})

it('imports the sample again without doubling anybody', async () => {
  await subject.importText(readFileSync(join(PRACTICE, 'leads.csv')))
  const consents = subject.db.prepare('SELECT count(*) FROM consent').pluck()
  const before = consents.get()
  const again = await subject.importText(readFileSync(join(PRACTICE, 'leads.csv')))
  expect(again).toMatchObject({ imported: 0, updated: 58, merged_total: 1 })
  expect(consents.get()).toBe(before)
  expect((await subject.reads.list({ limit: 1, sort: 'score' })).total).toBe(58)
})

it('rests every claim about the neighborhood on at least three rows that it shows', async () => {
  await subject.importText(readFileSync(join(PRACTICE, 'leads.csv')))
  const { items } = await subject.reads.list({ limit: 500, sort: 'score' })
  const details = items.map(({ lead_id }) => subject.reads.get(lead_id))
  const spoken = details.filter(({ neighborhood }) => neighborhood.may_be_spoken)
  expect(spoken.length).toBeGreaterThan(30)
  for (const { neighborhood } of spoken) {
    const claimed = Number(/\d+/.exec(neighborhood.claim ?? '')?.[0])
    const shown = neighborhood.evidence.filter(({ distance_m }) => distance_m <= 300)
    expect(claimed).toBeGreaterThanOrEqual(3)
    expect(shown.length).toBeGreaterThanOrEqual(claimed)
    expect(neighborhood.claim).not.toMatch(/Renee|Calloway|Willowby/)
  }
})

it('previews the shipped sample for a person to look at', async () => {
  const { import_id } = await subject.imports.sample('leads')
  const preview = await subject.imports.preview(import_id)
  expect(preview).toMatchObject({
    kind: 'leads',
    encoding: 'UTF-8',
    delimiter: ',',
    mapping_source: 'guessed',
    warnings: [],
  })
  expect(Object.values(preview.mapping)).not.toContain(null)
  expect(preview.sample_rows[0]).toHaveLength(preview.headers.length)
})
