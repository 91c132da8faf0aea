import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { basedOnWords } from '../leads/roof-words.ts'

/** What an opening rests on, as the facts of the lead tell it; `fact` names one of them. */
export function openingFactWords(fact: string, lead: LeadDetail | undefined): string {
  if (fact === 'neighborhood') return 'finished jobs and permits near the house'
  const finding = lead?.roof_findings.find(({ code }) => fact === `roof:${code}`)
  return finding ? basedOnWords(finding.based_on) : fact.replace(/^roof:/, '')
}
