import { describe, expect, it } from 'vitest'
import { firstName } from './lead.ts'

describe('the name to greet a homeowner by', () => {
  it.each(['Mr Smith', 'Mr. Smith', 'Mrs Jones', 'Dr Alvarez', 'dr. Alvarez', 'Sra Ruiz'])(
    'is none when the row gives a title in its place: %s',
    (name) => expect(firstName({ name })).toBeNull(),
  )

  it.each(['Drew Smith', 'Missy Jones', 'Maria'])('is the first word of %s', (name) =>
    expect(firstName({ name })).toBe(name.split(' ')[0]),
  )
})
