import { describe, expect, it } from 'vitest'
import { callCosts } from '../../src-main/adapters/sqlite/reads/call-cost.ts'
import { moneyFigures } from '../../src-main/adapters/sqlite/reads/money-figures.ts'
import type { CarrierEvent } from '../../src-main/core/call/phone-line.ts'
import { MissingNews } from '../../src-main/core/call/recovery/missing-news.ts'
import { creditedCents, news, placed, talking, world } from './dialing-world.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** The carrier keeps what it reported, and its webhooks reach nobody. */
function withoutWebhooks(w: ReturnType<typeof world>) {
  const record: CarrierEvent[] = []
  let asked = 0
  const missing = new MissingNews({
    ...w.session,
    history: {
      async newsSince(sinceMs) {
        asked++
        return record.filter(({ occurredAtMs }) => (occurredAtMs ?? 0) >= sinceMs)
      },
    },
    apply: (event) => w.dialer.carrierSaid(event),
  })
  missing.start()
  const report = (event: CarrierEvent) => record.push({ ...event, occurredAtMs: w.clock.nowMs() })
  return { missing, report, asked: () => asked }
}

describe('news that no webhook brought', () => {
  it('of twenty calls in ten minutes without webhooks is known within a minute of the return of the relay', async () => {
    const w = world({ calls: 20, dial: placed, cents: 100_000 })
    const { missing, report } = withoutWebhooks(w)
    for (const callId of w.callIds) {
      w.calls.saveIntent(callId, `cmd_${callId}`, w.clock.nowMs())
      w.calls.change(callId, {
        status: 'dialing',
        startedAtMs: w.clock.nowMs(),
        carrierCallId: `v3:${callId}`,
      })
      report(news.answered(callId))
    }
    const startedAtMs = w.clock.nowMs()
    await w.run(2 * MINUTE_MS)
    for (const callId of w.callIds)
      report(news.ended(callId, { startedAtMs, endedAtMs: startedAtMs + 90_000 }))
    await w.run(8 * MINUTE_MS)
    for (const callId of w.callIds) report(news.priced(callId, 120))
    missing.wake()
    await w.run(MINUTE_MS)
    missing.stop()
    for (const callId of w.callIds)
      expect(w.calls.get(callId)).toMatchObject({
        status: 'ended',
        talkMs: 90_000,
        costCents: 30,
        carrierBilledSeconds: 120,
      })
    expect(w.ledger.balanceCents('wallet')).toBe(100_000 - 20 * 30 + creditedCents(w))
    expect(w.ledger.audit()).toBeNull()
  })

  it('ends a conversation that goes on only here, and its bill is counted once, also when a webhook comes late', async () => {
    const w = await talking()
    const { missing, report } = withoutWebhooks(w)
    const startedAtMs = w.clock.nowMs()
    await w.run(1_000)
    report(news.ended(w.callId, { startedAtMs, endedAtMs: startedAtMs + 1_000 }))
    report(news.priced(w.callId, 60))
    missing.wake()
    await w.run(MINUTE_MS)
    missing.stop()
    w.dialer.carrierSaid(news.ended(w.callId))
    w.dialer.carrierSaid(news.priced(w.callId, 60))
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', costCents: 15 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15 + creditedCents(w))
  })

  it('is not asked for while nothing is missing', async () => {
    const w = world({ dial: placed, calls: 0 })
    const { missing, asked } = withoutWebhooks(w)
    for (let i = 0; i < 3; i++) {
      missing.wake()
      await w.run(5 * MINUTE_MS)
    }
    missing.stop()
    expect(asked()).toBe(0)
  })

  it('is asked for ever more rarely when the carrier never sends a bill, and no longer than a day', async () => {
    const w = world({ dial: placed })
    const dialedAtMs = w.clock.nowMs() - DAY_MS + 60 * MINUTE_MS
    w.calls.change('call_1', { status: 'dialing', startedAtMs: dialedAtMs, carrierCallId: 'v3:call_1' })
    w.dialer.carrierSaid(news.ended('call_1'))
    const { missing, asked } = withoutWebhooks(w)
    await w.run(61 * MINUTE_MS)
    const withinTheDay = asked()
    await w.run(60 * MINUTE_MS)
    missing.stop()
    expect(withinTheDay).toBeGreaterThan(5)
    expect(withinTheDay).toBeLessThan(15)
    expect(asked()).toBe(withinTheDay)
  })

  it('is given up after a day with a word on the receipt, and a bill that comes after all takes its place', async () => {
    const w = await talking()
    await w.run(10_000)
    w.dialer.carrierSaid(news.ended(w.callId))
    const { missing } = withoutWebhooks(w)
    const costs = () => callCosts(w.db)(w.callId, 15)
    const carrier = () => moneyFigures(w.db)().carrier
    await w.run(MINUTE_MS)
    expect(costs().settlement).toBeNull()
    expect(carrier()).toMatchObject({ waiting_calls: 1, untold_calls: 0 })
    await w.run(DAY_MS + 60 * MINUTE_MS)
    missing.stop()
    expect(costs().settlement).toMatchObject({
      billed_seconds: null,
      counted_cents: 15,
      explanation: expect.stringContaining('did not tell its figure'),
    })
    expect(carrier()).toMatchObject({ settled_calls: 0, waiting_calls: 0, untold_calls: 1 })
    w.dialer.carrierSaid(news.priced(w.callId, 60))
    expect(costs().settlement).toMatchObject({ billed_seconds: 60, corrected_cents: 0 })
    expect(carrier()).toMatchObject({ settled_calls: 1, waiting_calls: 0, untold_calls: 0 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15 + creditedCents(w))
  })
})

describe('a call that was live when Ridgeline was closed for three days', () => {
  it('is ended at the minutes that had begun when the carrier knows it no more, and the kept bill corrects it once', async () => {
    let forgotten = false
    const w = await talking({ line: { lookUp: async () => (forgotten ? 'unknown' : 'alive') } })
    await w.run(65_000)
    w.dialer.session(w.callId)?.abandon()
    forgotten = true
    const { startedAtMs, answeredAtMs } = w.calls.get(w.callId)!
    w.calls.change(w.callId, {
      startedAtMs: startedAtMs! - 3 * DAY_MS,
      answeredAtMs: answeredAtMs! - 3 * DAY_MS,
    })
    w.recovery.start()
    await w.run(30_000)
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', costCents: 30 })
    for (let i = 0; i < 2; i++) w.dialer.carrierSaid(news.priced(w.callId, 150))
    expect(w.calls.get(w.callId)).toMatchObject({ costCents: 45 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 45 + creditedCents(w))
    expect(w.calls.unfinished()).toEqual([])
  })
})
