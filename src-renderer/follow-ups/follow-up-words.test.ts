import { describe, expect, it } from 'vitest'
import { delayWords, mailDraft, templateWords } from './follow-up-words.ts'

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
