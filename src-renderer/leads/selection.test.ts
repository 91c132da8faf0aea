import { describe, expect, it } from 'vitest'
import { extended, tickedAmong, toggled } from './selection.ts'

const rows = ['a', 'b', 'c', 'd', 'e']

describe('picking leads', () => {
  it('ticks and unticks one lead without touching the others', () => {
    expect(toggled(new Set(['a']), 'b')).toEqual(new Set(['a', 'b']))
    expect(toggled(new Set(['a', 'b']), 'a')).toEqual(new Set(['b']))
  })

  it('ticks a stretch of leads in either direction while Shift is held', () => {
    expect(extended(new Set(['b']), rows, 'b', 'd')).toEqual(new Set(['b', 'c', 'd']))
    expect(extended(new Set(['d']), rows, 'd', 'b')).toEqual(new Set(['b', 'c', 'd']))
  })

  it('ticks only the lead itself when the last touched one is no longer listed', () => {
    expect(extended(new Set(), rows, 'gone', 'c')).toEqual(new Set(['c']))
  })

  it('says whether none, some or all of the listed leads are ticked', () => {
    expect(tickedAmong(new Set(), rows)).toBe('none')
    expect(tickedAmong(new Set(['a']), rows)).toBe('some')
    expect(tickedAmong(new Set(rows), rows)).toBe('all')
  })
})
