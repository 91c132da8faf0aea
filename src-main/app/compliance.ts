import type { z } from 'zod'
import type { SuppressionInput } from '../../src-preload/contract/account.ts'
import type { ComposedLeads } from '../compose/leads.ts'
import type { Dialer } from '../core/campaign/dialer.ts'

export interface ComplianceAppParts {
  readonly consents: ComposedLeads['consents']
  readonly compliance: ComposedLeads['compliance']['desk']
  readonly exportEvidence: (id: string) => Promise<{ fileName: string; zip: Uint8Array }>
  readonly dialer: Pick<Dialer, 'numberSuppressed'>
}

/** The do-not-call list, consents, the calling rules and the evidence of having kept them. */
export function complianceApp({ consents, compliance, exportEvidence, dialer }: ComplianceAppParts) {
  return {
    ...compliance,
    suppressions: consents.suppressions,
    suppress(input: z.infer<typeof SuppressionInput>) {
      const suppression = consents.suppress({ ...input, source: 'entered by a person' })
      dialer.numberSuppressed(suppression.phone)
      return suppression
    },
    addConsent: consents.addConsent,
    evidence: exportEvidence,
  }
}
