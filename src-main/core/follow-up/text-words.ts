import type { ContractorProfile } from '../../../src-preload/contract/account.ts'
import { firstName, type Lead } from '../lead/lead.ts'
import { Refused } from '../refused.ts'

const PLACEHOLDERS = ['first_name', 'business', 'agent', 'callback_number', 'inspection'] as const

/** What a template says to one homeowner. */
export function fillIn(
  template: string,
  { lead, profile, inspection }: { lead: Lead; profile: ContractorProfile; inspection: string | null },
): string {
  const words: Record<string, string> = {
    first_name: firstName(lead) ?? 'there',
    business: profile.legal_name,
    agent: profile.agent_name,
    callback_number: profile.callback_number ? plainPhone(profile.callback_number) : 'our office',
    inspection: inspection ?? 'the day agreed',
  }
  return template.replace(/\{(\w+)\}/g, (mark, name: string) => words[name] ?? mark)
}

/** Refuses words in braces that nobody fills in: a homeowner must never read them. */
export function assertFillable(template: string): void {
  const unknown = [...template.matchAll(/\{(\w*)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !PLACEHOLDERS.some((known) => known === name))
  if (unknown.length === 0) return
  throw new Refused(
    'invalid_input',
    'The text has words in braces that are not known',
    `{${unknown[0]}} is not known. Known are ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}.`,
  )
}

/** compliance.md section 12: every text says who sends it and how to stop it, whatever the template says. */
export function lawfulText(text: string, legalName: string): string {
  const named = text.toLowerCase().includes(legalName.toLowerCase()) ? text : `${legalName}: ${text}`
  return /\bSTOP\b/.test(named) ? named : `${named} Reply STOP to opt out.`
}

const plainPhone = (phone: string): string => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3')
