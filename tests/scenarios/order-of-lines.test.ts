import { expect, it } from 'vitest'
import { talking } from './dialing-world.ts'

// The Live screen had lines as they were finished, and the record as they were begun.
it('shows the lines of a call live in the order in which they are on record: as each began', async () => {
  const w = await talking()
  const { hearing } = w.desk.live(w.callId)
  hearing.turnStarted()
  hearing.turnUpdated('Hello')
  await w.run(3_000)
  hearing.turnDone('Hello, who is this?')
  await w.run(1_000)
  const live = w.desk.snapshot()[0]?.turns ?? []
  const onRecord = w.calls.turns(w.callId)
  expect(live.map(({ text }) => text)).toEqual(onRecord.map(({ text }) => text))
  expect(live.map(({ speaker }) => speaker)).toEqual(expect.arrayContaining(['agent', 'homeowner']))
  expect(live[0]).toMatchObject({ speaker: 'homeowner', text: 'Hello, who is this?' })
})
