import { describe, expect, it } from 'vitest'
import { creditedCents, news, talking } from './dialing-world.ts'

const answeredAndEnded = async (carrierTalkMs: number, ourTalkMs: number) => {
  const w = await talking()
  await w.run(ourTalkMs)
  w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 1_000, endedAtMs: 1_000 + carrierTalkMs }))
  return w
}
type World = Awaited<ReturnType<typeof talking>>
const total = (w: World) =>
  w.ledger.balanceCents('wallet') +
  w.ledger.balanceCents('held') +
  w.ledger.balanceCents('usage') -
  creditedCents(w)

describe('the money of a call', () => {
  it("follows the carrier's clock when the news of the hang-up came late", async () => {
    const w = await answeredAndEnded(20_000, 190_000)
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', talkMs: 20_000, costCents: 15 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15 + creditedCents(w))
  })

  it("follows the carrier's clock when the news of the answer came late", async () => {
    const w = await answeredAndEnded(130_000, 100)
    expect(w.calls.get(w.callId)).toMatchObject({ talkMs: 130_000, costCents: 45 })
  })

  it("is raised once to the carrier's bill, which the call explains", async () => {
    const w = await answeredAndEnded(50_000, 50_000)
    for (let i = 0; i < 2; i++) w.dialer.carrierSaid(news.priced(w.callId, 120))
    expect(w.calls.get(w.callId)).toMatchObject({
      costCents: 30,
      engineNotes: [
        'The carrier billed 120 seconds, more than was counted here: 15 cents were added to the cost.',
      ],
    })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30 + creditedCents(w))
    expect(total(w)).toBe(10_000)
    expect(w.db.prepare('SELECT sum(cost_cents) FROM voice_metrics_daily').pluck().get()).toBe(30)
    expect(w.db.prepare('SELECT sum(cents) FROM billing_usage').pluck().get()).toBe(30)
  })

  it("is lowered to the carrier's bill", async () => {
    const w = await answeredAndEnded(70_000, 70_000)
    w.dialer.carrierSaid(news.priced(w.callId, 60))
    expect(w.calls.get(w.callId)).toMatchObject({ costCents: 15 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15 + creditedCents(w))
  })

  it('is not touched when the bills agree', async () => {
    const w = await answeredAndEnded(70_000, 70_000)
    w.dialer.carrierSaid(news.priced(w.callId, 120))
    expect(w.calls.get(w.callId)).toMatchObject({ costCents: 30, engineNotes: [] })
  })

  it('never takes more than the wallet has', async () => {
    const w = await talking({ cents: 50 })
    w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 0, endedAtMs: 45_000 }))
    w.dialer.carrierSaid(news.priced(w.callId, 600))
    expect(w.ledger.balanceCents('wallet')).toBe(creditedCents(w))
    expect(w.calls.get(w.callId)).toMatchObject({ costCents: 50 })
    expect(w.ledger.audit()).toBeNull()
  })

  it('is corrected behind the end of the call when the bill overtook the news of it', async () => {
    const w = await talking()
    w.dialer.carrierSaid(news.priced(w.callId, 120))
    w.dialer.carrierSaid(news.ended(w.callId, { startedAtMs: 0, endedAtMs: 50_000 }))
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', costCents: 30 })
  })

  it("is the carrier's bill also when Ridgeline crashed between the bill and the news of the end", async () => {
    const w = await talking({ line: { lookUp: async () => 'ended' } })
    await w.run(10_000)
    w.dialer.carrierSaid(news.priced(w.callId, 120))
    w.dialer.session(w.callId)?.abandon()
    w.recovery.take(w.callId)
    await w.run(1_000)
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', talkMs: 120_000, costCents: 30 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30 + creditedCents(w))
    expect(w.ledger.audit()).toBeNull()
  })
})
