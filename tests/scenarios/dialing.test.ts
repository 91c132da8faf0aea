import { describe, expect, it } from 'vitest'
import type { PhoneLine } from '../../src-main/core/call/phone-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { creditedCents, news, placed, talking, world } from './dialing-world.ts'

describe('dialing', () => {
  it('commits the intent and holds the money before the carrier is asked', async () => {
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(1)
    expect(w.intentsAtDial[0]).toBe(w.dialed[0]?.commandId)
    expect(w.ledger.balanceCents('held')).toBeGreaterThan(0)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({
      status: 'dialing',
      carrierCallId: `v3:${w.callIds[0]}`,
    })
  })

  it('asks the gate again at the last moment and places nothing when it says no', async () => {
    const w = world({ dial: placed, allowed: () => false })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(0)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({
      status: 'ended',
      outcome: 'canceled',
      endReason: 'Not allowed: outside calling hours',
    })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it('closes the log of a call that was not placed, and of one that has ended', async () => {
    const refused = world({ dial: placed, allowed: () => false })
    refused.dialer.start()
    await refused.run(100)
    expect(refused.openLogs.size).toBe(0)
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    expect(w.openLogs.size).toBe(1)
    w.dialer.carrierSaid(news.ended(w.callIds[0]!, { cause: 'busy' }))
    expect(w.openLogs.size).toBe(0)
  })

  it('pauses the campaign, keeping its queue, when the wallet cannot cover a call', async () => {
    const w = world({ dial: placed, cents: 10 })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(0)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('wallet'),
    })
    expect(w.calls.get(w.callIds[0]!)?.status).toBe('queued')
  })

  it('dials nobody while the relay is gone, and the ones in line once it is back', async () => {
    let online = false
    const w = world({ calls: 2, dial: placed, relayOnline: () => online })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(0)
    expect(w.callIds.map((callId) => w.calls.get(callId)?.status)).toEqual(['queued', 'queued'])
    online = true
    await w.run(6_000)
    expect(w.dialed).toHaveLength(2)
  })

  it('never has more calls up than allowed', async () => {
    const w = world({ calls: 10, dial: placed })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(3)
    w.dialer.carrierSaid(news.ended(w.dialed[0]!.callId, { cause: 'busy' }))
    await w.run(100)
    expect(w.dialed).toHaveLength(4)
  })

  it('looks a call up when the answer to the dial was lost, and goes on with it', async () => {
    const w = world({
      dial: async () => {
        throw new VendorFailure('telnyx', 'unclear', 'the connection broke')
      },
      line: { findDialed: async () => 'v3:found' },
    })
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'dialing', carrierCallId: 'v3:found' })
  })

  it('hands a call whose fate is unknown to a person and never dials it again', async () => {
    const w = world({
      dial: async () => {
        throw new VendorFailure('telnyx', 'unclear', 'the connection broke')
      },
    })
    w.dialer.start()
    await w.run(300_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it('charges and rolls up an answered call once, however often its end is reported', async () => {
    const w = await talking()
    await w.run(61_000)
    for (let i = 0; i < 3; i++) w.dialer.carrierSaid(news.ended(w.callId))
    await w.run(1_000)
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'hung_up', costCents: 30 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30 + creditedCents(w))
    expect(w.db.prepare('SELECT sum(calls) FROM voice_metrics_daily').pluck().get()).toBe(1)
  })

  it('completes the campaign when the last call has ended', async () => {
    const w = world({
      dial: async () => ({ placed: false, reason: 'no route', detail: 'no route', because: 'refused' }),
    })
    w.dialer.start()
    await w.run(30_000)
    expect(w.campaigns.get('campaign_1')?.status).toBe('completed')
    expect(w.calls.get(w.callIds[0]!)).toMatchObject({ outcome: 'failed', endReason: 'No route.' })
  })
})

describe('after a crash', () => {
  const crashed = (line: Partial<PhoneLine>) => {
    const w = world({ calls: 3, dial: placed, line })
    const [dialing, live] = w.callIds as [string, string]
    w.calls.saveIntent(dialing, 'cmd', 1)
    w.calls.change(dialing, { status: 'dialing', startedAtMs: w.clock.nowMs() })
    w.calls.change(live, {
      status: 'live',
      startedAtMs: w.clock.nowMs(),
      answeredAtMs: w.clock.nowMs(),
      carrierCallId: 'v3:live',
    })
    return { ...w, dialing, live }
  }

  it('hangs up the line that is still open and hands the unknown dial to a person', async () => {
    const alive = new Set(['v3:live'])
    const w = crashed({
      lookUp: async (id) => (alive.has(id) ? 'alive' : 'ended'),
      hangUp: async (id) => void alive.delete(id),
    })
    expect(w.recovery.start()).toBe(2)
    await w.run(120_000)
    expect(w.calls.get(w.live)).toMatchObject({ status: 'ended', outcome: 'failed' })
    expect(w.calls.get(w.dialing)).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(w.calls.get(w.callIds[2]!)?.status).toBe('queued')
  })

  it('dials no call again that may have rung', async () => {
    const w = crashed({})
    w.recovery.start()
    w.dialer.start()
    await w.run(60_000)
    expect(w.dialed.map(({ callId }) => callId)).toEqual([w.callIds[2]])
  })
})
