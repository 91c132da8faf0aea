import { describe, expect, it } from 'vitest'
import { faultBoard } from './faults.ts'

describe('the fault board', () => {
  it('strikes as often as it was told, then no more', () => {
    const faults = faultBoard()
    faults.add({ vendor: 'telnyx', fault: 'refuse', times: 2 })
    expect(faults.strike('telnyx', 'request', '/v2/calls')?.fault).toBe('refuse')
    expect(faults.strike('telnyx', 'request', '/v2/calls')?.fault).toBe('refuse')
    expect(faults.strike('telnyx', 'request', '/v2/calls')).toBeNull()
  })

  it('strikes only its vendor, its place and what it names', () => {
    const faults = faultBoard()
    faults.add({ vendor: 'deepgram', fault: 'cut', place: 'message', match: 'EndOfTurn' })
    expect(faults.strike('telnyx', 'message', 'EndOfTurn')).toBeNull()
    expect(faults.strike('deepgram', 'upgrade', 'EndOfTurn')).toBeNull()
    expect(faults.strike('deepgram', 'message', 'Update')).toBeNull()
    expect(faults.strike('deepgram', 'message', 'EndOfTurn')?.fault).toBe('cut')
  })

  it('never doubles a request that cannot be doubled', () => {
    const faults = faultBoard()
    faults.add({ vendor: 'stripe', fault: 'duplicate' })
    expect(faults.strike('stripe', 'request', '/v1/events')).toBeNull()
    expect(faults.strike('stripe', 'webhook', 'x')?.fault).toBe('duplicate')
  })

  it('is empty after clearing', () => {
    const faults = faultBoard()
    faults.add({ vendor: 'vapi', fault: 'latency', ms: 5 })
    faults.clear()
    expect(faults.list()).toEqual([])
  })
})
