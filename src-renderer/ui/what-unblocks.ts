import type { PermissionCode } from '../../src-preload/contract/permission-codes.ts'

/** The button on a lead that most of these sentences send a person to. */
export const ADD_CONSENT = 'Add consent evidence'

const ADD_IT = `on the lead (${ADD_CONSENT})`
const WIDER_CONSENT = `Add a consent that covers them ${ADD_IT}, or import the leads again with it.`

/** What a person can do about each reason, or that nothing can be done; null where time alone cures it. */
const WHAT_UNBLOCKS: Readonly<Record<PermissionCode, string | null>> = {
  'rules-too-old': 'Update Ridgeline.',
  'toll-free-number': 'Give the lead the homeowner’s own number.',
  'premium-number': 'Give the lead the homeowner’s own number.',
  'special-number': 'Give the lead the homeowner’s own number.',
  'not-a-us-number': 'Give the lead a number in the United States, if there is one.',
  'invalid-number': 'Correct the number of the lead.',
  'no-caller-id': 'Set it under Settings, Your company.',
  'no-callback-number': 'Set it under Settings, Your company.',
  'do-not-call':
    'Only the homeowner can change that: a written consent signed after that day, entered on the lead by hand.',
  'seller-unknown': 'Set it under Settings, Your company.',
  'no-consent': `Add the written consent ${ADD_IT}, or import the leads again with it.`,
  'consent-other-seller': `Only a written consent that names your company lifts that. Ask the homeowner for one and add it ${ADD_IT}.`,
  'consent-without-ai-calls': WIDER_CONSENT,
  'consent-without-text': `Add the consent with its words ${ADD_IT}.`,
  'consent-unsigned': `Add the consent with its signature, page or address ${ADD_IT}.`,
  'consent-in-future': 'Correct the day in your file and import it again, or add the consent on the lead.',
  'consent-too-old': `Ask the homeowner to confirm it and add that ${ADD_IT}.`,
  'number-reassigned': 'Only a consent given by whoever has the number now lifts that.',
  'number-may-be-reassigned':
    'Renew the consent, or hand a new check to the local API (POST /reassigned-numbers/import).',
  'registry-not-checked':
    'Hand the registry’s file to the local API (PUT /do-not-call-lists/US), or add a written consent that names you.',
  'on-national-registry': `Add a written consent that names you ${ADD_IT}.`,
  'on-state-list': 'Nothing but a newer list of that state without the number.',
  'state-list-missing':
    'Hand the state’s file to the local API (PUT /do-not-call-lists/ and the state, like TX).',
  'unknown-location': 'Give the lead its state and ZIP code.',
  'state-not-confirmed': 'Confirm the state under Settings, Your company.',
  'ai-calls-off-in-state': 'Nothing: call such homeowners yourself.',
  'outside-hours': null,
  'called-recently': null,
  'too-many-calls': null,
  'too-many-calls-this-month': null,
  'inspection-ahead': null,
  'wrong-number': 'Correct the number, or add a newer consent for it on the lead.',
  'not-interested': 'Only when they ask for it: a newer consent on the lead lifts it.',
  'consent-without-texts': WIDER_CONSENT,
  'texting-not-checked': null,
  'texting-pending': 'Nothing to do here: texts go out once the number is registered.',
  'texting-not-registered': 'Register it with your carrier for texting (10DLC).',
  'texted-recently': null,
}

/** One sentence or two for a person, or null where waiting is all. */
export const whatUnblocks = (code: PermissionCode): string | null => WHAT_UNBLOCKS[code]
