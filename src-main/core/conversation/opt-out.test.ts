import { describe, expect, it } from 'vitest'
import { isOptOut } from './opt-out.ts'

const REQUESTS = [
  'Stop calling me.',
  'Please stop calling.',
  'Quit calling me',
  "Don't call me again",
  'Do not call here anymore',
  'Never call this number again',
  'Take me off your list',
  'Take my name off the list please',
  'Get me off this list',
  'Remove me from your list',
  'Remove my number',
  'Delete my number',
  'Put me on your do not call list',
  'I want to be on the do not call list',
  'Unsubscribe',
  'I want to opt out',
  'Lose my number',
  'Leave me alone',
  "I don't want any more calls",
  "I don't want you calling me",
  'No more calls please',
  'I asked you people not to call',
  'Stop bothering us',
  'Cease contacting me',
  "Don't ever call back",
  'No me llame',
  'No me llamen más',
  'Deje de llamar',
  'Quíteme de su lista',
  'No quiero más llamadas',
  "y'all need to stop calling my house",
  'Would you please remove us from your calling list',
]
const HARMLESS = [
  "Don't call me before noon",
  "Don't call tomorrow, call Friday",
  'Stop by any time',
  'I did not call the insurance',
  'They never called me back',
  'Why did not they call',
  "Don't hesitate to come over",
  'The rain will not stop',
  'I want to stop the leak',
  'Call me later',
  'Can you call my husband',
  "Don't call my wife, call me",
  'Take off your shoes',
  'I would like the gutters removed',
  'Is that your number',
  'Hold on, stop, what did you say',
  'The insurance adjuster never called',
  'I need to take the dog off the roof deck',
  'Do you call before you come',
  "Don't call it a leak yet",
]

describe('the opt-out matcher', () => {
  it.each(REQUESTS)('hears "%s" as a request to stop', (text) => expect(isOptOut(text)).toBe(true))
  it.each(HARMLESS)('hears "%s" as nothing of the kind', (text) => expect(isOptOut(text)).toBe(false))
})
