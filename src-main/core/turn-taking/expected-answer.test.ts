import { describe, expect, it } from 'vitest'
import { endsSentence, expectedAnswer, isHalfSpelled, isMidThought, isYesOrNo } from './expected-answer.ts'

describe('what a question asks for', () => {
  it.each([
    ['Thanks for your time.', 'nothing'],
    ['I see. How old is the roof?', 'open'],
    ['Do you have a minute?', 'yes-no'],
    ['Great, would Tuesday at ten work for you?', 'yes-no'],
    ['What is the best number to reach you?', 'spelled-out'],
    ['Could you spell that? What is your email?', 'spelled-out'],
    ['Is 100 Example Street the right address?', 'yes-no'],
    ['¿Tiene un minuto?', 'yes-no'],
    ['Is that you? I will call back.', 'nothing'],
  ])('"%s": %s', (line, asks) => expect(expectedAnswer(line)).toBe(asks))
})

describe('an answer', () => {
  it.each(['Yes.', 'no, thanks', 'Um, sure', 'Sí, claro', 'not really'])('"%s" is a yes or a no', (text) =>
    expect(isYesOrNo(text)).toBe(true),
  )
  it.each(['The roof is old', 'Who is this?'])('"%s" is neither', (text) =>
    expect(isYesOrNo(text)).toBe(false),
  )

  it.each(['I think the', 'well, because', 'it is about', 'Tuesday,', 'so um'])(
    '"%s" is in mid-thought',
    (text) => {
      expect(isMidThought(text)).toBe(true)
      expect(endsSentence(`${text}`)).toBe(false)
    },
  )
  it.each(['I think so.', 'Not now!', 'Who is this?'])('"%s" ends a sentence', (text) =>
    expect(endsSentence(text)).toBe(true),
  )

  it.each(['five one two', '512 555', 'my number is 5', 'B as in boy, A.', 'jordan at'])(
    '"%s" is half spelled',
    (text) => expect(isHalfSpelled(text)).toBe(true),
  )
  it.each([
    '512 555 0142',
    '78701',
    'in 2008',
    '100 Example Street',
    'it is on the letter',
    'at example dot com',
  ])('"%s" is whole', (text) => expect(isHalfSpelled(text)).toBe(false))
})
