import { describe, expect, it } from 'vitest'
import { asSentence, plainTrouble } from './plain-trouble.ts'
import { Refused } from './refused.ts'
import { VendorFailure } from './vendor-failure.ts'

describe('what a person is told of a failure', () => {
  it.each([
    [
      'telnyx',
      'refused',
      'the phone carrier (Telnyx) refused the request; check its key in Settings and its account',
    ],
    ['anthropic', 'rate_limited', 'Claude takes no more requests for the moment'],
    ['deepgram', 'timed_out', 'the speech recognition (Deepgram) did not answer in time'],
    ['something-new', 'unavailable', 'a service that the call needs could not be reached'],
  ] as const)('names the service and not its words: %s, %s', (vendor, code, words) => {
    expect(plainTrouble(new VendorFailure(vendor, code, 'HTTP 500: net::ERR_42'))).toBe(words)
  })

  it('is the relay’s own sentence, and that of a refusal', () => {
    const relay = new VendorFailure('relay', 'unavailable', 'The relay cannot be reached.')
    expect(plainTrouble(relay)).toBe('The relay cannot be reached')
    expect(plainTrouble(new Refused('not_ready', 'Not yet', 'Enter a caller ID.'))).toBe('Enter a caller ID')
  })

  it('asks for room where the disk is full', () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    expect(plainTrouble(full)).toBe('the disk of this computer is full; make room on it')
  })

  it('says of a fault of our own only where its details are', () => {
    const words = plainTrouble(new TypeError("Cannot read properties of undefined (reading 'x')"))
    expect(asSentence(words)).toBe('Something went wrong inside Ridgeline; its log has the details.')
  })
})
