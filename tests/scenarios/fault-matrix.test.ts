import { describe, expect, it } from 'vitest'
import { brokenRules, play, SQUARES, STATES } from './fault-matrix.ts'
import { FAULTS, VENDORS } from './faulty-engines.ts'

const SEEDS = [1, 2]

const inWords = ({ vendor, scope, fault, state }: (typeof SQUARES)[number], seed: number) =>
  `${scope === 'all' ? 'every' : 'the first'} ${vendor}, ${fault}, while ${state}, seed ${seed}`

describe('the fault matrix', () => {
  it('holds every vendor, fault and state of a call', () => {
    expect(SQUARES).toHaveLength(VENDORS.length * 2 * FAULTS.length * STATES.length)
  })

  it.each(VENDORS)(
    'has calls that end, are never silent for long and explain themselves, whatever the %s does',
    async (vendor) => {
      for (const square of SQUARES.filter((each) => each.vendor === vendor)) {
        for (const seed of SEEDS) {
          const played = await play(square, seed)
          const about = `${inWords(square, seed)}:\n${played.troubles.join('\n')}`
          expect(played.brokeAtMs, about).not.toBeNull()
          expect(brokenRules(played), about).toEqual([])
        }
      }
    },
  )

  it('tells in the call what went wrong and who stood in', async () => {
    const square = SQUARES.find(
      ({ vendor, scope, fault, state }) =>
        vendor === 'recogniser' && scope === 'first' && fault === 'cut' && state === 'listening',
    )!
    const { troubles } = await play(square, 1)
    expect(troubles).toEqual([
      expect.stringMatching(/recognition-lost: Recogniser 1: closed the stream/),
      expect.stringMatching(/recogniser-changed: Recogniser 2 listens now/),
    ])
  })

  it('gives the same call for the same seed', async () => {
    const square = SQUARES.find(({ vendor, fault }) => vendor === 'voice' && fault === 'cut')!
    expect((await play(square, 5)).log).toEqual((await play(square, 5)).log)
  })
})
