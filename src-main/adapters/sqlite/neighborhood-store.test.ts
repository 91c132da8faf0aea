import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { distanceMeters } from '../../core/neighborhood/distance.ts'
import type { JobRecord } from '../../core/neighborhood/job.ts'
import { neighborhoodOf, streetName } from '../../core/neighborhood/statistics.ts'
import { openDatabase } from './database.ts'
import { type NeighborhoodStore, sqliteNeighborhood } from './neighborhood-store.ts'

const TODAY = '2026-11-24'
const HOUSE = { latitude: 30.208908, longitude: -97.78687 }
let store: NeighborhoodStore
let db: ReturnType<typeof openDatabase>
beforeEach(() => {
  db = openDatabase(':memory:')
  store = sqliteNeighborhood(db)
})
afterEach(() => db.close())

const job = (jobId: string, changes: Partial<JobRecord> = {}): JobRecord => ({
  jobId,
  kind: 'job',
  street: '12 Oak Bend Dr',
  city: 'Austin',
  state: 'TX',
  zip: '78745',
  ...HOUSE,
  completedOn: '2026-06-01',
  workType: 'Roof replacement',
  material: null,
  homeownerName: 'Renee Calloway',
  mayBeNamed: false,
  ...changes,
})
const north = (meters: number) => ({
  latitude: HOUSE.latitude + meters / 111_195,
  longitude: HOUSE.longitude,
})
const around = () => neighborhoodOf(store.near(HOUSE, 1_000), '99 Oak Bend Drive', TODAY, 20)

it('finds exactly the jobs that measuring each one finds', () => {
  const place = fc.record({
    latitude: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    longitude: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
  })
  const centers = [HOUSE, { latitude: 64.84, longitude: -147.72 }, { latitude: 0, longitude: 0 }]
  fc.assert(
    fc.property(
      fc.constantFrom(...centers),
      fc.array(place, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(40, 300, 1_000),
      (center, offsets, radius) => {
        db.exec('DELETE FROM neighborhood_job; DELETE FROM neighborhood_index')
        const jobs = offsets.map((offset, i) =>
          job(`J-${i}`, {
            latitude: center.latitude + offset.latitude,
            longitude: center.longitude + offset.longitude,
          }),
        )
        for (const each of jobs) store.save(each, 1)
        const wanted = jobs.filter((each) => distanceMeters(center, each) <= radius).map(({ jobId }) => jobId)
        const found = store.near(center, radius)
        expect(found.map(({ jobId }) => jobId).sort()).toEqual(wanted.sort())
        expect(found.map((each) => each.distanceMeters)).toEqual(
          found.map((each) => each.distanceMeters).toSorted((a, b) => a - b),
        )
      },
    ),
    { numRuns: 150 },
  )
})

it('moves a job that is imported again, instead of doubling it', () => {
  expect(store.save(job('J-1'), 1)).toBe('imported')
  expect(store.save(job('J-1', north(2_000)), 2)).toBe('updated')
  expect(store.near(HOUSE, 1_000)).toEqual([])
  expect(store.near({ ...HOUSE, ...north(2_000) }, 10)).toHaveLength(1)
})

it('says nothing of two jobs, and of three what is true of them, naming nobody', () => {
  store.save(job('J-1', north(40)), 1)
  store.save(job('J-2', north(120)), 1)
  expect(around()).toMatchObject({ jobs_within_300m: 2, may_be_spoken: false, claim: null })
  store.save(job('J-3', { ...north(290), completedOn: '2025-12-01' }), 1)
  expect(around()).toMatchObject({
    jobs_within_300m: 3,
    jobs_within_300m_12_months: 3,
    nearest_m: 40,
    last_on_same_street: '2026-06-01',
    may_be_spoken: true,
    claim: 'We have finished 3 roofing jobs within a few hundred yards of you in the past year.',
  })
  expect(JSON.stringify(around())).not.toContain('Calloway')
})

it('counts two years when one year is not enough, and leaves older, distant and future work out', () => {
  store.save(job('J-1', { ...north(10), completedOn: '2025-03-01' }), 1)
  store.save(job('J-2', { ...north(20), completedOn: '2025-04-01' }), 1)
  store.save(job('J-3', north(30)), 1)
  store.save(job('J-4', { ...north(40), completedOn: '2024-11-23' }), 1)
  store.save(job('J-5', north(310)), 1)
  store.save(job('J-6', { ...north(50), completedOn: '2026-11-25' }), 1)
  expect(around().claim).toBe(
    'We have finished 3 roofing jobs within a few hundred yards of you in the past two years.',
  )
  expect(around()).toMatchObject({ jobs_within_300m: 4, jobs_within_300m_12_months: 1, jobs_within_1km: 5 })
})

it('never says "we" of permits that others took out', () => {
  for (const i of [1, 2, 3]) store.save(job(`P-${i}`, { ...north(i * 20), kind: 'permit' }), 1)
  expect(around().claim).toBe(
    'Going by permit records, there were 3 roofing jobs within a few hundred yards of you in the past year.',
  )
})

it('takes a permit for a fence for no roof', () => {
  for (const workType of ['Fence', 'Solar panels', 'Window replacement'])
    store.save(job(workType, { workType }), 1)
  expect(around()).toMatchObject({ jobs_within_300m: 0, may_be_spoken: false })
})

it('shows at most as much evidence as asked for, nearest first', () => {
  for (let i = 0; i < 30; i++) store.save(job(`J-${i}`, north(290 - i * 9)), 1)
  const { evidence } = around()
  expect(evidence).toHaveLength(20)
  expect(evidence[0]).toMatchObject({ job_id: 'J-29' })
})

it.each([
  ['3102 Larkspur Bend Dr', 'larkspur bend dr'],
  ['17 LARKSPUR BEND DRIVE, Unit 4', 'larkspur bend dr'],
  ['12-B', '12-b'],
  ['9 North Main Street #2', 'n main st'],
  [null, null],
])('knows the street of %j', (address, street) => {
  expect(streetName(address)).toBe(street)
})

it('tells the nearest job and its evidence with one number, so that feet do not differ', () => {
  store.save(job('J-1', north(50.3)), 1)
  const { nearest_m, evidence } = around()
  expect(nearest_m).toBe(50.3)
  expect(evidence[0]?.distance_m).toBe(nearest_m)
})
