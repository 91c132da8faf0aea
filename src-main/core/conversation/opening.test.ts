import { describe, expect, it } from 'vitest'
import { plainOpening, purposeOf } from './opening.ts'

describe('why we call', () => {
  it.each([
    [
      "Hollis, I'm calling about the roof inspection you asked for. There was hail in May. Do you have a minute?",
      "Hollis, I'm calling about the roof inspection you asked for.",
    ],
    ["Hello Mr. Sample, it's about your roof. Is now fine?", "Hello Mr. Sample, it's about your roof."],
    [
      'This is the A.I. assistant about your roof. Is now fine?',
      'This is the A.I. assistant about your roof.',
    ],
    ['Le llamo por su techo. ¿Es buen momento?', 'Le llamo por su techo.'],
    ['Is now a good time for your roof inspection?', 'Is now a good time for your roof inspection?'],
    ['Shall we look at your roof? It is free.', 'Shall we look at your roof? It is free.'],
  ])('is the first sentence of "%s", unless that only asks', (opening, purpose) => {
    expect(purposeOf(opening)).toBe(purpose)
  })

  it('stands in the opening that nobody wrote, in both languages', () => {
    expect(purposeOf(plainOpening('Dana'))).toBe(
      "Dana, I'm calling about the free roof inspection you asked us about.",
    )
    expect(purposeOf(plainOpening(null, 'es'))).toBe(
      'Le llamo por la inspección gratuita del techo que nos pidió.',
    )
  })
})
