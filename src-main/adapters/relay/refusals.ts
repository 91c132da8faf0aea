/** Why the link gave up, in words that tell a person what to do. */
import type { LinkEnd } from './link-connection.ts'
import type { PairingOutcome } from './pair-device.ts'

type PairingFailureCode = Extract<PairingOutcome, { paired: false }>['code']
export type GivesUpBecause =
  | Extract<LinkEnd, { why: 'refused' }>['code']
  | PairingFailureCode
  | 'no_pairing_code'
  | 'unreadable_code'
  | 'insecure_url'
  | 'turned_away'

export const sentenceFor = (code: GivesUpBecause): string => SENTENCES[code]

const SENTENCES: Record<GivesUpBecause, string> = {
  unknown_device: 'The relay does not know this computer. Pair it again with a new code.',
  removed:
    'This computer was removed from the relay. Pair it again with a new code, made on a computer that is still paired.',
  bad_proof: 'The relay did not accept the key of this computer. Pair it again with a new code.',
  wrong_host: 'The relay expects to be reached under another address.',
  superseded:
    'Another computer has taken over the relay. Close Ridgeline there, or use this one instead: Settings, Relay, Connect this computer.',
  protocol: 'The relay and this app do not understand each other. Update both.',
  not_our_relay: 'Another relay answers at this address than the one this computer was paired with.',
  no_pairing_open:
    'The relay is already paired. A paired computer makes the code for this one: Settings, Relay, Pair another computer.',
  code_expired:
    'The pairing code has expired. Make a new one: on a paired computer, or by "npm run relay -- pair" on the host of the relay.',
  wrong_code: 'The pairing code is wrong.',
  too_many_tries:
    'The pairing code was tried too often. Make a new one: on a paired computer, or by "npm run relay -- pair" on the host of the relay.',
  host_away: 'The computer that made the pairing code is not connected to the relay. Open Ridgeline there.',
  unknown_pairing: 'Pairing took too long. Try again.',
  malformed: 'The relay and this app do not understand each other. Update both.',
  slow_down: 'The relay asks to wait a minute.',
  unreachable: 'The relay cannot be reached.',
  no_pairing_code:
    'This computer is not paired with a relay yet. Enter the pairing code that the relay printed.',
  unreadable_code: 'The pairing code is incomplete or mistyped.',
  turned_away:
    'The relay let this computer in and closed the connection again, three times in a row. Something between the two does so (a proxy, an antivirus), or they do not fit together: update both, look at the log of the relay, then Settings, Relay, Connect this computer.',
  insecure_url: 'The relay address must start with https.',
}
