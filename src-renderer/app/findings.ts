import type { CallView } from '../../src-preload/contract/calls.ts'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import type { LeadView } from '../../src-preload/contract/leads.ts'
import { outcomeLabel } from '../calls/call-words.ts'
import { formatAddress, formatCode, formatPhone, formatWhen, plural } from '../ui/format.ts'
import { screens } from './screens.ts'

/** One place to go to, as the search of the whole app lists it. */
export interface Finding {
  path: string
  label: string
  about: string
}

const AT_MOST = 5

type Screen = Pick<(typeof screens)[number], 'path' | 'label' | 'about'>
const places: readonly Screen[] = screens
const newCampaign: Finding = {
  path: '/campaigns/new',
  label: 'New campaign',
  about: 'Choose leads, check the script and the cost, launch',
}

/** Screens whose name or purpose holds the words; all of them for none. Names come before purposes. */
export function screensFound(typed: string): Finding[] {
  const wanted = typed.trim().toLowerCase()
  const all = [...places.map(({ path, label, about }) => ({ path, label, about })), newCampaign]
  const byName = all.filter(({ label }) => label.toLowerCase().includes(wanted))
  const byPurpose = all.filter(
    (place) => !byName.includes(place) && place.about.toLowerCase().includes(wanted),
  )
  return [...byName, ...byPurpose]
}

export const leadsFound = (leads: Pick<LeadView, 'lead_id' | 'name' | 'phone' | 'address'>[]): Finding[] =>
  leads.slice(0, AT_MOST).map(({ lead_id, name, phone, address }) => ({
    path: `/leads/${lead_id}`,
    label: name,
    about: [formatPhone(phone), formatAddress(address)].filter(Boolean).join(' · '),
  }))

/** Campaigns are few: the newest ones are all asked for, and looked through here by name. */
export const campaignsFound = (
  campaigns: Pick<CampaignView, 'campaign_id' | 'name' | 'status' | 'leads'>[],
  typed: string,
): Finding[] =>
  campaigns
    .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, AT_MOST)
    .map(({ campaign_id, name, status, leads }) => ({
      path: `/campaigns/${campaign_id}`,
      label: name,
      about: `${formatCode(status)}, ${plural(leads, 'homeowner')}`,
    }))

export const callsFound = (
  calls: Pick<
    CallView,
    | 'call_id'
    | 'lead_name'
    | 'status'
    | 'outcome'
    | 'started_at'
    | 'answered_at'
    | 'hung_up_at_desk'
    | 'summary'
  >[],
  timeZone: string,
  nowMs: number,
): Finding[] =>
  calls
    .slice(0, AT_MOST)
    .map(({ call_id, lead_name, status, outcome, started_at, answered_at, hung_up_at_desk, summary }) => ({
      path: status === 'live' ? '/live' : `/calls/${call_id}`,
      label: lead_name,
      about: [
        started_at && formatWhen(started_at, timeZone, nowMs),
        outcome ? outcomeLabel(outcome, answered_at !== null, hung_up_at_desk) : formatCode(status),
        summary,
      ]
        .filter(Boolean)
        .join(' · '),
    }))
