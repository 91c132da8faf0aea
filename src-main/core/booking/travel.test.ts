import { describe, expect, it } from 'vitest'
import { travelMs } from './travel.ts'

const AUSTIN = { latitude: 30.2672, longitude: -97.7431 }
const minutes = (to: { latitude: number; longitude: number } | null) => travelMs(AUSTIN, to) / 60_000

describe('the way between two houses', () => {
  it('takes ten minutes and more, even next door', () => {
    expect(minutes(AUSTIN)).toBe(10)
    expect(minutes({ ...AUSTIN, latitude: 30.269 })).toBe(15)
  })

  it('grows with the distance, and faster in town than between towns', () => {
    const acrossTown = minutes({ latitude: 30.3374, longitude: -97.7431 })
    const nextTown = minutes({ latitude: 30.6333, longitude: -97.6779 })
    expect(acrossTown).toBe(30)
    expect(nextTown).toBe(60)
  })

  it('is half an hour when nobody knows where one of them stands', () => {
    expect(minutes(null)).toBe(30)
  })
})
