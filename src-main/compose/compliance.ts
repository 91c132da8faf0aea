import { readConsents, readNumbers, readReassigned } from '../adapters/csv/number-lists.ts'
import { callingRules } from '../adapters/sqlite/calling-rules.ts'
import { consentDocuments } from '../adapters/sqlite/consent-documents.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { doNotCallLists } from '../adapters/sqlite/do-not-call-lists.ts'
import { reassignedAnswers } from '../adapters/sqlite/reassigned-answers.ts'
import { ComplianceDesk, type ComplianceDeskParts } from '../app/compliance-desk.ts'
import type { PhoneNumbers } from '../core/lead/phone-numbers.ts'

export interface ComplianceParts
  extends Omit<ComplianceDeskParts, 'calling' | 'lists' | 'reassigned' | 'papers' | 'read'> {
  readonly db: Db
  readonly phones: PhoneNumbers
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: () => number
}

/** What a contractor sets and uploads for the gate, on the database and from CSV files. */
export const composeCompliance = ({ db, phones, factsUntilMs, ...parts }: ComplianceParts): ComplianceDesk =>
  new ComplianceDesk({
    ...parts,
    calling: callingRules(db),
    lists: doNotCallLists(db),
    reassigned: reassignedAnswers(db),
    papers: consentDocuments(db),
    read: {
      numbers: (body) => readNumbers(body, phones),
      reassigned: (body) => readReassigned(body, phones),
      consents: (body) => readConsents(body, phones, factsUntilMs()),
    },
  })
