import { DAY_MS } from '../time.ts'
import { type ConsentRecord, decidingConsent, isSameSeller, isSigned } from './consent.ts'
import { dayOf, type GateFacts, type Objection, objection } from './gate-facts.ts'

/** Rows 3 and 4: at once and for good. Only a consent signed afterwards and entered by a person ends it (section 6). */
export function notOnDoNotCallList(facts: GateFacts): Objection | null {
  const { suppression } = facts
  if (!suppression) return null
  const consent = theConsent(facts)
  const consentedAnew =
    consent?.importedFrom === null &&
    Boolean(consent.signature) &&
    consent.capturedAtMs > suppression.atMs &&
    isWritten(facts)
  if (consentedAnew) return null
  return objection(
    'do-not-call',
    `This number is on your do-not-call list since ${dayOf(suppression.atMs, facts.place)}: ${suppression.reason}.`,
  )
}

/** Row 1 (and 27): prior express written consent, to this seller, for this number, that covers artificial voices. */
export function writtenConsent(facts: GateFacts): Objection | null {
  const { legalName, nowMs } = facts
  const consent = theConsent(facts)
  if (legalName.trim() === '') {
    return objection(
      'seller-unknown',
      'Your registered business name is not set, so no consent can be matched to you.',
    )
  }
  if (!consent) return objection('no-consent', 'No written consent to A.I. calls is on file for this number.')
  if (!isSameSeller(consent.seller, legalName)) {
    return objection(
      'consent-other-seller',
      `The consent on file names ${consent.seller || 'nobody'}, not ${legalName}.`,
    )
  }
  if (!consent.coversAiCalls) {
    return objection(
      'consent-without-ai-calls',
      'The consent on file does not cover calls with an artificial voice.',
    )
  }
  if (consent.textShown.trim() === '')
    return objection('consent-without-text', 'The words that the homeowner agreed to are not on file.')
  if (!isSigned(consent)) {
    return objection(
      'consent-unsigned',
      'Nothing on file shows that the consent was signed: a signature, the page or the IP address.',
    )
  }
  if (!(consent.capturedAtMs <= nowMs)) {
    return objection(
      'consent-in-future',
      `The consent on file is dated ${dayOf(consent.capturedAtMs, facts.place)}, which is in the future.`,
    )
  }
  return null
}

/** Row 2. */
export function consentIsRecent(facts: GateFacts): Objection | null {
  const consent = theConsent(facts)
  const { consentGoodForDays } = facts.rules
  if (!consent || !isWritten(facts) || consentAgeDays(consent, facts) <= consentGoodForDays) return null
  return objection(
    'consent-too-old',
    `The consent of ${dayOf(consent.capturedAtMs, facts.place)} is older than ${consentGoodForDays} days. Ask the homeowner to confirm it.`,
  )
}

export const theConsent = ({ consents, legalName }: GateFacts): ConsentRecord | null =>
  decidingConsent(consents, legalName)
/** Prior express written consent that names this seller: also the ground for calling a registered number. */
export const isWritten = (facts: GateFacts): boolean => writtenConsent(facts) === null
export const consentAgeDays = (consent: ConsentRecord, { nowMs }: GateFacts): number =>
  (nowMs - consent.capturedAtMs) / DAY_MS
