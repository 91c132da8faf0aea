import type { JobRecord } from '../../neighborhood/job.ts'
import type { PhoneNumbers } from '../phone-numbers.ts'
import type { ImportTarget } from './lead-target.ts'
import { jobFromRow, suppressionFromRow } from './other-rows.ts'

/** Finished jobs and permits, by their number: importing them again updates them. */
export function jobTarget(
  jobs: { save(job: JobRecord, atMs: number): 'imported' | 'updated' },
  today: string,
  nowMs: number,
): ImportTarget {
  return {
    read(row) {
      const found = jobFromRow(row, today)
      return found.ok ? () => ({ was: jobs.save(found.job, nowMs) }) : { reason: found.reason }
    },
  }
}

/** Numbers that must never be called. One that is listed already keeps its first date and reason. */
export function suppressionTarget(
  list: { suppressQuietly(phone: string, reason: string, source: string, atMs: number): boolean },
  phones: PhoneNumbers,
  fileName: string,
  nowMs: number,
): ImportTarget {
  return {
    read(row) {
      const found = suppressionFromRow(row, phones, nowMs)
      if (!found.ok) return { reason: found.reason }
      const source = found.source ?? fileName
      return () => ({
        was: list.suppressQuietly(found.phone, found.reason, source, found.atMs) ? 'imported' : 'updated',
      })
    },
  }
}
