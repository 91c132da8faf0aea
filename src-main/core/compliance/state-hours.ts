/** When each state lets an automated sales call begin, as data with its source (compliance.md section 8). */

/** Minutes since midnight, the end exclusive; null: no calls at all. */
export type DayHours = readonly [fromMinute: number, toMinute: number] | null

export interface StateHours {
  readonly weekday: DayHours
  readonly saturday: DayHours
  readonly sunday: DayHours
  /** `as-usual` where the statute names no holidays. */
  readonly holiday: DayHours | 'as-usual'
  readonly attempts: { readonly most: number; readonly withinHours: number } | null
  readonly citation: string
}

const hours = (from: number, to: number): DayHours => [from * 60, to * 60]
const everyDay = (
  from: number,
  to: number,
  citation: string,
  attempts: StateHours['attempts'] = null,
): StateHours => ({
  weekday: hours(from, to),
  saturday: hours(from, to),
  sunday: hours(from, to),
  holiday: 'as-usual',
  attempts,
  citation,
})
const notOnSundaysAndHolidays = (from: number, to: number, citation: string): StateHours => ({
  ...everyDay(from, to, citation),
  sunday: null,
  holiday: null,
})
const THREE_A_DAY = { most: 3, withinHours: 24 }

/** 47 CFR 64.1200(c)(1), 16 CFR 310.4(c): nobody, nowhere, outside these. */
export const FEDERAL_HOURS: StateHours = everyDay(8, 21, '47 CFR 64.1200(c)(1); 16 CFR 310.4(c)')

const STRICTER: Readonly<Record<string, StateHours>> = {
  AL: notOnSundaysAndHolidays(8, 20, 'Ala. Admin. Code 770-X-5-.17'),
  CA: everyDay(9, 21, 'Cal. PUC 2872(c)'),
  CT: everyDay(9, 20, 'C.G.S. 42-288a (PA 23-98)'),
  FL: everyDay(8, 20, 'Fla. Stat. 501.616(6)', THREE_A_DAY),
  IL: everyDay(9, 21, '815 ILCS 413/15; automated calls 9 to 21'),
  IN: everyDay(9, 20, 'IC 24-5-14-8'),
  KY: everyDay(10, 21, 'KRS 367.46955'),
  LA: notOnSundaysAndHolidays(8, 20, 'La. R.S. 45:811, 45:844.31; LPSC do-not-call order'),
  ME: {
    weekday: hours(9, 17),
    saturday: null,
    sunday: null,
    holiday: null,
    attempts: { most: 1, withinHours: 8 },
    citation: '10 M.R.S. 1498',
  },
  MD: everyDay(8, 20, 'Md. Com. Law 14-4502', THREE_A_DAY),
  MA: everyDay(8, 20, '201 CMR 12.02'),
  MI: everyDay(9, 21, 'MCL 750.540e, 445.111'),
  MN: everyDay(9, 21, 'Minn. Stat. 325E.30'),
  MS: notOnSundaysAndHolidays(8, 20, 'Miss. Code 77-3-723'),
  NE: { ...everyDay(8, 21, 'Neb. 291 NAC 11'), sunday: hours(13, 21), holiday: hours(13, 21) },
  NV: everyDay(9, 20, 'NRS 598.0918'),
  NM: everyDay(9, 21, 'N.M. Stat. 57-12-22'),
  OK: everyDay(8, 20, '15 O.S. 775C.4', THREE_A_DAY),
  OR: everyDay(8, 20, 'Or. HB 3865 (2025), ORS ch. 646', THREE_A_DAY),
  PA: notOnSundaysAndHolidays(9, 19, 'Pa. Act 47 of 2026'),
  RI: {
    weekday: hours(9, 18),
    saturday: hours(10, 17),
    sunday: null,
    holiday: null,
    attempts: null,
    citation: 'R.I. Gen. Laws 5-61-2, 5-61-3.6',
  },
  SD: { ...everyDay(9, 21, 'SDCL 37-30A-3'), sunday: null },
  TX: { ...everyDay(9, 21, 'Tex. Bus. & Com. 301.051'), sunday: hours(12, 21) },
  UT: { ...everyDay(8, 21, 'Utah Code 13-25a-103'), sunday: null, holiday: null },
  WA: everyDay(8, 20, 'RCW 19.158.040(2), 80.36.390'),
  WY: everyDay(8, 20, 'Wyo. Stat. 40-12-302'),
}

const FEDERAL_FLOOR_ONLY =
  'AK AZ AR CO DE DC GA HI ID IA KS MO MT NH NJ NY NC ND OH SC TN VT VA WV WI PR VI GU'.split(' ')

const ROWS: ReadonlyMap<string, StateHours> = new Map([
  ...FEDERAL_FLOOR_ONLY.map((state) => [state, FEDERAL_HOURS] as const),
  ...Object.entries(STRICTER),
])

/** Null for a state this table does not know: then nothing may be dialed there. */
export const hoursOf = (state: string): StateHours | null => ROWS.get(state) ?? null

export const KNOWN_STATES: readonly string[] = [...ROWS.keys()]
