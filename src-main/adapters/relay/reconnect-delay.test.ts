import { describe, expect, it } from 'vitest'
import { reconnectDelay } from './reconnect-delay.ts'

const longest = () => reconnectDelay(() => 1)
const times = (count: number, next: () => number) => Array.from({ length: count }, next)

describe('the next attempt to reach the relay', () => {
  it('comes soon at first, then less often, and at least every five seconds', () => {
    const delay = longest()
    expect(times(8, () => delay.next(false))).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  })

  it('comes within half a second while somebody is on the phone', () => {
    const delay = longest()
    expect(times(5, () => delay.next(true))).toEqual([100, 200, 400, 500, 500])
  })

  it('comes soon again only after a connection that lasted', () => {
    const delay = longest()
    times(4, () => delay.next(false))
    delay.connectionLasted(9_999)
    expect(delay.next(false)).toBe(1_600)
    delay.connectionLasted(10_000)
    expect(delay.next(false)).toBe(100)
  })
})
