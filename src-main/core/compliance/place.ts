import { z } from 'zod'

/** resources/compliance/zip-zones.json: for each ZIP prefix one place (`TX America/Chicago`), or places with their ZIP endings. */
export const ZipZones = z.object({
  state_zones: z.record(z.string(), z.array(z.string())),
  mixed_zip3: z.array(z.string()),
  zip3: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
})
/** resources/compliance/area-codes.json: `split` codes span zones, so all zones of their state count. */
export const AreaCodes = z.object({
  states: z.record(z.string(), z.object({ zone: z.string(), codes: z.array(z.string()) })),
  zone_of_code: z.record(z.string(), z.array(z.string())),
  split: z.array(z.string()),
})

export interface StateAndZones {
  readonly states: readonly string[]
  readonly zones: readonly string[]
}

/** Where a ZIP code, a state or an area code may lie. */
export interface ZoneTables {
  readonly byZip: ReadonlyMap<string, StateAndZones>
  readonly byZip3: ReadonlyMap<string, StateAndZones>
  readonly mixedZip3: ReadonlySet<string>
  readonly byState: ReadonlyMap<string, readonly string[]>
  readonly byAreaCode: ReadonlyMap<string, StateAndZones>
}

export function zoneTables(
  zipZones: z.infer<typeof ZipZones>,
  areaCodes: z.infer<typeof AreaCodes>,
): ZoneTables {
  const byZip = new Map<string, StateAndZones>()
  const byZip3 = new Map<string, StateAndZones>()
  for (const [prefix, entry] of Object.entries(zipZones.zip3)) {
    const places = typeof entry === 'string' ? [toPlace(entry)] : Object.keys(entry).map(toPlace)
    byZip3.set(prefix, union(places))
    if (typeof entry === 'string') continue
    for (const [place, endings] of Object.entries(entry)) {
      for (let i = 0; i < endings.length; i += 2) byZip.set(prefix + endings.slice(i, i + 2), toPlace(place))
    }
  }
  const byState = new Map(Object.entries(zipZones.state_zones))
  const split = new Set(areaCodes.split)
  const byAreaCode = new Map<string, StateAndZones>()
  for (const [state, { zone, codes }] of Object.entries(areaCodes.states)) {
    for (const code of codes) {
      const zones = split.has(code) ? byState.get(state) : areaCodes.zone_of_code[code]
      byAreaCode.set(code, { states: [state], zones: zones ?? [zone] })
    }
  }
  return { byZip, byZip3, mixedZip3: new Set(zipZones.mixed_zip3), byState, byAreaCode }
}

/** Every state and every zone a homeowner may be in: a call must be lawful in all of them. */
export interface Place extends StateAndZones {
  /** States of the address alone, from its state and its ZIP code. Empty when neither is known. */
  readonly addressStates: readonly string[]
  readonly phoneStates: readonly string[]
}

/**
 * compliance.md section 16.2. The area code's zones always count as well, since people take their numbers along:
 * a number from another state only narrows the hours.
 */
export function placeOf(
  tables: ZoneTables,
  address: { state: string | null; zip: string | null },
  phone: string,
): Place {
  const state = address.state?.trim().toUpperCase() || null
  const byZip = zipPlace(tables, address.zip)
  const byPhone = phone.startsWith('+1') ? tables.byAreaCode.get(phone.slice(2, 5)) : undefined
  const stateZones = state && !byZip ? (tables.byState.get(state) ?? []) : []
  const addressStates = unique([...(state ? [state] : []), ...(byZip?.states ?? [])])
  const phoneStates = byPhone?.states ?? []
  return {
    zones: unique([...(byZip?.zones ?? []), ...stateZones, ...(byPhone?.zones ?? [])]),
    states: unique([...addressStates, ...phoneStates]),
    addressStates,
    phoneStates,
  }
}

/** A ZIP code near a zone border means every zone of its prefix; so does one too new for the table. */
export function zipPlace(tables: ZoneTables, zip: string | null): StateAndZones | null {
  const five = zip?.match(/^\s*(\d{5})/)?.[1]
  if (!five) return null
  const prefix = five.slice(0, 3)
  const exact = tables.byZip.get(five)
  const around = tables.byZip3.get(prefix)
  if (!exact) return around ?? null
  if (!around || !tables.mixedZip3.has(prefix)) return exact
  return { states: exact.states, zones: unique([...exact.zones, ...around.zones]) }
}

/**
 * The states that a ZIP code lies in when the state beside it is none of them and far from it; null when they agree or one
 * is unknown. At a state's border both may be right: then the rules and hours of both count.
 */
export function otherStatesOfZip(
  tables: ZoneTables,
  { state, zip }: { readonly state: string | null; readonly zip: string | null },
  isNear: (zip: string, state: string) => boolean,
): readonly string[] | null {
  const byZip = zipPlace(tables, zip)
  if (state === null || zip === null || byZip === null || byZip.states.length === 0) return null
  return byZip.states.includes(state) || isNear(zip, state) ? null : byZip.states
}

function toPlace(text: string): StateAndZones {
  const [state = '', zones = ''] = text.split(' ')
  return { states: [state], zones: zones.split(',') }
}

const union = (places: readonly StateAndZones[]): StateAndZones => ({
  states: unique(places.flatMap(({ states }) => states)),
  zones: unique(places.flatMap(({ zones }) => zones)),
})
const unique = (values: readonly string[]): readonly string[] =>
  values.length < 2 ? values : [...new Set(values)]
