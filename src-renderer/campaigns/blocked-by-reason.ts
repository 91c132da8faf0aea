import type { BlockedLead } from '../../src-preload/contract/campaigns.ts'
import type { PermissionCode } from '../../src-preload/contract/permission-codes.ts'

/** What is true of every lead with this reason, where the reason itself names a day, a state or a seller of one lead. */
const FOR_ALL: Readonly<Record<PermissionCode, string>> = {
  'rules-too-old': 'The calling rules in this version are too old. Update Ridgeline.',
  'toll-free-number': 'Toll-free numbers, which belong to businesses and may not be dialed.',
  'premium-number': 'Premium-rate numbers, which may not be dialed.',
  'special-number': 'Special-purpose numbers, which may not be dialed.',
  'not-a-us-number':
    'Numbers outside the United States: Ridgeline does not know the law there and never calls them.',
  'invalid-number': 'Not valid phone numbers.',
  'no-caller-id': 'You have not set the caller ID that calls show.',
  'no-callback-number': 'You have not set the number at which you can be called back.',
  'seller-unknown': 'Your registered business name is not set, so no consent can be matched to you.',
  'consent-without-ai-calls': 'The consent on file does not cover calls with an artificial voice.',
  'consent-without-text': 'The words that the homeowner agreed to are not on file.',
  'consent-unsigned': 'Nothing on file shows that the consent was signed.',
  'number-reassigned': 'The number was given up by the one who consented. A newer consent lifts it.',
  'number-may-be-reassigned':
    'Nobody has checked lately whether the number was given up. Import such a check, or renew the consent.',
  'registry-not-checked':
    'The national do-not-call registry is not on file, or is too old. Written consent that names you makes that unnecessary.',
  'on-national-registry':
    'On the national do-not-call registry. Written consent that names you would lift that.',
  'on-state-list': 'On the do-not-call list of a state.',
  'state-list-missing': 'The do-not-call list of the state is missing or too old. Upload a new one.',
  'do-not-call': 'On your do-not-call list.',
  'no-consent': 'No written consent to A.I. calls is on file.',
  'consent-other-seller': 'The consent on file names another company than yours.',
  'consent-in-future': 'The consent on file is dated in the future.',
  'consent-too-old': 'The consent is too old. Ask the homeowner to confirm it.',
  'unknown-location':
    'The state of the house, or the calling rules for it, are not known. Import the leads again with ZIP code or state.',
  'state-not-confirmed':
    'In a state for which you have not confirmed that you are registered or exempt. Do so in the settings.',
  'ai-calls-off-in-state':
    'In a state whose law on automated calls may forbid A.I. calls; they stay off there.',
  'outside-hours': 'Outside the hours in which calls are allowed.',
  'called-recently': 'Called less than 20 hours ago.',
  'too-many-calls': 'Called as often as is allowed for now.',
  'too-many-calls-this-month': 'Called as often as is allowed in 30 days.',
  'inspection-ahead': 'Have an inspection ahead. They may be called again once it is over.',
  'wrong-number': 'Said that it is the wrong number. A newer consent for the number lifts it.',
  'not-interested':
    'Said that they are not interested. They may be called again when they ask for it: a newer consent lifts it.',
  'consent-without-texts': 'The consent on file does not cover texts.',
  'texting-not-checked': 'Whether your number is registered for texting could not be found out.',
  'texting-pending': 'Your number is still being registered for texting.',
  'texting-not-registered': 'Your number is not registered for texting.',
  'texted-recently': 'Got a text less than 12 hours ago.',
}

/** The reasons by how many leads they block, the commonest first, in words that hold for each of these leads. */
export function blockedByReason(
  blocked: BlockedLead[],
): { code: PermissionCode; message: string; leads: number }[] {
  const groups = Map.groupBy(
    blocked.flatMap(({ reasons }) => reasons),
    ({ code }) => code,
  )
  return [...groups]
    .map(([code, reasons]) => {
      const [first, ...others] = new Set(reasons.map(({ message }) => message))
      const one = others.length === 0 ? first : undefined
      return { code, message: one ?? FOR_ALL[code], leads: reasons.length }
    })
    .sort((a, b) => b.leads - a.leads)
}
