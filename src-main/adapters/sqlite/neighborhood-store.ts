import { z } from 'zod'
import { boxAround, distanceMeters } from '../../core/neighborhood/distance.ts'
import type { JobRecord } from '../../core/neighborhood/job.ts'
import type { NearbyJob } from '../../core/neighborhood/statistics.ts'
import type { Db } from './database.ts'
import { inTransaction } from './rows.ts'

export interface NeighborhoodStore {
  save(job: JobRecord, atMs: number): 'imported' | 'updated'
  /** Finished jobs and permits within the radius, nearest first. */
  near(location: { readonly latitude: number; readonly longitude: number }, radiusMeters: number): NearbyJob[]
}

export function sqliteNeighborhood(db: Db): NeighborhoodStore {
  const rowid = db.prepare('SELECT job_rowid FROM neighborhood_job WHERE job_id = ?').pluck()
  const save = db.prepare(
    `INSERT INTO neighborhood_job (job_id, kind, street, city, state, zip, latitude, longitude, completed_on, work_type, material,
       homeowner_name, may_be_named, imported_at_ms)
     VALUES (@jobId, @kind, @street, @city, @state, @zip, @latitude, @longitude, @completedOn, @workType, @material,
       @homeownerName, @mayBeNamed, @atMs)
     ON CONFLICT (job_id) DO UPDATE SET kind = excluded.kind, street = coalesce(excluded.street, street),
       city = coalesce(excluded.city, city), state = coalesce(excluded.state, state), zip = coalesce(excluded.zip, zip),
       latitude = excluded.latitude, longitude = excluded.longitude, completed_on = excluded.completed_on,
       work_type = coalesce(excluded.work_type, work_type), material = coalesce(excluded.material, material),
       homeowner_name = coalesce(excluded.homeowner_name, homeowner_name), may_be_named = excluded.may_be_named`,
  )
  const index = db.prepare(
    'INSERT OR REPLACE INTO neighborhood_index (job_rowid, south, north, west, east) VALUES (@id, @latitude, @latitude, @longitude, @longitude)',
  )
  // The R*Tree rounds its boxes outward, so it never misses a job; the exact distance follows.
  const inBox = db.prepare(
    `SELECT j.job_id, j.kind, j.street, j.latitude, j.longitude, j.completed_on, j.work_type, j.material, j.may_be_named
     FROM neighborhood_index i JOIN neighborhood_job j USING (job_rowid)
     WHERE i.north >= @south AND i.south <= @north AND i.east >= @west AND i.west <= @east`,
  )

  return {
    save: inTransaction(db, (job: JobRecord, atMs: number) => {
      const known = rowid.get(job.jobId) as number | undefined
      save.run({ ...job, mayBeNamed: job.mayBeNamed ? 1 : 0, atMs: Math.round(atMs) })
      index.run({ id: known ?? rowid.get(job.jobId), latitude: job.latitude, longitude: job.longitude })
      return known === undefined ? 'imported' : 'updated'
    }),
    near: (location, radiusMeters) =>
      inBox
        .all(boxAround(location, radiusMeters))
        .map((found) => toNearby(Row.parse(found), location))
        .filter(({ distanceMeters: meters }) => meters <= radiusMeters)
        .sort((a, b) => a.distanceMeters - b.distanceMeters),
  }
}

const Row = z.object({
  job_id: z.string(),
  kind: z.enum(['job', 'permit']),
  street: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
  completed_on: z.string(),
  work_type: z.string().nullable(),
  material: z.string().nullable(),
  may_be_named: z.int(),
})

const toNearby = (
  row: z.infer<typeof Row>,
  location: { latitude: number; longitude: number },
): NearbyJob => ({
  jobId: row.job_id,
  kind: row.kind,
  street: row.street,
  completedOn: row.completed_on,
  workType: row.work_type,
  material: row.material,
  mayBeNamed: row.may_be_named === 1,
  distanceMeters: distanceMeters(location, row),
})
