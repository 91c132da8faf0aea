import { expect, it } from 'vitest'
import { playBilledCalls } from './billed-calls.ts'

/** More by environment: `MONEY_CALLS=10000 npx vitest run --project scenarios tests/scenarios/money/billed-calls.test.ts`. */
const CALLS = Number(process.env.MONEY_CALLS ?? 200)

it(`keeps books that agree with the carrier's and the vendors' within one cent over ${CALLS} calls`, {
  timeout: 120_000 + CALLS * 1_500,
}, async () => {
  const played = await playBilledCalls(CALLS)
  process.stderr.write(`${JSON.stringify(played)}\n`)
  expect(played.broken).toEqual([])
  // What it was kept through; without it the books would agree by nothing happening.
  expect(played.vendorCents).toBeGreaterThan(CALLS)
  expect(played.faults).toBeGreaterThan(CALLS / 10)
  expect(played.restarts).toBeGreaterThan(CALLS / 10)
  expect(played.standIns).toBeGreaterThanOrEqual(2)
})
