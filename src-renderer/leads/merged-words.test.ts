import { describe, expect, it } from 'vitest'
import { mergedWords } from './merged-words.ts'

describe('two lines of a file that became one lead', () => {
  const line = { line: 12, into_line: 4, same: 'phone', kept_name: 'Ana Ruiz', dropped_name: null } as const

  it('are told with what they share', () => {
    expect(mergedWords(line)).toBe('The same phone number as line 4.')
    expect(mergedWords({ ...line, same: 'person' })).toBe('The same person as line 4.')
  })

  it('are told with the name that was lost, when it was another one', () => {
    expect(mergedWords({ ...line, dropped_name: 'A. Ruiz' })).toBe(
      'The same phone number as line 4. Kept as Ana Ruiz; the name A. Ruiz was dropped.',
    )
  })
})
