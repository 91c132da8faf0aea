import { describe, expect, it } from 'vitest'
import {
  askedBefore,
  delayWords,
  listedAt,
  mailDraft,
  quotedVendor,
  templateWords,
  toldAfter,
} from './follow-up-words.ts'

describe('a delay', () => {
  it.each([
    [0, 'at once'],
    [1, '1 minute'],
    [90, '90 minutes'],
    [60, '1 hour'],
    [2_880, '2 days'],
  ])('of %i minutes is "%s"', (minutes, words) => {
    expect(delayWords(minutes)).toBe(words)
  })
})

it('a draft keeps its spaces, signs and lines, and nothing of it leaves the address or the body', () => {
  const draft = mailDraft({
    email: 'ann+roof@example.com',
    subject: 'Roof & gutters',
    text: 'Hello,\n1 + 1?',
  })
  expect(draft).toBe(
    'mailto:ann%2Broof%40example.com?subject=Roof%20%26%20gutters&body=Hello%2C%0A1%20%2B%201%3F',
  )
})

it('a text to be filled in is read with plain words in its places', () => {
  expect(templateWords('Hi {first_name}, this is {business}.')).toBe('Hi [first name], this is [business].')
})

it('what was done before its hour stands at the hour at which it was done', () => {
  const due_at = '2026-11-24T15:00:00Z'
  expect(listedAt({ due_at, acted_at: '2026-11-23T16:00:00Z' })).toBe('2026-11-23T16:00:00Z')
  expect(listedAt({ due_at, acted_at: null })).toBe(due_at)
})

it('the words of a vendor are quoted as theirs', () => {
  expect(quotedVendor({ channel: 'email', vendor_words: '550 5.1.1 no such user' })).toBe(
    'In the words of the mail server: “550 5.1.1 no such user”',
  )
  expect(quotedVendor({ channel: 'sms', vendor_words: 'Blocked (40300)' })).toContain('phone carrier')
  expect(quotedVendor({ channel: 'call', vendor_words: null })).toBeNull()
})

describe('a step that is skipped or done', () => {
  const step = { channel: 'sms', lead_name: 'Ann Reyes', sequence: 'no_answer', step: 1, steps: 2 } as const

  it('is asked about with the homeowner and the step', () => {
    expect(askedBefore('skip', step)).toEqual({
      question: 'Skip this step?',
      consequence: 'Text to Ann Reyes (Nobody answered, step 1 of 2).',
    })
    expect(askedBefore('now', { ...step, channel: 'call', sequence: null })).toEqual({
      question: 'Call now?',
      consequence: 'Call to Ann Reyes (planned by hand).',
    })
  })

  it('is followed by the next one only where there is one', () => {
    expect(toldAfter('skip', step)).toBe(
      'Skipped: Text to Ann Reyes (Nobody answered, step 1 of 2). The next step follows.',
    )
    expect(toldAfter('skip', { ...step, step: 2 })).toMatch(/step 2 of 2\)\. It was the last step\.$/)
    expect(toldAfter('done', { ...step, sequence: null, step: null, steps: null })).toBe(
      'Marked as done: Text to Ann Reyes (planned by hand).',
    )
    expect(toldAfter('now', step)).toBe('Text to Ann Reyes is being sent.')
  })
})
