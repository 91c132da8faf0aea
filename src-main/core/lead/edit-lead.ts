import type { Address, LeadChange, RoofFacts } from '../../../src-preload/contract/leads.ts'
import { stateName } from '../../../src-preload/contract/us-states.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import { phoneWords } from '../count-words.ts'
import { found, Refused } from '../refused.ts'
import { isoInstant } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import { isStateCode, stateCode } from './import/us-states.ts'
import type { Lead, LeadReader } from './lead.ts'
import type { PhoneNumbers } from './phone-numbers.ts'
import { scoreOf } from './score.ts'

/** What an edit needs of the records. */
export interface LeadEdits {
  readonly leads: LeadReader & { idByPhone(phone: string): string | null; replace(lead: Lead): void }
  /** The line of a call with this lead is being dialed or is up. */
  hasCallUnderWay(leadId: string): boolean
  isSuppressed(phone: string): boolean
  /** Calls still in line go to the lead's new number; the gate judges it before each dial. */
  renumberQueued(leadId: string, phone: string): void
}

/** The states that a ZIP code lies in when the state beside it cannot be right, else null. */
export type OtherStatesOfZip = (address: Pick<Address, 'state' | 'zip'>) => readonly string[] | null

export interface EditLeadParts extends LeadEdits {
  readonly phones: PhoneNumbers
  readonly otherStatesOfZip: OtherStatesOfZip
  readonly activity: ActivityLog
  readonly transactions: Transactions
  readonly clock: Clock
}

/** Corrects a lead by hand. Everything the gate looks at (number, address) is read anew from then on. Throws `Refused`, and then nothing is changed. */
export function editLead(leadId: string, change: Omit<LeadChange, 'lead_id'>, parts: EditLeadParts): Lead {
  const { leads, transactions, activity, clock } = parts
  const nowMs = clock.nowMs()
  return transactions.run(() => {
    const before = found(leads.get(leadId), 'lead', leadId)
    const after = edited(before, change, parts, nowMs)
    const changed = changedParts(before, after)
    if (changed.length === 0) return before
    if (after.phone !== before.phone) {
      assertNumberMayChange(before, after, parts)
      parts.renumberQueued(leadId, after.phone)
    }
    leads.replace(after)
    activity.append(
      'lead_changed',
      `${after.name} was edited: ${changed.join(', ')}`,
      { lead_id: leadId },
      nowMs,
    )
    return after
  })
}

function assertNumberMayChange(before: Lead, after: Lead, edits: LeadEdits): void {
  if (edits.isSuppressed(before.phone))
    throw new Refused(
      'conflict',
      'This number is on the do-not-call list',
      `${before.name} asked not to be called. The number of such a lead cannot be replaced, and the list is not changed by editing the lead.`,
    )
  const other = edits.leads.idByPhone(after.phone)
  if (other !== null && other !== before.leadId)
    throw new Refused(
      'conflict',
      'Another lead has this number',
      `${phoneWords(after.phone)} belongs to ${edits.leads.get(other)?.name ?? 'another lead'}. Each number is kept once.`,
    )
  if (edits.hasCallUnderWay(before.leadId))
    throw new Refused(
      'conflict',
      'A call with this lead is under way',
      `Change the number of ${before.name} when the call has ended.`,
    )
}

/** The lead with what was said in place of what was known. An address that moves takes its map position away: nothing may be claimed of a neighborhood that is not its own. */
function edited(
  lead: Lead,
  change: Omit<LeadChange, 'lead_id'>,
  { phones, otherStatesOfZip }: Pick<EditLeadParts, 'phones' | 'otherStatesOfZip'>,
  nowMs: number,
): Lead {
  const problems = new Problems()
  const today = isoInstant(nowMs).slice(0, 10)
  const read = (text: string, field: string): string => {
    const reading = phones.read(text)
    if (!reading.ok) problems.add(field, `"${text}" is ${reading.reason}`)
    return reading.ok ? reading.phone : text
  }
  const phone = change.phone === undefined ? lead.phone : read(change.phone, 'phone')
  const others = change.other_phones?.map((text) => read(text, 'other_phones')) ?? lead.otherPhones
  const address = addressAfter(lead.address, change.address ?? {}, otherStatesOfZip, problems)
  const roof = roofAfter(lead.roof, change.roof ?? {}, today, problems)
  problems.throwIfAny()
  const moved = (Object.keys(address) as (keyof Address)[]).some(
    (part) => address[part] !== lead.address[part],
  )
  return {
    ...lead,
    name: change.name ?? lead.name,
    phone,
    otherPhones: [...new Set(others)].filter((other) => other !== phone),
    email: change.email === undefined ? lead.email : change.email,
    address,
    location: change.location === undefined ? (moved ? null : lead.location) : change.location,
    roof,
    notes: change.notes === undefined ? lead.notes : change.notes,
    score: scoreOf(roof, today),
    updatedAtMs: nowMs,
  }
}

function addressAfter(
  known: Address,
  said: Partial<Address>,
  otherStatesOfZip: OtherStatesOfZip,
  problems: Problems,
): Address {
  const address = { ...known, ...said }
  const state = address.state === null ? null : stateCode(address.state)
  if (said.state && state !== null && !isStateCode(state))
    problems.add('address.state', `"${said.state}" is no state; write it like TX`)
  // An address that was imported so may keep it until somebody touches it.
  const others = said.zip || said.state ? otherStatesOfZip({ ...address, state }) : null
  if (others && state !== null && isStateCode(state))
    problems.add(
      'address.zip',
      `${address.zip} lies in ${others.map(stateName).join(' or ')}, and the state says ${stateName(state)}. One of the two is wrong`,
    )
  return { ...address, state }
}

/** An age and a year of installation never disagree: whichever was said last decides. */
function roofAfter(known: RoofFacts, said: Partial<RoofFacts>, today: string, problems: Problems): RoofFacts {
  const thisYear = Number(today.slice(0, 4))
  const roof: RoofFacts = { ...known, ...said }
  if (roof.installed_year !== null && roof.installed_year > thisYear)
    problems.add('roof.installed_year', `${roof.installed_year} has not come yet`)
  for (const field of ['last_hail_on', 'last_storm_on'] as const)
    if ((said[field] ?? '') > today) problems.add(`roof.${field}`, `${said[field]} has not come yet`)
  if (said.installed_year !== undefined && said.installed_year !== known.installed_year)
    return {
      ...roof,
      age_years: said.installed_year === null ? (said.age_years ?? null) : thisYear - said.installed_year,
    }
  if (said.age_years !== undefined && said.age_years !== known.age_years)
    return { ...roof, installed_year: null }
  return roof
}

class Problems {
  readonly #found: { path: string; message: string }[] = []

  add(path: string, message: string): void {
    this.#found.push({ path, message })
  }

  throwIfAny(): void {
    if (this.#found.length === 0) return
    const detail = this.#found.map(({ path, message }) => `${path}: ${message}`).join('; ')
    throw new Refused('invalid_input', 'The lead was not changed', detail, this.#found)
  }
}

const PARTS = {
  name: 'name',
  phone: 'phone',
  otherPhones: 'other phones',
  email: 'e-mail',
  address: 'address',
  location: 'map position',
  roof: 'roof',
  notes: 'notes',
} as const satisfies Partial<Record<keyof Lead, string>>

const changedParts = (before: Lead, after: Lead): string[] =>
  (Object.keys(PARTS) as (keyof typeof PARTS)[])
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map((part) => PARTS[part])
