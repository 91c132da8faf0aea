import { describe, expect, it } from 'vitest'
import { callsStillInLine, engineDiffers, heldBack, launchedWords, pausedWords } from './campaign-words.ts'

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

it('says of a campaign that calls or is about to, and of no other, what holds it back', () => {
  const paused = [{ code: 'spending_paused' }] as const
  expect(heldBack('running', paused)).toBe('Paused: spending is paused')
  expect(heldBack('preparing', paused)).toBe('Paused: spending is paused')
  expect(heldBack('running', [{ code: 'relay_unreachable' }])).toBe('Waits for the relay')
  expect(heldBack('running', [])).toBeNull()
  expect(heldBack('running', undefined)).toBeNull()
  expect(heldBack('completed', paused)).toBeNull()
})

it('says of a launch that its calls are in line, and why they do not start', () => {
  expect(launchedWords(1, [])).toBe('Launched: 1 call in line.')
  expect(launchedWords(2, [{ message: 'No call can start: all spending is paused.' }])).toBe(
    'Launched: 2 calls in line. No call can start: all spending is paused.',
  )
})

it('says what is different where Vapi holds the calls, and nothing where it does not', () => {
  expect(engineDiffers('vapi')).toMatch(/not listen in or take over.*costs your wallet the same/)
  expect(engineDiffers('ridgeline')).toBeNull()
})
