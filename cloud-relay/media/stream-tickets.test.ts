import { beforeEach, describe, expect, it } from 'vitest'
import { type StreamTickets, streamTickets } from './stream-tickets.ts'

let nowMs: number
let tickets: StreamTickets
const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
beforeEach(() => {
  nowMs = 0
  tickets = streamTickets(clock)
})

describe('a ticket for a call’s sound', () => {
  it('opens that call’s stream, once', () => {
    const token = tickets.issue('call_1', 7)
    expect(tickets.redeem('call_2', token)).toBeUndefined()
    expect(tickets.redeem('call_1', undefined)).toBeUndefined()
    expect(tickets.redeem('call_1', token)).toBe(7)
    expect(tickets.redeem('call_1', token)).toBeUndefined()
  })

  it('is good for three minutes', () => {
    const [first, second] = [tickets.issue('call_1', 1), tickets.issue('call_2', 2)]
    nowMs = 180_000
    expect(tickets.redeem('call_1', first)).toBe(1)
    nowMs = 180_001
    expect(tickets.waiting()).toBe(0)
    expect(tickets.redeem('call_2', second)).toBeUndefined()
  })

  it('is worthless once the call has another, or its stream was closed', () => {
    const first = tickets.issue('call_1', 1)
    const second = tickets.issue('call_1', 2)
    expect(tickets.redeem('call_1', first)).toBeUndefined()
    tickets.revoke(2)
    expect(tickets.redeem('call_1', second)).toBeUndefined()
  })

  it('stays good for as long as it would have been when a new relay takes over, which never sees the token', () => {
    const [first, second] = [tickets.issue('call_1', 1), tickets.issue('call_2', 2)]
    nowMs = 100_000
    const handedOver = tickets.export()
    expect(JSON.stringify(handedOver)).not.toContain(first)
    let successorMs = 5_000
    const successor = streamTickets({ wallMs: () => 0, monotonicMs: () => successorMs })
    successor.import(handedOver)
    successorMs += 80_000
    expect(successor.redeem('call_1', first)).toBe(1)
    successorMs += 1
    expect(successor.redeem('call_2', second)).toBeUndefined()
  })
})
