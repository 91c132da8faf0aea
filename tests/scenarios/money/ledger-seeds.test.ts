import { describe, expect, it } from 'vitest'
import { type PlayedMoney, playMoney } from './play-money.ts'

const SEEDS = 200

describe('the wallet through crashes, races and lost answers', () => {
  it(`keeps every promise over ${SEEDS} seeds`, { timeout: 300_000 }, async () => {
    const played: PlayedMoney[] = []
    for (let seed = 1; seed <= SEEDS; seed++) played.push(await playMoney(seed))
    expect(played.filter(({ broken }) => broken.length > 0).slice(0, 5)).toEqual([])
    // What the promises were kept through; without it they were kept by nothing happening.
    const sum = (of: (one: PlayedMoney) => number) => played.reduce((all, one) => all + of(one), 0)
    expect(sum(({ calls }) => calls)).toBeGreaterThan(SEEDS * 2)
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(SEEDS / 2)
    expect(sum(({ minutes }) => minutes)).toBeGreaterThan(SEEDS * 2)
    expect(sum(({ approvals }) => approvals)).toBeGreaterThan(SEEDS / 3)
    expect(sum(({ paidCheckouts }) => paidCheckouts)).toBeGreaterThan(SEEDS / 3)
  })
})
