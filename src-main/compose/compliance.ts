import { readConsents, readNumbers, readReassigned } from '../adapters/csv/number-lists.ts'
import { callingLists } from '../adapters/sqlite/calling-lists.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { ComplianceDesk, type ComplianceDeskParts } from '../app/compliance-desk.ts'
import type { PhoneNumbers } from '../core/lead/phone-numbers.ts'

export interface ComplianceParts extends Omit<ComplianceDeskParts, 'lists' | 'read'> {
  readonly db: Db
  readonly phones: PhoneNumbers
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: () => number
}

/** What a contractor sets and uploads for the gate, on the database and from CSV files. */
export const composeCompliance = ({ db, phones, factsUntilMs, ...parts }: ComplianceParts): ComplianceDesk =>
  new ComplianceDesk({
    ...parts,
    lists: callingLists(db),
    read: {
      numbers: (body) => readNumbers(body, phones),
      reassigned: (body) => readReassigned(body, phones),
      consents: (body) => readConsents(body, phones, factsUntilMs()),
    },
  })
