import type { JobRecord } from '../../neighborhood/job.ts'
import type { PhoneNumbers } from '../phone-numbers.ts'
import { addressIn, locationIn } from './lead-row.ts'
import { parseYesNo } from './parse-value.ts'
import type { RowReader } from './row-reader.ts'

export type JobRow =
  | { readonly ok: true; readonly job: JobRecord }
  | { readonly ok: false; readonly reason: string }

/** One finished job or permit, or why it cannot be used. */
export function jobFromRow(row: RowReader, today: string): JobRow {
  const location = locationIn(row)
  if (!location) return { ok: false, reason: 'no coordinates (latitude and longitude)' }
  const completedOn = row.day('completed_on')
  if (completedOn === null) return { ok: false, reason: 'no completion date' }
  if (completedOn > today)
    return { ok: false, reason: 'not finished yet: the completion date is in the future' }
  const kind = kindIn(row)
  const { street, city, state, zip } = addressIn(row)
  const jobId =
    row.text('job_id', 120) ?? [kind, street, completedOn, location.latitude, location.longitude].join(' ')
  return {
    ok: true,
    job: {
      jobId,
      kind,
      street,
      city,
      state,
      zip,
      ...location,
      completedOn,
      workType: row.text('work_type', 120),
      material: row.text('material', 80),
      homeownerName: row.text('homeowner_name', 200),
      mayBeNamed: parseYesNo(row.raw('homeowner_permission')) === true,
    },
  }
}

/** Without a column that says so, a number like P-1001 or a permit type makes a permit; the rest is the contractor's work. */
function kindIn(row: RowReader): JobRecord['kind'] {
  const said = row.text('kind')?.toLowerCase()
  return said?.includes('permit') || (!said && /permit/i.test(`${row.raw('job_id')} ${row.raw('work_type')}`))
    ? 'permit'
    : 'job'
}

export type SuppressionRow =
  | {
      readonly ok: true
      readonly phone: string
      readonly reason: string
      readonly source: string | null
      readonly atMs: number
    }
  | { readonly ok: false; readonly reason: string }

/** One number that asked not to be called. */
export function suppressionFromRow(row: RowReader, phones: PhoneNumbers, nowMs: number): SuppressionRow {
  const cell = row.raw('phone')
  if (!/\d/.test(cell)) return { ok: false, reason: 'no phone number' }
  const reading = phones.read(cell)
  if (!reading.ok) return reading
  const requestedAtMs = row.instantMs('requested_at')
  return {
    ok: true,
    phone: reading.phone,
    reason: row.text('reason', 300) ?? 'On an imported do-not-call list',
    source: row.text('source', 120),
    atMs: requestedAtMs === null ? nowMs : Math.min(requestedAtMs, nowMs),
  }
}
