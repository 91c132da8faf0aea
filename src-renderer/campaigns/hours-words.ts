import type {
  CampaignReach,
  HoursOfDay,
  HoursOfZone,
  Stretch,
} from '../../src-preload/contract/campaign-reach.ts'
import { US_STATES } from '../../src-preload/contract/us-states.ts'
import { plural } from '../ui/format.ts'

const MINUTES_OF_DAY = 1_440
const MOST_STATES_NAMED = 3

/** 570 as "9:30 AM"; whole hours without their zeros, for there is little room, and never cut before the AM. */
export function shortClock(minute: number): string {
  if (minute % MINUTES_OF_DAY === 0) return 'midnight'
  if (minute === MINUTES_OF_DAY / 2) return 'noon'
  const hour = Math.floor(minute / 60)
  const minutes = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`
  return `${((hour + 11) % 12) + 1}${minutes}\u00a0${hour < 12 ? 'AM' : 'PM'}`
}

/** The hours of a day in words: "9 AM to 8 PM", or that there are none. */
export const openWords = ({ open }: Pick<HoursOfDay, 'open'>): string =>
  open.length === 0
    ? 'no calls'
    : open
        .map(({ from_minute, to_minute }) => `${shortClock(from_minute)} to ${shortClock(to_minute)}`)
        .join(', ')

/** Where on the bar of a day a stretch of it is drawn. */
export const placeOnBar = ({ from_minute, to_minute }: Stretch): { left: string; width: string } => ({
  left: percent(from_minute),
  width: percent(to_minute - from_minute),
})

export const percent = (minutes: number): string => `${((100 * minutes) / MINUTES_OF_DAY).toFixed(2)}%`

const stateName = (state: string): string => US_STATES[state] ?? state

/** "Texas and Oklahoma"; of many, the first ones. */
function statesInWords(states: readonly string[]): string {
  const names = states.slice(0, MOST_STATES_NAMED).map(stateName)
  const more = states.length - names.length
  if (more > 0) return `${names.join(', ')} and ${more} more`
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Who stands in a row: where they live, and why their hours are not those of their neighbors. */
export function whoWords({
  states,
  numbers_from,
  leads,
}: Pick<HoursOfZone, 'states' | 'numbers_from' | 'leads'>) {
  const homeowners = plural(leads, 'homeowner')
  const where = `${homeowners} in ${statesInWords(states)}`
  return numbers_from.length === 0 ? where : `${where} with a number from ${statesInWords(numbers_from)}`
}

/** "Today", "Tue 24". */
export function dayHead(day: string, today: string): string {
  if (day === today) return 'Today'
  const noon = new Date(`${day}T12:00:00Z`)
  return `${noon.toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' })} ${noon.getUTCDate()}`
}

/** What of the law cuts the hours, each rule once, with the days on which it does. */
export function rulesThatCut(zones: readonly HoursOfZone[]): { rule: string; days: string[] }[] {
  const days = new Map<string, Set<string>>()
  for (const { day, forbidden } of zones.flatMap((zone) => zone.days))
    for (const { reason } of forbidden) days.set(reason, (days.get(reason) ?? new Set()).add(day))
  return [...days].map(([rule, on]) => ({ rule, days: [...on].sort() }))
}

/** When a rule cuts: "Every day", "Sun 29". */
export const cutOn = (days: readonly string[], shown: number, today: string): string =>
  days.length === shown ? 'Every day' : days.map((day) => dayHead(day, today)).join(', ')

/** Whom the picture leaves out, and why; null when it shows everybody. */
export function leftOutWords({
  leads_left_out,
  leads_without_place,
  leads_blocked,
}: Pick<CampaignReach, 'leads_left_out' | 'leads_without_place' | 'leads_blocked'>): string | null {
  const parts = [
    leads_left_out > 0 && `${plural(leads_left_out, 'homeowner')} with still other hours are not drawn.`,
    leads_without_place > 0 &&
      `${plural(leads_without_place, 'lead')} without a known state or ZIP code ${leads_without_place === 1 ? 'is' : 'are'} not called.`,
    leads_blocked > 0 &&
      `${plural(leads_blocked, 'blocked lead')} ${leads_blocked === 1 ? 'is' : 'are'} not counted here.`,
  ].filter(Boolean)
  return parts.length === 0 ? null : parts.join(' ')
}

/** That some of the leads wait in other campaigns too, and what comes of it; null when none does. */
export function elsewhereWords(elsewhere: CampaignReach['elsewhere']): string | null {
  if (elsewhere.length === 0) return null
  const where = elsewhere
    .slice(0, 3)
    .map(({ name, leads }) => `${plural(leads, 'homeowner')} in “${name}”`)
    .join(', ')
  const more = elsewhere.length > 3 ? `, and more in ${plural(elsewhere.length - 3, 'other campaign')}` : ''
  return `Also in line elsewhere: ${where}${more}.`
}

/** What Ridgeline does about it, by the gate's own rules. */
export const ELSEWHERE_MEANS =
  'Whichever campaign is first calls them; the other then waits until your rules on repeated calls allow the next one, and leaves out whoever has booked, declined or asked for no more calls. Cancel one of the campaigns if one round is enough.'
