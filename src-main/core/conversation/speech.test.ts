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

describe('what a voice is given in Spanish', () => {
  it.each([
    ['Cuesta $12,450 en total.', 'Cuesta doce mil cuatrocientos cincuenta dólares en total.'],
    ['Son $1,299.50.', 'Son mil doscientos noventa y nueve dólares con cincuenta centavos.'],
    ['El martes a las 10:30 a.m. le queda bien?', 'El martes a las 10 y treinta de la mañana le queda bien?'],
    ['El 20% de 21,000 casas', 'El 20 por ciento de veintiún mil casas'],
    ['Un techo de $100', 'Un techo de cien dólares'],
  ])('"%s" is "%s"', (written, spoken) => expect(normaliseForSpeech(written, 'es')).toBe(spoken))
})
