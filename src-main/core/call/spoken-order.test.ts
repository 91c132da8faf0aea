import { describe, expect, it } from 'vitest'
import type { TurnView } from '../../../src-preload/contract/calls.ts'
import { turnOf } from '../../../tests/fixtures/turn-of.ts'
import { inSpokenOrder, placeTurn } from './spoken-order.ts'

const texts = (turns: readonly TurnView[]) => turns.map(({ text }) => text)

describe('the lines of a call', () => {
  it('stand by when each began, whichever was finished first', () => {
    const turns: TurnView[] = []
    placeTurn(turns, turnOf({ text: 'Hello?', started_at_ms: 100 }))
    placeTurn(turns, turnOf({ text: 'Yes.', started_at_ms: 4_000 }))
    placeTurn(turns, turnOf({ text: 'Hi, this is Ava.', started_at_ms: 900 }))
    expect(texts(turns)).toEqual(['Hello?', 'Hi, this is Ava.', 'Yes.'])
    expect(turns).toEqual(inSpokenOrder(turns))
  })

  it('keep one version of a line that was cut and went on', () => {
    const turns: TurnView[] = []
    placeTurn(turns, turnOf({ turn_id: 'line', text: 'Do you', started_at_ms: 100 }))
    placeTurn(turns, turnOf({ text: 'Mm-hm.', started_at_ms: 300 }))
    placeTurn(turns, turnOf({ turn_id: 'line', text: 'Do you own the home?', started_at_ms: 100 }))
    expect(texts(turns)).toEqual(['Do you own the home?', 'Mm-hm.'])
  })
})
