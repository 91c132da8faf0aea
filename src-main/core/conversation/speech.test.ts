import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpeechChunker } from './chunk-speech.ts'
import { normaliseForSpeech } from './normalise-speech.ts'

const chunks = (text: string): string[] => {
  const chunker = new SpeechChunker()
  const pieces: string[] = []
  for (const token of text.match(/\S+\s*/g) ?? []) pieces.push(...chunker.push(token))
  return [...pieces, ...chunker.flush()]
}

describe('cutting model text for the voice', () => {
  it('lets the first clause leave early and then waits for whole sentences', () => {
    expect(chunks('Thanks for picking up today, I am calling about your roof. Is now a good time?')).toEqual([
      'Thanks for picking up today,',
      'I am calling about your roof.',
      'Is now a good time?',
    ])
  })

  it.each([
    'The total would be $12,450.75 for the whole roof.',
    'We could come by at 10:30 a.m. Tuesday or Wednesday.',
    'Dr. Alvarez lives at 12 Oak St. Apt. 4 in Austin.',
  ])('never splits "%s"', (sentence) => {
    expect(chunks(sentence)).toEqual([sentence])
  })

  it('loses nothing and splits no price, time, number or abbreviation, however the tokens come', () => {
    const whole = fc.constantFrom(
      '$12,450.75',
      '$18,900',
      '10:30 a.m.',
      '2,400 sq. ft.',
      '3.5',
      '512-555-0142',
      'Dr. Example',
      '100 Oak St.',
      'No. 4',
    )
    const word = fc.constantFrom('we', 'can', 'come,', 'and', 'look.', 'Then', 'fine;', 'okay?', 'roof')
    const text = fc.array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: whole }), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (words, sizes) => {
        const said = words.join(' ')
        const chunker = new SpeechChunker()
        const pieces: string[] = []
        for (let at = 0; at < said.length; ) {
          const size = sizes.next().value ?? 1
          pieces.push(...chunker.push(said.slice(at, at + size)))
          at += size
        }
        pieces.push(...chunker.flush())
        expect(pieces.join(' ')).toBe(said)
        for (const piece of pieces.slice(0, -1)) {
          expect(piece.length).toBeLessThanOrEqual(221)
          expect(piece, said).not.toMatch(/(\$[\d,]*[.,]|\d[.,:]|\b(Dr|No|Oak St|sq|a)\.)$/)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('loses no word', () => {
    const text =
      'Well, I see. That is fine, really: we can come on Tuesday at 9 a.m. We will call first! Okay?'
    expect(chunks(text).join(' ')).toBe(text)
  })
})

describe('normalising for the voice', () => {
  it.each([
    ['It is $12,450.', 'It is twelve thousand four hundred fifty dollars.'],
    ['That is $1.50 more', 'That is one dollar and fifty cents more'],
    ['at 10:30 a.m.', 'at 10 30 A M'],
    ['at 9:05 pm', 'at 9 oh 5 P M'],
    ['2,400 sq ft', '2,400 square feet'],
    ['about 3/4 of an inch', 'about three quarters of an inch'],
    ['**Sure** thing', 'Sure thing'],
  ])('says "%s" as "%s"', (written, spoken) => {
    expect(normaliseForSpeech(written)).toBe(spoken.replace('2,400', 'two thousand four hundred'))
  })
})

describe('what a voice is given in English', () => {
  it.each([
    ['Dr. Example lives at 100 Oak St. in Austin.', 'Doctor Example lives at 100 Oak Street in Austin.'],
    ['It is 4 N. Elm Dr, Apt. 12.', 'It is 4 N. Elm Drive, Apartment 12.'],
    ['Call us at (512) 555-0142.', 'Call us at 5 1 2, 5 5 5, 0 1 4 2.'],
    ['We come on June 3 or December 21st.', 'We come on June third or December twenty-first.'],
    ['The hail of May 9, 2024 was bad.', 'The hail of May ninth, twenty twenty-four was bad.'],
    ['Built in 1998, new in 2007.', 'Built in nineteen ninety-eight, new in two thousand seven.'],
    ['About 2000 square feet', 'About 2000 square feet'],
    ['It was 1 1/2 inches, 3/4 of it ice.', 'It was 1 and a half inches, three quarters of it ice.'],
  ])('"%s" is "%s"', (written, spoken) => expect(normaliseForSpeech(written)).toBe(spoken))
})

describe('what a voice is given in Spanish', () => {
  it.each([
    ['Cuesta $12,450 en total.', 'Cuesta doce mil cuatrocientos cincuenta dólares en total.'],
    ['Son $1,299.50.', 'Son mil doscientos noventa y nueve dólares con cincuenta centavos.'],
    ['El martes a las 10:30 a.m. le queda bien?', 'El martes a las 10 y treinta de la mañana le queda bien?'],
    ['El 20% de 21,000 casas', 'El 20 por ciento de veintiún mil casas'],
    ['Un techo de $100', 'Un techo de cien dólares'],
  ])('"%s" is "%s"', (written, spoken) => expect(normaliseForSpeech(written, 'es')).toBe(spoken))
})
