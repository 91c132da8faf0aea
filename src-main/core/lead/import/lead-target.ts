import type { PhoneNumbers } from '../phone-numbers.ts'
import type { LeadDraft } from './lead-draft.ts'
import { type Consent, leadFromRow } from './lead-row.ts'
import { hashOf } from './row-hash.ts'
import type { RowReader } from './row-reader.ts'

/** What became of one row. */
export type Written =
  | { readonly was: 'imported' | 'updated' }
  | { readonly was: 'skipped'; readonly reason: string }

/** Takes rows of one kind. Reading needs no database; writing happens later, in the transaction of a batch. */
export interface ImportTarget {
  read(row: RowReader, line: number, rowHash: number): (() => Written) | { readonly reason: string }
}

export interface LeadTargetParts {
  readonly leads: {
    idByPhone(phone: string): string | null
    upsert(draft: LeadDraft, atMs: number): { readonly leadId: string; readonly was: 'imported' | 'updated' }
    mergeInto(leadId: string, draft: LeadDraft, atMs: number): void
  }
  readonly consents: { record(consent: Consent, atMs: number): boolean }
  readonly phones: PhoneNumbers
  readonly fileName: string
  readonly nowMs: number
}

/** Beyond this many people a file's own doubles are still merged by phone, only no longer by record id or e-mail. */
const REMEMBERED_PEOPLE = 400_000

interface Seen {
  readonly leadId: string
  readonly line: number
  readonly rowHash: number
}

/** Homeowners: one lead per phone, and one per person where the file itself tells that two rows are the same person. */
export function leadTarget({ leads, consents, phones, fileName, nowMs }: LeadTargetParts): ImportTarget {
  // Numbers as keys: a text cut from the file would keep the whole piece around it in memory.
  const seenByPhone = new Map<number, Seen>()
  const seenByPerson = new Map<number, Seen>()

  function write(
    draft: LeadDraft,
    consent: Consent | null,
    people: readonly number[],
    line: number,
    rowHash: number,
  ): Written {
    const twin = seenByPhone.get(numberOf(draft.phone))
    if (twin?.rowHash === rowHash) return { was: 'skipped', reason: `duplicate of line ${twin.line}` }
    if (consent) consents.record(consent, nowMs)
    const person = people.map((key) => seenByPerson.get(key)).find((seen) => seen !== undefined)
    if (person && !twin && leads.idByPhone(draft.phone) === null) {
      leads.mergeInto(person.leadId, draft, nowMs)
      remember(draft.phone, people, { leadId: person.leadId, line, rowHash })
      return { was: 'updated' }
    }
    const { leadId, was } =
      twin && leads.idByPhone(draft.phone) === null ? merged(twin.leadId, draft) : leads.upsert(draft, nowMs)
    remember(draft.phone, people, { leadId, line, rowHash })
    return { was }
  }

  /** The phone is a second number of a lead that this file already named. */
  function merged(leadId: string, draft: LeadDraft): { leadId: string; was: 'updated' } {
    leads.mergeInto(leadId, draft, nowMs)
    return { leadId, was: 'updated' }
  }

  function remember(phone: string, people: readonly number[], seen: Seen): void {
    if (seenByPhone.size >= REMEMBERED_PEOPLE) return
    if (!seenByPhone.has(numberOf(phone))) seenByPhone.set(numberOf(phone), seen)
    for (const key of people) if (!seenByPerson.has(key)) seenByPerson.set(key, seen)
  }

  return {
    read(row, line, rowHash) {
      const found = leadFromRow(row, phones, `${fileName}, line ${line}`, nowMs)
      if (!found.ok) return { reason: found.reason }
      const { draft, consent, externalId } = found
      const people = personKeys(draft, externalId)
      return () => write(draft, consent, people, line, rowHash)
    },
  }
}

/** The same record id, or the same name, e-mail and street, is the same person. */
function personKeys({ name, email, address }: LeadDraft, externalId: string | null): number[] {
  const keys = externalId ? [hashOf(['id', externalId])] : []
  if (name && email) keys.push(hashOf([name.toLowerCase(), email, address.street?.toLowerCase() ?? '']))
  return keys
}

const numberOf = (phone: string): number => Number(phone.slice(1))
