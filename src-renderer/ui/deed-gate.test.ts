import { expect, it } from 'vitest'
import { deedGate } from './deed-gate.ts'

it('a deed that is under way does not begin again, however long it takes', () => {
  const gate = deedGate()
  expect(gate.begin(1_000)).toBe(true)
  expect(gate.begin(1_001)).toBe(false)
  expect(gate.begin(60_000)).toBe(false)
  gate.end()
  expect(gate.begin(60_001)).toBe(true)
})

it('the second click of a double click does nothing, even when the first one was done at once', () => {
  const gate = deedGate()
  gate.begin(1_000)
  gate.end()
  expect(gate.begin(1_150)).toBe(false)
  expect(gate.begin(1_500)).toBe(true)
})
