import type { OtherStatesOfZip } from '../edit-lead.ts'
import type { PhoneNumbers } from '../phone-numbers.ts'
import { type LeadDraft, NAMELESS } from './lead-draft.ts'
import { type Consent, leadFromRow } from './lead-row.ts'
import { hashOf } from './row-hash.ts'
import type { RowReader } from './row-reader.ts'

/** What became of one row. */
export type Written =
  | {
      readonly was: 'imported' | 'updated'
      readonly merged?: Merged
    }
  | { readonly was: 'skipped'; readonly reason: string }

/** The row is about somebody whom an earlier row of the file had named. */
export interface Merged {
  readonly intoLine: number
  readonly same: 'phone' | 'person'
  readonly keptName: string
  /** Null when both rows say the same name, or one says none. */
  readonly droppedName: string | null
}

/** Takes rows of one kind. Reading needs no database; writing happens later, in the transaction of a batch. */
export interface ImportTarget {
  read(row: RowReader, line: number, rowHash: number): (() => Written) | { readonly reason: string }
  /**
   * How many leads of the file have no consent to A.I. calls on file, once all rows are written: part by part, so that
   * others have their turn in between. Left out where nobody is called.
   */
  withoutConsent?(): Iterable<number>
}

export interface LeadTargetParts {
  readonly leads: {
    idByPhone(phone: string): string | null
    upsert(draft: LeadDraft, atMs: number): { readonly leadId: string; readonly was: 'imported' | 'updated' }
    mergeInto(leadId: string, draft: LeadDraft, atMs: number): void
    nameOf(leadId: string): string | null
  }
  readonly consents: {
    record(consent: Consent, atMs: number): boolean
    countWithoutConsent(phones: readonly string[]): number
  }
  readonly phones: PhoneNumbers
  readonly otherStatesOfZip: OtherStatesOfZip
  readonly fileName: string
  readonly nowMs: number
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: number
}

/** Beyond this many people a file's own doubles are still merged by phone, only no longer by record id or e-mail. */
const REMEMBERED_PEOPLE = 400_000
/** So many numbers are looked up at once: a few milliseconds. */
const LOOKED_UP_AT_ONCE = 2_000

interface Seen {
  readonly leadId: string
  readonly line: number
  readonly rowHash: number
}

/** Homeowners: one lead per phone, and one per person where the file itself tells that two rows are the same person. */
export function leadTarget(parts: LeadTargetParts): ImportTarget {
  const { leads, consents, phones, otherStatesOfZip, fileName, nowMs, factsUntilMs } = parts
  // Numbers as keys: a text cut from the file would keep the whole piece around it in memory.
  const seenByPhone = new Map<number, Seen>()
  const seenByPerson = new Map<number, Seen>()
  const phonesOfLeads: number[] = []

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
    if (person && !twin && leads.idByPhone(draft.phone) === null)
      return mergedWith(person, 'person', draft, people, { line, rowHash })
    if (twin) return mergedWith(twin, 'phone', draft, people, { line, rowHash })
    const { leadId, was } = leads.upsert(draft, nowMs)
    remember(draft.phone, people, { leadId, line, rowHash })
    phonesOfLeads.push(numberOf(draft.phone))
    return { was }
  }

  function mergedWith(
    seen: Seen,
    same: Merged['same'],
    draft: LeadDraft,
    people: readonly number[],
    row: { readonly line: number; readonly rowHash: number },
  ): Exclude<Written, { was: 'skipped' }> {
    const before = leads.nameOf(seen.leadId)
    leads.mergeInto(seen.leadId, draft, nowMs)
    remember(draft.phone, people, { leadId: seen.leadId, ...row })
    const keptName = leads.nameOf(seen.leadId) ?? NAMELESS
    const droppedName = before === keptName || before === NAMELESS ? null : before
    return { was: 'updated', merged: { intoLine: seen.line, same, keptName, droppedName } }
  }

  function remember(phone: string, people: readonly number[], seen: Seen): void {
    if (seenByPhone.size >= REMEMBERED_PEOPLE) return
    if (!seenByPhone.has(numberOf(phone))) seenByPhone.set(numberOf(phone), seen)
    for (const key of people) if (!seenByPerson.has(key)) seenByPerson.set(key, seen)
  }

  return {
    read(row, line, rowHash) {
      const found = leadFromRow(row, {
        phones,
        importedFrom: `${fileName}, line ${line}`,
        nowMs,
        factsUntilMs,
      })
      if (!found.ok) return { reason: found.reason }
      const { draft, consent, externalId } = found
      if (otherStatesOfZip(draft.address)) row.notUnderstood('zip_of_other_state')
      const people = personKeys(draft, externalId)
      return () => write(draft, consent, people, line, rowHash)
    },
    *withoutConsent() {
      for (let at = 0; at < phonesOfLeads.length; at += LOOKED_UP_AT_ONCE)
        yield consents.countWithoutConsent(
          phonesOfLeads.slice(at, at + LOOKED_UP_AT_ONCE).map((phone) => `+${phone}`),
        )
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
