import { describe, expect, it } from 'vitest'
import { type CallFacts, noFactsYet } from '../call-facts.ts'
import { interestAfter, outcomeOf, plainSummary } from './outcome.ts'

const answered = (facts: Partial<CallFacts>): CallFacts => ({ ...noFactsYet(), answered: true, ...facts })

describe('the outcome of a call that somebody answered', () => {
  it.each(['trouble', 'shutdown'])('is a failure of ours when it was ended by %s', (endReason) => {
    expect(outcomeOf(answered({ endReason }), 'talked')).toBe('failed')
  })

  it('is what was agreed, even when a technical problem ended it afterwards', () => {
    expect(outcomeOf(answered({ endReason: 'trouble', booked: true }), 'talked')).toBe('booked')
    expect(outcomeOf(answered({ endReason: 'trouble', optedOut: true }), 'talked')).toBe('do_not_call')
    expect(outcomeOf(answered({ endReason: 'shutdown', callbackAgreed: true }), 'talked')).toBe('callback')
  })

  it('is a hang-up when nothing of ours broke', () => {
    expect(outcomeOf(answered({}), 'talked')).toBe('hung_up')
  })
})

describe('the plain account of a failed call', () => {
  it('does not say that the homeowner hung up, nor that an answered call could not be placed', () => {
    expect(plainSummary('failed', 'Alex Sample', true, []).summary).toBe(
      'A technical problem ended the call with Alex Sample; they did not hang up.',
    )
    expect(plainSummary('failed', 'Alex Sample', false, []).summary).toBe('The call could not be placed.')
  })
})

describe('the interest that a summary saw', () => {
  const TALKED = ['Hello?', 'There is a leak above the kitchen, but I have to think about it.']

  it.each([
    ['do_not_call', 'none'],
    ['wrong_number', 'none'],
    ['not_interested', 'cold'],
    ['booked', 'hot'],
  ] as const)('does not outweigh that the call ended as %s', (outcome, interest) => {
    expect(interestAfter(outcome, 'warm', TALKED)).toBe(interest)
  })

  it.each(['hung_up', 'failed'] as const)(
    'is none to speak of when they only greeted and it %s',
    (outcome) => {
      expect(interestAfter(outcome, 'warm', ['Hello?', 'Yes?'])).toBe('unknown')
      expect(interestAfter(outcome, 'warm', [])).toBe('unknown')
      expect(interestAfter(outcome, 'warm', TALKED)).toBe('warm')
    },
  )
})
