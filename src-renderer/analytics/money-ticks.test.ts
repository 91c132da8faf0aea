import { describe, expect, it } from 'vitest'
import { moneyTick } from './money-ticks.ts'

describe('the ticks of the cost axis', () => {
  it('differ from one another on a day that cost a few cents', () => {
    expect([0, 25, 50, 75, 100].map((cents) => moneyTick(cents, 93))).toEqual([
      '$0.00',
      '$0.25',
      '$0.50',
      '$0.75',
      '$1.00',
    ])
  })

  it('are whole dollars once the sums are large', () => {
    expect([0, 60_000, 120_000].map((cents) => moneyTick(cents, 118_000))).toEqual(['$0', '$600', '$1,200'])
  })
})
