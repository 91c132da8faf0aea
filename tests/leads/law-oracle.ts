import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * compliance.md, sections 5, 8, 13, 16 and 17, read a second time and written down without looking at the gate: other tables,
 * other time arithmetic (only what `Intl` prints), other ways of saying no. The gate and this page must agree.
 */
export interface Situation {
  readonly atMs: number
  readonly phone: string
  readonly kind: string
  readonly state: string | null
  readonly zip: string | null
  readonly legalName: string
  readonly callerId: string | null
  readonly callback: string | null
  readonly confirmed: readonly string[]
  readonly counsel: readonly string[]
  readonly needLists: readonly string[]
  readonly consentDays: number
  readonly perDay: number
  readonly per30: number
  /** Newest first. */
  readonly consents: readonly {
    readonly seller: string
    readonly ai: boolean
    readonly text: string
    readonly signed: boolean
    readonly byHand: boolean
    readonly signature: boolean
    readonly atMs: number
  }[]
  readonly suppressedAtMs: number | null
  readonly calls: readonly number[]
  readonly lists: readonly { readonly list: string; readonly asOfMs: number; readonly listed: boolean }[]
  readonly rnd: { readonly answer: string; readonly checkedAtMs: number; readonly sinceMs: number } | null
  readonly inspectionAtMs: number | null
  readonly refusedAtMs: number | null
  /** Weekday (0 Sunday) to minutes from and to. */
  readonly windows: Readonly<Record<number, readonly [number, number]>>
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/compliance', name), 'utf8'))
const zipData: {
  zip3: Record<string, string | Record<string, string>>
  mixed_zip3: string[]
  state_zones: Record<string, string[]>
} = read('zip-zones.json')
const npaData: {
  states: Record<string, { zone: string; codes: string[] }>
  split: string[]
  zone_of_code: Record<string, string[]>
} = read('area-codes.json')

/** Section 8: Mon–Fri, Sat, Sun, holidays; `x` is closed, `=` like the day of the week. */
const TABLE = `
AL 8-20 8-20 x x|CA 9-21 9-21 9-21 =|CT 9-20 9-20 9-20 =|FL 8-20 8-20 8-20 =|IL 9-21 9-21 9-21 =|IN 9-20 9-20 9-20 =
KY 10-21 10-21 10-21 =|LA 8-20 8-20 x x|ME 9-17 x x x|MD 8-20 8-20 8-20 =|MA 8-20 8-20 8-20 =|MI 9-21 9-21 9-21 =
MN 9-21 9-21 9-21 =|MS 8-20 8-20 x x|NE 8-21 8-21 13-21 13-21|NV 9-20 9-20 9-20 =|NM 9-21 9-21 9-21 =|OK 8-20 8-20 8-20 =
OR 8-20 8-20 8-20 =|PA 9-19 9-19 x x|RI 9-18 10-17 x x|SD 9-21 9-21 x =|TX 9-21 9-21 12-21 =|UT 8-21 8-21 x x
WA 8-20 8-20 8-20 =|WY 8-20 8-20 8-20 =`
const rows = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((line) => line.trim().split(' '))
    .map(([state = '', ...cells]) => [state, cells] as const),
)
const OTHERS = 'AK AZ AR CO DE DC GA HI ID IA KS MO MT NH NJ NY NC ND OH SC TN VT VA WV WI PR VI GU'.split(
  ' ',
)
const CAPS: Readonly<Record<string, readonly [number, number]>> = {
  FL: [3, 24],
  MD: [3, 24],
  OK: [3, 24],
  OR: [3, 24],
  ME: [1, 8],
}
const OFF = ['WA', 'MT', 'AK', 'DC', 'NV', 'OR']

/** Federal holidays, actual and observed, from November 2026 to May 2027, and what states add in that time. */
const FEDERAL = `2026-11-11 2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-05-31`.split(' ')
const STATE_DAYS: Readonly<Record<string, readonly string[]>> = {
  AL: ['2027-02-09', '2027-04-26'],
  LA: ['2026-11-03', '2026-11-27', '2027-02-09', '2027-03-26'],
  ME: ['2026-11-27', '2027-04-19'],
  MS: ['2027-04-26'],
  NE: ['2026-11-27', '2027-04-30'],
  PA: ['2026-11-03', '2026-11-27', '2027-03-26'],
  RI: ['2026-11-03'],
}
/** The days this table of holidays covers; nothing outside is asked. */
export const FROM_MS = Date.UTC(2026, 9, 20)
export const TO_MS = Date.UTC(2027, 4, 20)
const LAW_READ = Date.UTC(2026, 10, 22)

