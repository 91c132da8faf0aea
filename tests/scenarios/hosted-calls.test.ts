import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HostedWorld, hostedWorld, words } from '../fixtures/hosted-world.ts'

let w: HostedWorld
beforeAll(async () => {
  w = await hostedWorld()
}, 60_000)
afterAll(() => w?.close())

const callWith = async (character: string, index: number) => {
  const lead = await w.leadAs(character, index)
  const { status, body } = await w.launch([lead.lead_id])
  expect(status).toBe(201)
  const call = await w.ended(body.calls[0].call_id)
  return { lead, call }
}

describe('a call that Vapi holds', () => {
  it('books an inspection, and lands with its words, outcome and cost where our own calls do', async () => {
    const { call } = await callWith('books-at-once', 0)
    console.log(words(call), call.outcome, call.cost, call.end_reason, call.engine_notes)
    expect(call).toMatchObject({ engine: 'vapi', outcome: 'booked' })
  })
})
