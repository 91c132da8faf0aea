import { describe, expect, it } from 'vitest'
import { callCosts } from '../../../src-main/adapters/sqlite/reads/call-cost.ts'
import { priceCall } from '../../../src-main/core/call/closing/price-call.ts'
import { strayNews } from '../../../src-main/core/call/recovery/stray-news.ts'
import { turnOf } from '../../fixtures/turn-of.ts'
import { news, placed, talking, world } from '../dialing-world.ts'

/** What the homeowner heard of the agent. */
const hello = turnOf({ text: 'Hi, this is Ava.', ended_at_ms: 2_000 })

type Talking = Awaited<ReturnType<typeof talking>>
const costOf = (w: Talking) => callCosts(w.db)(w.callId, w.calls.get(w.callId)?.costCents ?? 0)
const creditsOf = (w: Talking) =>
  w.db.prepare("SELECT amount_cents FROM ledger_posting WHERE account = 'adjustment'").pluck().all()
/** The program dies in the call, and the next one finds the line up or gone. */
const dies = (w: Talking) => {
  w.dialer.session(w.callId)?.abandon()
}

describe('time of a call that is our fault', () => {
  it('is credited once when the line had no sound, and the receipt tells from when to when', async () => {
    const w = await talking()
    await w.run(5_000)
    w.streams.get(w.callId)?.streamBroke()
    await w.run(8_000)
    w.streams.get(w.callId)?.streamResumed()
    await w.run(12_000)
    for (let i = 0; i < 2; i++) {
      w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 1_000, endedAtMs: 26_000 }))
      w.dialer.carrierSaid(news.priced(w.callId, 60))
      await w.run(1_000)
    }
    expect(creditsOf(w)).toEqual([-2])
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15 + 2)
    expect(costOf(w)).toMatchObject({
      total_cents: 15,
      credit: { cents: 2, seconds: 8, spans: [{ cause: 'line_broke', from_ms: 5_000, ms: 8_000 }] },
    })
    expect(w.ledger.audit()).toBeNull()
  })

  it("is credited from the last word on when the program died, by the carrier's clock", async () => {
    const w = await talking()
    await w.run(20_000)
    w.calls.saveTurn(w.callId, hello)
    dies(w)
    const ended = news.ended(w.callId, { startedAtMs: 1_000, endedAtMs: 61_000 })
    for (let i = 0; i < 2; i++) strayNews(ended, w.calls.get(w.callId), { ...w.session, hangUp: () => {} })
    const lastWordMs = Math.max(...w.calls.turns(w.callId).map(({ ended_at_ms }) => ended_at_ms), 0)
    const dueCents = Math.ceil(((60_000 - lastWordMs) * 15) / 60_000)
    expect(creditsOf(w)).toEqual([-dueCents])
    expect(dueCents).toBeGreaterThan(5)
    priceCall(w.callId, { billedSeconds: 60, totalCost: null }, w.session)
    expect(creditsOf(w)).toEqual([-dueCents])
  })

  it('is credited when the bill tells of minutes that nobody was there for', async () => {
    const w = await talking({ line: { lookUp: async () => 'ended' } })
    await w.run(20_000)
    w.calls.saveTurn(w.callId, hello)
    dies(w)
    await w.run(100_000)
    w.recovery.take(w.callId)
    await w.run(1_000)
    expect(w.calls.get(w.callId)?.status).toBe('ended')
    const before = w.ledger.balanceCents('adjustment')
    for (let i = 0; i < 2; i++) priceCall(w.callId, { billedSeconds: 120, totalCost: null }, w.session)
    expect(before).toBe(0)
    const { credit, total_cents } = costOf(w)
    expect(total_cents).toBe(30)
    expect(credit?.spans).toEqual([expect.objectContaining({ cause: 'program_ended' })])
    expect(w.ledger.balanceCents('adjustment')).toBe(-(credit?.cents ?? 0))
    expect(credit?.cents).toBeGreaterThan(15)
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30 + (credit?.cents ?? 0))
  })

  it('is the whole cost when the program died at the answer, with its own reason and evidence', async () => {
    const w = await talking()
    dies(w)
    const ended = news.ended(w.callId, { startedAtMs: 1_000, endedAtMs: 1_001 })
    for (let i = 0; i < 2; i++) strayNews(ended, w.calls.get(w.callId), { ...w.session, hangUp: () => {} })
    expect(costOf(w)).toMatchObject({
      total_cents: 15,
      credit: { cents: 15, spans: [{ cause: 'program_ended', from_ms: 0, ms: 1 }] },
    })
    for (const billedSeconds of [60, 120]) priceCall(w.callId, { billedSeconds, totalCost: null }, w.session)
    expect(w.ledger.balanceCents('wallet')).toBe(10_000)
    expect(
      w.db.prepare("SELECT reason FROM ledger_posting WHERE account = 'adjustment'").pluck().all(),
    ).toEqual(Array(2).fill('Credit for a call that a fault of ours ended before anything was said'))
    expect(w.ledger.audit()).toBeNull()
  })

  it('is the whole cost when the bill tells of an answer that nobody was there for', async () => {
    const w = world({ dial: placed, line: { lookUp: async () => 'ended' } })
    w.dialer.start()
    await w.run(100)
    const callId = w.callIds[0]!
    w.dialer.session(callId)?.abandon()
    w.recovery.take(callId)
    await w.run(1_000)
    expect(w.calls.get(callId)).toMatchObject({ status: 'ended', answeredAtMs: null, costCents: 0 })
    priceCall(callId, { billedSeconds: 60, totalCost: null }, w.session)
    expect(callCosts(w.db)(callId, 15).credit).toEqual({
      cents: 15,
      seconds: 0,
      spans: [{ cause: 'program_ended', from_ms: 0, ms: 0 }],
    })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000)
  })

  it('is the time alone when the agent had been heard', async () => {
    const w = await talking()
    w.calls.saveTurn(w.callId, hello)
    dies(w)
    const ended = news.ended(w.callId, { startedAtMs: 1_000, endedAtMs: 11_000 })
    strayNews(ended, w.calls.get(w.callId), { ...w.session, hangUp: () => {} })
    expect(creditsOf(w)).toEqual([-2])
  })

  it('is never more than the call cost, and nothing for a call without a fault', async () => {
    const w = await talking()
    w.calls.addFault(w.callId, { cause: 'dead_air', fromMs: 0, ms: 600_000 })
    await w.run(10_000)
    w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 0, endedAtMs: 10_000 }))
    expect(creditsOf(w)).toEqual([-15])
    const fine = await talking()
    await fine.run(10_000)
    fine.dialer.carrierSaid(news.ended(fine.callId, { startedAtMs: 0, endedAtMs: 10_000 }))
    expect(creditsOf(fine)).toEqual([])
  })
})

