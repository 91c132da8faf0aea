import { z } from 'zod'

const id = <Name extends string>(name: Name) =>
  z.string().min(1).max(200).describe(`Id of a ${name}`).brand<Name>()

export const LeadId = id('lead')
export type LeadId = z.infer<typeof LeadId>
export const CallId = id('call')
export type CallId = z.infer<typeof CallId>
export const CampaignId = id('campaign')
export type CampaignId = z.infer<typeof CampaignId>
export const ContractorId = id('contractor')
export type ContractorId = z.infer<typeof ContractorId>
export const ScriptId = id('script')
export type ScriptId = z.infer<typeof ScriptId>
export const RehearsalId = id('rehearsal')
export type RehearsalId = z.infer<typeof RehearsalId>
export const BookingId = id('booking')
export type BookingId = z.infer<typeof BookingId>

/** ISO 8601 in UTC, e.g. `2026-11-23T15:04:05.000Z`. */
export const Instant = z.iso.datetime()
/** A calendar day without a zone, e.g. `2026-11-23`. */
export const Day = z.iso.date()
/** Integer US cents. */
export const Cents = z.int()
export const Phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a phone number in E.164 form, e.g. +15125550100')

/** What every list takes. */
export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
})

/** What every list answers. `next_cursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })
