import { expect, it } from 'vitest'
import { placed, world } from './dialing-world.ts'

const HOUR_MS = 3_600_000

it('keeps a call whose hour has not come in line, without opening anything for it', async () => {
  let isOpen = false
  const opensAtMs = (nowMs: number) => nowMs + HOUR_MS
  const w = world({ dial: placed, permitted: () => isOpen, allowedAtMs: opensAtMs })
  let sessionsSeen = 0
  w.clock.everyFrame(() => {
    sessionsSeen = Math.max(sessionsSeen, w.opened.sessions)
  })
  w.dialer.start()
  const startMs = w.clock.nowMs()
  await w.run(30_000)
  expect(sessionsSeen).toBe(0)
  expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'queued', notBeforeMs: startMs + HOUR_MS })
  isOpen = true
  await w.run(HOUR_MS)
  expect(w.dialed).toHaveLength(1)
})

it('puts a call off when the hour ends while it is being prepared', async () => {
  let isOpen = false
  const w = world({ dial: placed, allowed: () => isOpen, allowedAtMs: (nowMs) => nowMs + HOUR_MS })
  w.dialer.start()
  await w.run(1_000)
  expect(w.dialed).toHaveLength(0)
  expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'queued', outcome: null })
  expect(w.ledger.balanceCents('held')).toBe(0)
  expect(w.opened).toEqual({ sessions: 0, streams: 0 })
  isOpen = true
  await w.run(HOUR_MS + 10_000)
  expect(w.dialed).toHaveLength(1)
})

it('ends a call for good only when no hour would allow it, and opens nothing for it', async () => {
  const w = world({ dial: placed, permitted: () => false, allowed: () => false })
  w.dialer.start()
  await w.run(1_000)
  expect(w.calls.get(w.callIds[0]!)).toMatchObject({
    status: 'ended',
    outcome: 'canceled',
    endReason: 'Not allowed: outside calling hours',
  })
})
