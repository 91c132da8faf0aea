import type { DayWindows } from '../../../src-preload/contract/account.ts'
import type {
  CampaignReach,
  HoursOfDay,
  HoursOfZone,
  ReachInput,
} from '../../../src-preload/contract/campaign-reach.ts'
import type { CampaignId } from '../../../src-preload/contract/primitives.ts'
import type { Clock } from '../clock.ts'
import { callingHours, overlapOf } from '../compliance/calling-hours.ts'
import type { GateDecision } from '../compliance/gatekeeper.ts'
import { hoursOfDay } from '../compliance/hours-of-day.ts'
import type { Place } from '../compliance/place.ts'
import type { Contractor } from '../contractor.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { found } from '../refused.ts'
import { eachInSlices } from '../slices.ts'
import { addDays, dayIn, offsetMs } from '../time.ts'
import type { CampaignRecord, CampaignStore } from './campaign-record.ts'
import type { CampaignSettingsStore } from './campaign-settings-store.ts'
import { allowedSoon, leadOf } from './fill-campaign.ts'

export interface ReachParts {
  readonly clock: Clock
  readonly campaigns: CampaignStore
  readonly settings: Pick<CampaignSettingsStore, 'of'>
  readonly contractor: () => Contractor
  readonly leads: LeadReader
  /** Every state and zone that a lead may be in, as the gate sees it. */
  readonly placeOf: (lead: Lead) => Place
  readonly gate: { permission(lead: Lead, nowMs: number): Pick<GateDecision, 'allowed' | 'nextAllowedAtMs'> }
}

const DAYS_SHOWN = 7
/** More rows than this nobody reads; the places with the most leads are shown. */
const MOST_ZONES = 12
const UNDER_WAY = ['launching', 'preparing', 'running', 'paused'] as const

/** Leads for whom the same hours count. */
interface PlaceGroup {
  readonly place: Place
  leads: number
}

/** When the leads of a campaign, or chosen ones, may be called, and in which other campaigns they are in line. Changes nothing. */
export async function campaignReach(input: ReachInput, parts: ReachParts): Promise<CampaignReach> {
  const { clock, campaigns } = parts
  const campaignId = input.campaign_id ?? null
  if (campaignId !== null) found(campaigns.get(campaignId), 'campaign', campaignId)
  const others = UNDER_WAY.flatMap((status) => campaigns.withStatus(status)).filter(
    (other) => other.campaignId !== campaignId,
  )
  // While it is launched its leads have no calls yet, and neither have those that are only chosen.
  const hasCalls = campaignId !== null && campaigns.launch(campaignId) === null
  const isInLine = (leadId: string) => !hasCalls || campaigns.hasOpenCall(campaignId, leadId)
  const groups = new Map<string, PlaceGroup>()
  const inLineAt = new Map<CampaignRecord, number>()
  let blocked = 0
  await eachInSlices(clock, new Set(leadIdsOf(input, campaigns)), (leadId) => {
    const lead = leadOf(leadId, parts)
    const place = parts.placeOf(lead)
    // What has a call in a campaign was let through when it was launched; its own hours are drawn to the end.
    if (!hasCalls && isPlaced(place) && !allowedSoon(parts.gate.permission(lead, clock.nowMs()))) {
      blocked++
      return
    }
    addToGroup(groups, place)
    if (!isInLine(leadId)) return
    for (const other of others)
      if (campaigns.hasOpenCall(other.campaignId, leadId)) inLineAt.set(other, (inLineAt.get(other) ?? 0) + 1)
  })
  return {
    ...(await hoursByZone([...groups.values()], windowsOf(input, parts), clock)),
    leads_blocked: blocked,
    elsewhere: [...inLineAt].map(([{ campaignId: id, name }, leads]) => ({
      campaign_id: id as CampaignId,
      name,
      leads,
    })),
  }
}

function leadIdsOf({ campaign_id, lead_ids = [] }: ReachInput, campaigns: CampaignStore): readonly string[] {
  if (campaign_id === undefined) return lead_ids
  return campaigns.launch(campaign_id)?.leadIds ?? campaigns.calls(campaign_id).map(({ leadId }) => leadId)
}

function windowsOf(
  { campaign_id, calling_windows }: ReachInput,
  { settings, contractor }: ReachParts,
): DayWindows {
  const account = contractor().profile.calling_windows
  const own =
    calling_windows === undefined && campaign_id !== undefined
      ? settings.of(campaign_id).calling_windows
      : calling_windows
  return own ? overlapOf(account, own) : account
}

function addToGroup(groups: Map<string, PlaceGroup>, place: Place): void {
  const key = [place.zones, place.addressStates, place.phoneStates].map((each) => each.join()).join(' ')
  const group = groups.get(key)
  if (group) group.leads++
  else groups.set(key, { place, leads: 1 })
}

async function hoursByZone(
  groups: readonly PlaceGroup[],
  windows: DayWindows,
  clock: Clock,
): Promise<Omit<CampaignReach, 'elsewhere' | 'leads_blocked'>> {
  const placed = groups.filter(({ place }) => isPlaced(place))
  const largest = placed.toSorted((a, b) => b.leads - a.leads)
  const nowMs = clock.nowMs()
  const firstDay = placed.map(({ place }) => dayIn(nowMs, zoneOf(place))).sort()[0] ?? dayIn(nowMs, 'UTC')
  const hours = callingHours(windows)
  const drawn = largest.map((group) => ({ ...group, days: [] as HoursOfDay[] }))
  const eachDay = drawn.flatMap((group) =>
    Array.from({ length: DAYS_SHOWN }, (_, at) => ({ group, day: addDays(firstDay, at) })),
  )
  // Day by day: every step of a day asks the clocks of a zone.
  await eachInSlices(clock, eachDay, ({ group, day }) => {
    group.days.push(hoursOfDay(hours, group.place, zoneOf(group.place), day))
  })
  const rows = new Map<string, HoursOfZone>()
  for (const { place, leads, days } of drawn) {
    const time_zone = zoneOf(place)
    const numbers_from = place.phoneStates.filter((state) => !place.addressStates.includes(state))
    const row = { time_zone, states: [...place.addressStates], numbers_from, leads, days }
    const key = JSON.stringify([time_zone, days])
    rows.set(key, together(rows.get(key), row))
  }
  const byLeads = [...rows.values()].sort((a, b) => b.leads - a.leads)
  const east = (row: HoursOfZone) => offsetMs(nowMs, row.time_zone)
  return {
    zones: byLeads.slice(0, MOST_ZONES).sort((a, b) => east(b) - east(a) || b.leads - a.leads),
    leads_left_out: leadsIn(byLeads.slice(MOST_ZONES)),
    leads_without_place: leadsIn(groups) - leadsIn(placed),
  }
}

/** Where the same hours count for leads whose numbers are from elsewhere and for others, the numbers narrow nothing. */
function together(known: HoursOfZone | undefined, more: HoursOfZone): HoursOfZone {
  if (!known) return more
  const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])]
  const narrowed = known.numbers_from.length > 0 && more.numbers_from.length > 0
  return {
    ...known,
    states: union(known.states, more.states),
    numbers_from: narrowed ? union(known.numbers_from, more.numbers_from) : [],
    leads: known.leads + more.leads,
  }
}

const isPlaced = ({ addressStates, zones }: Place): boolean => addressStates.length > 0 && zones.length > 0
const zoneOf = ({ zones }: Place): string => zones[0] ?? 'UTC'
const leadsIn = (rows: readonly { readonly leads: number }[]): number =>
  rows.reduce((sum, { leads }) => sum + leads, 0)
