import { describe, expect, it } from 'vitest'
import { basedOnWords, materialChoices, materialWords } from './roof-words.ts'

describe('the words for a roof', () => {
  it("are the trade's own, however a CRM spells a material", () => {
    expect(materialWords('asphalt_shingle')).toBe('Asphalt shingle')
    expect(materialWords('3-TAB SHINGLE')).toBe('3-tab shingle')
    expect(materialWords('green sedum')).toBe('Green sedum')
  })

  it('offer what is on file already, also where nobody else has it', () => {
    expect(materialChoices('Green sedum')[0]).toBe('Green sedum')
    expect(materialChoices('Slate').filter((each) => each === 'Slate')).toHaveLength(1)
    expect(materialChoices(null)).not.toContain(null)
  })

  it('tell what a sentence rests on', () => {
    expect(
      basedOnWords([
        { field: 'last_hail_on', value: '2026-10-08' },
        { field: 'hail_size_inches', value: '1.5' },
      ]),
    ).toBe('hail on Oct 8, 2026, 1.5 in across')
  })
})
