import { Refused } from './refused.ts'
import { VendorFailure } from './vendor-failure.ts'

/**
 * What went wrong, in a clause that a person understands, and what to do where something can be done: no codes and no
 * words of a vendor. The error's own message is for the log.
 */
export function plainTrouble(error: unknown): string {
  if (error instanceof Refused) return withoutPeriod(error.detail)
  // The relay is ours: its failures are told in plain words from the start.
  if (error instanceof VendorFailure)
    return error.vendor === 'relay' ? withoutPeriod(error.message) : CLAUSES[error.code](nameOf(error))
  if (isDiskFull(error)) return 'the disk of this computer is full; make room on it'
  return 'something went wrong inside Ridgeline; its log has the details'
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC')

const CLAUSES: Readonly<Record<VendorFailure['code'], (vendor: string) => string>> = {
  refused: (vendor) => `${vendor} refused the request; check its key in Settings and its account`,
  rate_limited: (vendor) => `${vendor} takes no more requests for the moment`,
  timed_out: (vendor) => `${vendor} did not answer in time`,
  unavailable: (vendor) => `${vendor} could not be reached`,
  garbled: (vendor) => `${vendor} gave an answer that cannot be used`,
  unclear: (vendor) => `${vendor} gave no clear answer`,
}

const NAMES: Readonly<Record<string, string>> = {
  telnyx: 'the phone carrier (Telnyx)',
  vapi: 'Vapi',
  anthropic: 'Claude',
  model: 'Claude',
  deepgram: 'the speech recognition (Deepgram)',
  elevenlabs: 'the voice service (ElevenLabs)',
  recogniser: 'the speech recognition',
  voice: 'the voice service',
  smtp: 'the mail server',
}

const nameOf = ({ vendor }: VendorFailure): string => NAMES[vendor] ?? 'a service that the call needs'

const withoutPeriod = (sentence: string): string => sentence.replace(/\.$/, '')

/** The same as a sentence of its own. */
export const asSentence = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.?!]$/.test(clause) ? '' : '.'}`
