import { DAY_MS, daysFromCivil, isoInstant } from '../time.ts'

/** One row of consent evidence. Rows are only ever added; the newest that names the seller speaks. */
export interface ConsentRecord {
  readonly consentId: string
  readonly phone: string
  readonly coversAiCalls: boolean
  readonly coversTexts: boolean
  readonly capturedAtMs: number
  readonly channel: string
  readonly seller: string
  readonly textShown: string
  readonly pageUrl: string | null
  readonly ip: string | null
  readonly signature: string | null
  /** Null when a person entered it by hand. */
  readonly importedFrom: string | null
}

/** The one consent that decides: the newest for this seller, or else the newest there is. Takes them newest first. */
export function decidingConsent(consents: readonly ConsentRecord[], legalName: string): ConsentRecord | null {
  return consents.find((consent) => isSameSeller(consent.seller, legalName)) ?? consents[0] ?? null
}

/** "SUMMIT RIDGE ROOFING, L.L.C." is "Summit Ridge Roofing LLC"; "Summit Roofing" is somebody else. */
export function isSameSeller(named: string, legalName: string): boolean {
  const wanted = plainName(legalName)
  return wanted !== '' && plainName(named) === wanted
}

const LEGAL_FORMS = new Set(
  'llc inc incorporated corp corporation co company ltd limited lp llp pllc pc the'.split(' '),
)

function plainName(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}.'’]/gu, '')
    .replaceAll('&', ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const kept = words.filter((word) => !LEGAL_FORMS.has(word))
  return (kept.length > 0 ? kept : words).join(' ')
}

/** A signature in the sense of E-SIGN: a typed or drawn name, a ticked box with its page or address. */
export const isSigned = ({ signature, ip, pageUrl }: ConsentRecord): boolean =>
  Boolean(signature || ip || pageUrl)

/** Nobody agreed to A.I. calls in a form that counts before there were electronic signatures (E-SIGN Act, October 2000). */
const EARLIEST_CONSENT_MS = daysFromCivil(2000, 10, 1) * DAY_MS

/** Why the date of a consent cannot be right, or null. `untilMs` is now, with some slack for clocks that differ. */
export function consentDateProblem(capturedAtMs: number, untilMs: number): string | null {
  if (capturedAtMs > untilMs) return `the consent is dated in the future, ${isoInstant(capturedAtMs)}`
  if (capturedAtMs < EARLIEST_CONSENT_MS)
    return `the consent is dated ${isoInstant(capturedAtMs).slice(0, 10)}, before any such consent could be given`
  return null
}
