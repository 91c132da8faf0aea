import { expect, it } from 'vitest'
import { spokenServices } from './spoken-services.ts'

it('names all services of a contractor, in lower case but for names', () => {
  expect(spokenServices(['Roof inspection', 'Roof Replacement', 'Storm damage repair', 'Gutters'])).toBe(
    'roof inspection, roof replacement, storm damage repair and gutters',
  )
  expect(spokenServices(['GAF shingles', 'Owens Corning Roofing'])).toBe(
    'GAF shingles and Owens Corning roofing',
  )
  expect(spokenServices(['Re-roofing'])).toBe('re-roofing')
})

it('says that there are more services than an answer has room for', () => {
  const words = spokenServices(Array.from({ length: 40 }, (_, at) => `Roof inspection of kind ${at}`))
  expect(words.length).toBeLessThan(400)
  expect(words).toMatch(/ and more$/)
})
