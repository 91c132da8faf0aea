import type { Address, RoofFacts } from '../../../src-preload/contract/leads.ts'

/** A homeowner as imported: who, where, and what is known about the roof. */
export interface Lead {
  readonly leadId: string
  readonly name: string
  readonly phone: string
  readonly otherPhones: readonly string[]
  readonly email: string | null
  readonly address: Address
  readonly location: { readonly latitude: number; readonly longitude: number } | null
  readonly roof: RoofFacts
  readonly source: string | null
  readonly notes: string | null
  readonly score: number
  readonly importedAtMs: number
  readonly updatedAtMs: number
}

export interface LeadReader {
  get(leadId: string): Lead | null
}

const TITLE = /^(mr|mrs|ms|mx|miss|dr|prof|rev|sr|sra|srta)$/i

/** The name to greet a person by, or null when the row names no person. */
export function firstName({ name }: { readonly name: string }): string | null {
  const first = name.trim().split(/\s+/)[0] ?? ''
  return /^[\p{L}'’-]{2,}$/u.test(first) &&
    !TITLE.test(first) &&
    !/^(unknown|owner|homeowner|resident|the)$/i.test(first)
    ? first
    : null
}
