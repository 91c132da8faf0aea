/** The desk in a whole call on the hosted engine: the practice Vapi, the real relay and the real desktop. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type HostedWorld, hostedWorld } from '../fixtures/hosted-world.ts'

let w: HostedWorld
beforeAll(async () => {
  w = await hostedWorld({ hostedSpeed: 4 })
}, 60_000)
afterAll(() => w?.close())

it('a hint steers the agent and is not read out; a line right after it stands as said from the desk', async () => {
  const lead = await w.leadAs('books-at-once', 0)
  const { body } = await w.launch([lead.lead_id])
  const callId: string = body.calls[0].call_id
  const atDesk = (act: 'whisper' | 'say', text: string) =>
    w.ask(`/ai-voice/calls/${callId}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    })
  await vi.waitFor(
    async () => {
      const { turns } = await w.call(callId)
      if (!turns.some(({ speaker }) => speaker === 'agent')) throw new Error('the opening goes on')
    },
    { timeout: 30_000, interval: 100 },
  )
  expect((await atDesk('whisper', 'Mention the gutters')).status).toBeLessThan(300)
  const LINE = 'This is the office, thank you for your time.'
  expect((await atDesk('say', LINE)).status).toBeLessThan(300)
  const call = await w.ended(callId, 60_000)
  expect(call.turns.filter(({ said_by }) => said_by === 'desk').map(({ text }) => text)).toEqual([LINE])
  const agent = call.turns.filter(({ said_by }) => said_by === 'agent').map(({ text }) => text)
  expect(agent.join(' ')).toContain('We can talk about the gutters too.')
  expect(agent.join(' ')).not.toMatch(/office|mention/i)
  expect(call.desk_acts).toMatchObject([{ action: 'whispered', text: 'Mention the gutters' }])
}, 100_000)
