import { US_STATES } from '../../../../src-preload/contract/us-states.ts'

const codeByName = new Map([
  ...Object.entries(US_STATES).map(([code, name]) => [name.toUpperCase().replaceAll('.', ''), code] as const),
  ['VIRGIN ISLANDS', 'VI'] as const,
  ['TEX', 'TX'] as const,
])

/** One of the two-letter codes, as `stateCode` gives them. */
export const isStateCode = (code: string): boolean => Object.hasOwn(US_STATES, code)

/** "Texas", "tx", "Tex." and "US-TX" are TX. What is no state stays as it was written, and the gate refuses it. */
export function stateCode(text: string): string {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/^US[- ]/, '')
    .replaceAll('.', '')
  return codeByName.get(plain) ?? plain
}
