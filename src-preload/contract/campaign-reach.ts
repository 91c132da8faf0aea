import { z } from 'zod'
import { DayWindows } from './account.ts'
import { CampaignId, Day, LeadId } from './primitives.ts'

/** The leads of a campaign, or leads that are chosen for one. */
export const ReachInput = z
  .object({
    campaign_id: CampaignId.optional(),
    lead_ids: z.array(LeadId).min(1).max(100_000).optional(),
    /** As if these were the campaign's own windows; left out: those it has. */
    calling_windows: DayWindows.nullable().optional(),
  })
  .refine(({ campaign_id, lead_ids }) => (campaign_id === undefined) !== (lead_ids === undefined), {
    message: 'name a campaign_id or lead_ids, one of the two',
  })
export type ReachInput = z.infer<typeof ReachInput>

/** Part of a day in minutes since midnight, the end exclusive. No call begins in the last five minutes of an open one. */
const Stretch = z.object({
  from_minute: z.int().min(0).max(1_440),
  to_minute: z.int().min(0).max(1_440),
})
export type Stretch = z.infer<typeof Stretch>

const HoursOfDay = z.object({
  day: Day,
  /** The campaign's hours as far as the law lets calls be made in them. */
  open: z.array(Stretch),
  /** The campaign's hours in which the law forbids them, each with the rule, a sentence for a person. */
  forbidden: z.array(Stretch.extend({ reason: z.string() })),
})
export type HoursOfDay = z.infer<typeof HoursOfDay>

export const HoursOfZone = z.object({
  /** Whose clock the minutes are of. */
  time_zone: z.string(),
  /** Where the houses are. */
  states: z.array(z.string()),
  /** Where their phone numbers are from, when that narrows the hours. */
  numbers_from: z.array(z.string()),
  leads: z.int(),
  /** From the day on that it is in the westernmost of the zones, seven of them. */
  days: z.array(HoursOfDay),
})
export type HoursOfZone = z.infer<typeof HoursOfZone>

/** When leads may be called in the seven days to come, and where else they are in line. */
export const CampaignReach = z.object({
  /** From east to west; those with the most leads where there are very many. */
  zones: z.array(HoursOfZone),
  /** Leads with still other hours, which are not among them. */
  leads_left_out: z.int(),
  /** Nobody knows which hours count for them: they are not called. */
  leads_without_place: z.int(),
  /** Chosen leads that no hours let be called, whatever the reason: they are in no row. */
  leads_blocked: z.int(),
  /** Other campaigns in which some of these leads are in line too. */
  elsewhere: z.array(z.object({ campaign_id: CampaignId, name: z.string(), leads: z.int() })),
})
export type CampaignReach = z.infer<typeof CampaignReach>