const printers = new Map<string, Intl.DateTimeFormat>()
/** What a clock on the wall of that zone shows, as `Intl` prints it. */
function wall(atMs: number, zone: string): { day: string; weekday: number; minute: number } {
  let printer = printers.get(zone)
  if (!printer) {
    printer = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    printers.set(zone, printer)
  }
  const parts = Object.fromEntries(printer.formatToParts(atMs).map(({ type, value }) => [type, value]))
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(
      (parts.weekday ?? '').replace('.', ''),
    ),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

/** Section 16.2, from the shipped tables. */
export function whereabouts(state: string | null, zip: string | null, phone: string): Whereabouts {
  const byZip = zip ? ofZip(zip) : null
  const byPhone = ofAreaCode(phone.slice(2, 5))
  return {
    addressStates: unique([...(state ? [state] : []), ...(byZip?.states ?? [])]),
    phoneStates: byPhone.states,
    zones: unique([...(byZip?.zones ?? (state ? (zipData.state_zones[state] ?? []) : [])), ...byPhone.zones]),
  }
}
interface Whereabouts {
  readonly addressStates: readonly string[]
  readonly phoneStates: readonly string[]
  readonly zones: readonly string[]
}

function ofZip(zip: string): { states: string[]; zones: string[] } | null {
  const entry = zipData.zip3[zip.slice(0, 3)]
  if (entry === undefined) return null
  const all = Object.entries(typeof entry === 'string' ? { [entry]: '' } : entry)
  const own = all.filter(([, endings]) =>
    (endings.match(/../g) ?? []).some((ending) => ending === zip.slice(3)),
  )
  const places = own.length > 0 ? own : all
  const counted = zipData.mixed_zip3.includes(zip.slice(0, 3)) ? all : places
  return {
    states: unique(places.map(([place]) => place.split(' ')[0] ?? '')),
    zones: unique(counted.flatMap(([place]) => (place.split(' ')[1] ?? '').split(','))),
  }
}

function ofAreaCode(code: string): { states: string[]; zones: string[] } {
  const states = Object.entries(npaData.states)
  const its = states.filter(([, { codes }]) => codes.includes(code))
  return {
    states: its.map(([name]) => name),
    zones: unique(
      its.flatMap(([name, { zone }]): string[] =>
        npaData.split.includes(code)
          ? (zipData.state_zones[name] ?? [])
          : (npaData.zone_of_code[code] ?? [zone]),
      ),
    ),
  }
}
const unique = (values: readonly string[]): string[] => [...new Set(values)]

/** May this be dialed? Null when yes; else the first rule found broken. */
export function unlawful(s: Situation): string | null {
  const at = whereabouts(s.state, s.zip, s.phone)
  for (const [rule, isBroken] of LAWS) if (isBroken(s, at)) return rule
  return null
}

const statesOf = (at: Whereabouts): string[] => unique([...at.addressStates, ...at.phoneStates])
/** The newest consent that names us; the rule before those that use it makes sure that there is one. */
const ours = (s: Situation) => s.consents.find((each) => each.seller === s.legalName)
const consentMs = (s: Situation): number => ours(s)?.atMs ?? Number.NaN

/** Rarely broken ones first, so that the tally of a run shows each of them at work. */
const LAWS: readonly [string, (s: Situation, at: Whereabouts) => boolean][] = [
  ['cap of a state', (s, at) => statesOf(at).some((state) => overCap(s, state))],
  ['Florida by area code', (s, at) => at.phoneStates.includes('FL') && !s.confirmed.includes('FL')],
  [
    'automated calls off',
    (s, at) => statesOf(at).some((state) => OFF.includes(state) && !s.counsel.includes(state)),
  ],
  ['rules too old', (s) => s.atMs > LAW_READ + 180 * DAY],
  ['special number', (s) => s.kind !== 'ordinary'],
  ['no numbers of our own', (s) => !s.callerId || !s.callback],
  ['unknown place', (_, at) => at.addressStates.length === 0 || at.zones.length === 0],
  ['unknown state', (_, at) => statesOf(at).some((state) => !rows.has(state) && !OTHERS.includes(state))],
  ['no written consent', (s) => !isGood(s)],
  ['reassignment unknown', (s) => consentMs(s) < s.atMs - 30 * DAY && !checkedFresh(s)],
  ['consent too old', (s) => consentMs(s) < s.atMs - s.consentDays * DAY],
  ['suppressed', (s) => s.suppressedAtMs !== null && !consentedAnew(s, s.suppressedAtMs)],
  ['reassigned', (s) => s.rnd?.answer === 'yes' && s.rnd.checkedAtMs > consentMs(s)],
  ['on a state list', (s, at) => s.lists.some(({ list, listed }) => listed && statesOf(at).includes(list))],
  [
    'no state list',
    (s, at) => s.needLists.some((state) => statesOf(at).includes(state) && !hasList(s, state)),
  ],
  ['state not confirmed', (s, at) => at.addressStates.some((state) => !s.confirmed.includes(state))],
  ['inspection ahead', (s) => s.inspectionAtMs !== null],
  ['refused', (s) => s.refusedAtMs !== null && !(consentMs(s) > s.refusedAtMs)],
  ['monthly cap', (s) => callsIn(s, 30 * DAY) >= s.per30],
  ['daily cap', (s) => callsIn(s, DAY) >= (s.perDay === 2 ? 2 : 3)],
  ['called recently', (s) => callsIn(s, ({ 2: 6, 3: 4 }[s.perDay] ?? 20) * HOUR) > 0],
  ['closed day', (s, at) => everywhere(s, at).some(({ cell }) => cell === 'x')],
  ['federal hours', (s, at) => everywhere(s, at).some(({ minute }) => !within(minute, '8-21'))],
  ['state hours', (s, at) => everywhere(s, at).some(({ minute, cell }) => !within(minute, cell))],
  ['own hours', (s, at) => everywhere(s, at).some(({ minute, weekday }) => !inOwn(s, weekday, minute))],
]

/** All but the one that no moment of the calendar above can break. */
export const LAW_NAMES: readonly string[] = LAWS.map(([rule]) => rule).filter(
  (rule) => rule !== 'rules too old',
)

function isGood(s: Situation): boolean {
  const consent = ours(s)
  if (!consent || s.legalName.trim() === '') return false
  return consent.ai && consent.signed && consent.text.trim() !== '' && consent.atMs <= s.atMs
}
function consentedAnew(s: Situation, sinceMs: number): boolean {
  const consent = ours(s)
  return consent?.byHand === true && consent.signature && consent.atMs > sinceMs
}
function checkedFresh({ rnd, ...s }: Situation): boolean {
  if (rnd?.answer !== 'no' || rnd.checkedAtMs > s.atMs || rnd.checkedAtMs < s.atMs - 30 * DAY) return false
  return rnd.sinceMs <= consentMs({ rnd, ...s })
}
const hasList = (s: Situation, state: string): boolean =>
  s.lists.some(({ list, asOfMs }) => list === state && asOfMs >= s.atMs - 31 * DAY)
const callsIn = (s: Situation, ms: number): number => s.calls.filter((at) => at > s.atMs - ms).length
function overCap(s: Situation, state: string): boolean {
  const cap = CAPS[state]
  return cap !== undefined && callsIn(s, cap[1] * HOUR) >= cap[0]
}

/** Every zone's wall clock against every state's row, or the federal floor where no state is known. */
function everywhere(s: Situation, at: Whereabouts) {
  return at.zones.flatMap((zone) => {
    const { day, weekday, minute } = wall(s.atMs, zone)
    return statesOf(at).map((state) => ({ weekday, minute, cell: cellOf(state, day, weekday) }))
  })
}
function cellOf(state: string, day: string, weekday: number): string {
  const [weekdays = '', saturday = '', sunday = '', holiday = ''] = rows.get(state) ?? FLOOR
  if (holiday !== '=' && (FEDERAL.includes(day) || STATE_DAYS[state]?.includes(day))) return holiday
  return weekday === 0 ? sunday : weekday === 6 ? saturday : weekdays
}
const FLOOR = ['8-21', '8-21', '8-21', '=']

function within(minute: number, cell: string): boolean {
  const [from = 0, to = 0] = cell.split('-').map((hour) => Number(hour) * 60)
  return minute >= from && minute < to - 5
}
function inOwn(s: Situation, weekday: number, minute: number): boolean {
  const own = s.windows[weekday]
  return own !== undefined && minute >= own[0] && minute < own[1] - 5
}