describe("the carrier's bill", () => {
  it('is explained on the receipt whether it agrees or not, and what the carrier asks is in the books once', async () => {
    const w = await talking()
    await w.run(50_000)
    w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 0, endedAtMs: 50_000 }))
    expect(costOf(w).settlement).toBeNull()
    for (let i = 0; i < 2; i++) w.dialer.carrierSaid(news.priced(w.callId, 120))
    const { settlement, use } = costOf(w)
    expect(settlement).toMatchObject({
      counted_seconds: 50,
      billed_seconds: 120,
      counted_cents: 15,
      corrected_cents: 15,
      missing_cents: 0,
      explanation:
        'The carrier billed 120 seconds, 50 were counted here: the line was open longer than the news of the call told. 15 cents were added to the cost.',
    })
    expect(use.filter(({ vendor }) => vendor === 'telnyx')).toEqual([
      expect.objectContaining({ quantity: 120, unit: 's', micro_cents: 2_000_000, basis: 'billed' }),
    ])
    expect(w.ledger.balanceCents('vendor_cost')).toBe(2)
  })

  it('in whole minutes changes nothing', async () => {
    const w = await talking()
    await w.run(50_000)
    w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 0, endedAtMs: 50_000 }))
    w.dialer.carrierSaid(news.priced(w.callId, 60))
    expect(costOf(w).settlement).toMatchObject({
      corrected_cents: 0,
      explanation:
        'The carrier billed 60 seconds, 50 were counted here: it rounds up to whole minutes, as the price does. The cost stands.',
    })
  })
})
