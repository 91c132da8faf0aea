import type { z } from 'zod'
import type { ConsentInput, SuppressionInput } from '../../src-preload/contract/account.ts'
import type { CallingRules } from '../../src-preload/contract/compliance.ts'
import type { ConsentStore } from '../adapters/sqlite/consent-store.ts'
import type { Dialer } from '../core/campaign/dialer.ts'
import type { Clock } from '../core/clock.ts'
import { consentDateProblem } from '../core/compliance/consent.ts'
import { Refused } from '../core/refused.ts'
import type { Body, ComplianceDesk } from './compliance-desk.ts'

export interface ComplianceAppParts {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly consents: Pick<ConsentStore, 'suppressions' | 'suppress' | 'addConsent'>
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: () => number
  readonly complianceDesk: ComplianceDesk
  readonly exportEvidence: (id: string) => Promise<{ fileName: string; zip: Uint8Array }>
  readonly dialer: Pick<Dialer, 'numberSuppressed'>
}

/** The do-not-call list, consents, the calling rules and the evidence of having kept them. */
export function complianceApp(parts: ComplianceAppParts) {
  const { clock, consents, factsUntilMs, complianceDesk: desk, exportEvidence, dialer } = parts
  return {
    rules: () => desk.rules(),
    setRules: (changes: Partial<CallingRules>) => desk.setRules(changes),
    lists: () => desk.lists(),
    importList: (list: string, body: Body, asOf: string | null) => desk.importList(list, body, asOf),
    importReassigned: (body: Body, checkedOn: string | null) => desk.importReassigned(body, checkedOn),
    reassignedQuestions: () => desk.reassignedQuestions(),
    importConsents: (body: Body) => desk.importConsents(body),
    attach: (consentId: string, fileName: string, body: Body) => desk.attach(consentId, fileName, body),
    documents: (consentId: string) => desk.documents(consentId),
    suppressions: consents.suppressions,
    suppress(input: z.infer<typeof SuppressionInput>) {
      const suppression = consents.suppress({ ...input, source: 'entered by a person' }, clock.nowMs())
      dialer.numberSuppressed(suppression.phone)
      return suppression
    },
    addConsent(input: z.infer<typeof ConsentInput>) {
      assertSane(Date.parse(input.captured_at), factsUntilMs())
      return consents.addConsent(input, clock.nowMs())
    },
    evidence: exportEvidence,
  }
}

function assertSane(capturedAtMs: number, untilMs: number): void {
  const problem = consentDateProblem(capturedAtMs, untilMs)
  if (problem === null) return
  throw new Refused(
    'invalid_input',
    'The date of the consent cannot be right',
    `captured_at: ${problem}. Give the moment at which the homeowner agreed; nothing was recorded.`,
  )
}
