import { describe, expect, it } from 'vitest'
import { callsStillInLine, heldByWallet, pausedWords } from './campaign-words.ts'

describe('the words around pausing and canceling', () => {
  it('say that calls under way go on', () => {
    expect(pausedWords(1)).toContain('1 call under way goes on to the end')
    expect(pausedWords(4)).toContain('4 calls under way go on to the end')
    expect(pausedWords(0)).not.toContain('under way')
  })

  it('count the calls that will not be made', () => {
    expect(callsStillInLine(1)).toBe('1 call still in line is not made.')
    expect(callsStillInLine(12)).toBe('12 calls still in line are not made.')
    expect(callsStillInLine(0)).toBe('No call is in line.')
  })
})

it('says of a campaign that calls, and of no other, that spending is paused', () => {
  expect(heldByWallet('running', { paused: true })).toBe('Paused: spending is paused')
  expect(heldByWallet('running', { paused: false })).toBeNull()
  expect(heldByWallet('running', undefined)).toBeNull()
  expect(heldByWallet('completed', { paused: true })).toBeNull()
})
