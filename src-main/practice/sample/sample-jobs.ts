import { between, dice, hashText } from '../chance.ts'
import { csv, daysBefore } from './csv.ts'
import { near, type Place } from './places.ts'
import { type SamplePerson, samplePeople } from './sample-people.ts'

/** Finished roofs and permits: many around most leads, none around a few. */

const HEADERS = [
  'job_id',
  'kind',
  'street',
  'city',
  'state',
  'zip',
  'latitude',
  'longitude',
  'completed_on',
  'work_type',
  'material',
  'homeowner_permission',
  'homeowner_name',
]
const WORK = ['Roof replacement', 'Roof replacement', 'Roof repair', 'Gutter and roof', 'Storm restoration']
const MATERIALS = [
  'Architectural shingle',
  'Impact-resistant shingle',
  'Standing seam metal',
  '3-tab shingle',
]
const NAMES = [
  'Pat Willowby',
  'Renee Calloway',
  'Sam Orchard',
  'Jo Tillerman',
  'Chris Vantongeren',
  'Lee Farrowmere',
]

type Row = (string | number)[]

export function sampleJobsCsv(todayIso: string): string {
  const rows: Row[] = []
  for (const [i, person] of samplePeople().entries()) {
    if (person.flaw !== 'none' || hasNoJobs(i)) continue
    const random = dice(hashText(`jobs ${i}`))
    const count = 3 + Math.floor(random() * 4)
    for (let n = 0; n < count; n++) rows.push(jobNear(person, n, rows.length, random, todayIso))
  }
  return csv(HEADERS, rows)
}

/** Every seventh lead has too few neighbours for any claim. */
const hasNoJobs = (i: number): boolean => i % 7 === 6

function jobNear(
  person: SamplePerson,
  n: number,
  serial: number,
  random: () => number,
  todayIso: string,
): Row {
  const angle = random() * 2 * Math.PI
  const metres = between(random(), 40, 270)
  const spot = near(person, Math.sin(angle) * metres, Math.cos(angle) * metres)
  const place: Place = person.place
  const isPermit = random() < 0.35
  const mayName = !isPermit && random() < 0.4
  const daysAgo = n < 3 ? 20 + Math.floor(random() * 300) : 300 + Math.floor(random() * 700)
  const street =
    n % 2 === 0
      ? person.street.replace(/^\d+ /, '')
      : (place.streets[(serial + 1) % place.streets.length] as string)
  return [
    `${isPermit ? 'P' : 'J'}-${String(1_001 + serial)}`,
    isPermit ? 'permit' : 'job',
    `${1_000 + Math.floor(random() * 8_000)} ${street}`,
    place.city,
    place.state,
    place.zip,
    spot.latitude,
    spot.longitude,
    daysBefore(todayIso, daysAgo),
    WORK[serial % WORK.length] as string,
    MATERIALS[serial % MATERIALS.length] as string,
    mayName ? 'yes' : 'no',
    mayName ? (NAMES[serial % NAMES.length] as string) : '',
  ]
}
