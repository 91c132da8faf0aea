import type { Neighborhood, NeighborhoodJob } from '../../../src-preload/contract/leads.ts'
import { civilFromDays, dayNumber } from '../time.ts'
import type { JobRecord } from './job.ts'

/** A finished job or permit and how far from the house it is. */
export type NearbyJob = Pick<
  JobRecord,
  'jobId' | 'kind' | 'street' | 'completedOn' | 'workType' | 'material' | 'mayBeNamed'
> & {
  readonly distanceMeters: number
}

/** How far the neighborhood reaches at all. */
export const NEIGHBORHOOD_METERS = 1_000
const CLOSE_METERS = 300
const FEWEST_TO_CLAIM = 3

/** Statistics from imported rows only, which must be the nearest first; `claim` is the one sentence that may be spoken of them. */
export function neighborhoodOf(
  nearby: readonly NearbyJob[],
  street: string | null,
  today: string,
  evidenceLimit: number,
): Neighborhood {
  const finished = nearby.filter((job) => isRoofWork(job) && job.completedOn <= today)
  const close = finished.filter(({ distanceMeters }) => distanceMeters <= CLOSE_METERS)
  const claim = claimOf(close, today)
  const [nearest] = finished
  return {
    known: true,
    jobs_within_300m: close.length,
    jobs_within_300m_12_months: since(close, monthsBefore(today, 12)).length,
    jobs_within_1km: finished.length,
    nearest_m: nearest ? toDecimetre(nearest.distanceMeters) : null,
    last_on_same_street: lastOnStreet(finished, street),
    may_be_spoken: claim !== null,
    claim,
    evidence: finished.slice(0, evidenceLimit).map(evidenceOf),
  }
}

/** Without coordinates nothing is known, and nothing may be claimed. */
export const unknownNeighborhood: Neighborhood = {
  known: false,
  jobs_within_300m: 0,
  jobs_within_300m_12_months: 0,
  jobs_within_1km: 0,
  nearest_m: null,
  last_on_same_street: null,
  may_be_spoken: false,
  claim: null,
  evidence: [],
}

/** True of the rows behind it, word for word: our own jobs are "we", permits are only what the records show. Nobody is named. */
function claimOf(close: readonly NearbyJob[], today: string): string | null {
  const periods = [
    { from: monthsBefore(today, 12), words: 'in the past year' },
    { from: monthsBefore(today, 24), words: 'in the past two years' },
  ]
  for (const { from, words } of periods) {
    const ours = since(close, from).filter(({ kind }) => kind === 'job').length
    if (ours >= FEWEST_TO_CLAIM)
      return `We have finished ${ours} roofing jobs within a few hundred yards of you ${words}.`
  }
  for (const { from, words } of periods) {
    const known = since(close, from)
    if (known.length >= FEWEST_TO_CLAIM) {
      const records = known.some(({ kind }) => kind === 'job')
        ? 'our own jobs and permit records'
        : 'permit records'
      return `Going by ${records}, there were ${known.length} roofing jobs within a few hundred yards of you ${words}.`
    }
  }
  return null
}

const since = (jobs: readonly NearbyJob[], from: string): NearbyJob[] =>
  jobs.filter(({ completedOn }) => completedOn >= from)

function monthsBefore(day: string, months: number): string {
  const { year, month, day: date } = civilFromDays(dayNumber(day))
  const count = year * 12 + (month - 1) - months
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

/** A permit for a fence is no roof. Work that nobody described came from a list of roofs and counts. */
function isRoofWork({ workType }: NearbyJob): boolean {
  if (workType === null || /roof|shingle|hail|storm/i.test(workType)) return true
  return !/gutter|siding|window|solar|paint|fence|hvac|plumb|electric|insulat|deck|pool|kitchen|bath/i.test(
    workType,
  )
}

function lastOnStreet(finished: readonly NearbyJob[], street: string | null): string | null {
  const wanted = streetName(street)
  if (wanted === null) return null
  const days = finished
    .filter((job) => streetName(job.street) === wanted)
    .map(({ completedOn }) => completedOn)
  return days.sort().at(-1) ?? null
}

const STREET_WORDS: Readonly<Record<string, string>> = {
  street: 'st',
  avenue: 'ave',
  av: 'ave',
  drive: 'dr',
  lane: 'ln',
  road: 'rd',
  court: 'ct',
  circle: 'cir',
  boulevard: 'blvd',
  place: 'pl',
  terrace: 'ter',
  trail: 'trl',
  parkway: 'pkwy',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  cove: 'cv',
  highway: 'hwy',
  square: 'sq',
  crossing: 'xing',
  point: 'pt',
}

/** "3102 Larkspur Bend Drive, Unit 4" and "17 LARKSPUR BEND DR." are on the same street. */
export function streetName(street: string | null): string | null {
  const words = (street ?? '')
    .toLowerCase()
    .replace(/[.']/g, '')
    .replace(/[,#].*$|\b(apt|unit|ste|suite|lot)\b.*$/, '')
    .replace(/^\s*\d+[a-z]?(-\d+)?( 1\/2)?\s+/, '')
    .split(/\s+/)
    .filter(Boolean)
  return words.length > 0 ? words.map((word) => STREET_WORDS[word] ?? word).join(' ') : null
}

/** One rounding for a fact and its evidence: in feet, they would show as different distances. */
const toDecimetre = (metres: number): number => Math.round(metres * 10) / 10

const evidenceOf = (job: NearbyJob): NeighborhoodJob => ({
  job_id: job.jobId,
  kind: job.kind,
  street: job.street,
  completed_on: job.completedOn,
  work_type: job.workType,
  material: job.material,
  distance_m: toDecimetre(job.distanceMeters),
  may_be_named: job.mayBeNamed,
})
