import { callingHours, overlapOf } from '../../src-main/core/compliance/calling-hours.ts'
import { hoursOfDay } from '../../src-main/core/compliance/hours-of-day.ts'
import { addDays, dayIn } from '../../src-main/core/time.ts'
import type { CampaignReach, ReachInput } from '../../src-preload/contract/campaign-reach.ts'
import type { DoubleState } from './double-state.ts'

/** Invented leads in three time zones; what is open where they live is the core's own word. */
const PLACES = [
  { time_zone: 'America/New_York', states: ['PA'], numbers_from: [], leads: 9 },
  { time_zone: 'America/New_York', states: ['FL', 'GA'], numbers_from: [], leads: 17 },
  { time_zone: 'America/Chicago', states: ['TX'], numbers_from: [], leads: 171 },
  { time_zone: 'America/Chicago', states: ['TX'], numbers_from: ['CA'], leads: 6 },
  { time_zone: 'America/Denver', states: ['TX', 'NM'], numbers_from: [], leads: 11 },
]

export function sampleReach(state: DoubleState, { campaign_id, calling_windows }: ReachInput): CampaignReach {
  const account = state.contractor.calling_windows
  const own = calling_windows === undefined ? state.pace.settings.calling_windows : calling_windows
  const hours = callingHours(own ? overlapOf(account, own) : account)
  const firstDay = dayIn(state.now(), 'America/Denver')
  const zones = PLACES.map((row) => {
    const zones = [row.time_zone, ...(row.numbers_from.length > 0 ? ['America/Los_Angeles'] : [])]
    const place = { zones, states: [...row.states, ...row.numbers_from] }
    const days = Array.from({ length: 7 }, (_, at) =>
      hoursOfDay(hours, place, row.time_zone, addDays(firstDay, at)),
    )
    return { ...row, days }
  })
  const other = state.campaigns.find((each) => each.status === 'paused' && each.campaign_id !== campaign_id)
  return {
    zones,
    leads_left_out: 0,
    leads_without_place: 2,
    leads_blocked: campaign_id === undefined ? 1 : 0,
    elsewhere: other ? [{ campaign_id: other.campaign_id, name: other.name, leads: 12 }] : [],
  }
}
