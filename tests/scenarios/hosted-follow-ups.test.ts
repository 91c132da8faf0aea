/** Whoever was called with the hosted engine is called back with it, through the same gate. */
import { describe, expect, it } from 'vitest'
import type { SequenceStep } from '../../src-preload/contract/follow-ups.ts'
import type { World } from './dialing-world.ts'
import { hostedWorld } from './hosted-engine-world.ts'

const MINUTE = 60_000
const CALL: SequenceStep = { channel: 'call', delay_minutes: 1, window: null, subject: null, text: null }

function following(more: Partial<World> = {}) {
  const w = hostedWorld({}, more)
  const once = { most: 0, after_hours: 1 }
  w.settings.save('campaign_1', {
    ...w.settings.of('campaign_1'),
    retries: { no_answer: once, busy: once, voicemail: once, screened: once, failed: once },
  })
  for (const name of ['no_answer', 'callback_requested', 'booked_reminder'] as const)
    w.followUpDesk.setSequence(name, { steps: [CALL] })
  w.dialer.start()
  w.followUps.start()
  return {
    ...w,
    async unanswered() {
      await w.run(1_000)
      w.report({ endedReason: 'customer-did-not-answer', startedAt: undefined, endedAt: undefined })
      await w.run(6_000)
    },
    callsOfLead: () =>
      w.db
        .prepare(
          `SELECT v.engine, v.status, v.outcome, v.purpose, v.evidence_id, c.name FROM voice_call v
           JOIN call_campaign c USING (campaign_id) WHERE v.lead_id = 'lead_1' ORDER BY attempt_no`,
        )
        .all() as Record<string, string | null>[],
  }
}

describe('a follow-up call to somebody whom Vapi has called', () => {
  it('goes out on Vapi, in a campaign of its own, with gate, money and intent before Vapi is asked', async () => {
    const w = following()
    await w.unanswered()
    await w.run(2 * MINUTE)
    expect(w.callsOfLead()).toMatchObject([
      { engine: 'vapi', outcome: 'no_answer' },
      { engine: 'vapi', status: 'dialing', name: 'Follow-ups with Vapi', evidence_id: 'e' },
    ])
    expect(w.dialed).toHaveLength(2)
    const second = w.dialed[1]?.callId ?? ''
    expect(w.calls.intent(second)).toMatchObject({ fate: 'placed' })
    expect(w.ledger.callCents(second, 'held')).toBe(45)
  })

  it('is not dialed when the gate forbids it at that moment', async () => {
    let allowed = true
    const w = following({ allowed: () => allowed, permitted: () => allowed })
    await w.unanswered()
    allowed = false
    await w.run(10 * MINUTE)
    expect(w.dialed).toHaveLength(1)
    expect(w.steps()).toMatchObject([{ channel: 'call', status: 'blocked' }])
  })

  it('is asked about once more in the transaction that dials', async () => {
    const w: ReturnType<typeof following> = following({ allowed: () => w.callsOfLead().length < 2 })
    await w.unanswered()
    await w.run(2 * MINUTE)
    expect(w.callsOfLead()[1]).toMatchObject({ status: 'ended', outcome: 'canceled' })
    expect(w.dialed).toHaveLength(1)
  })

  it('that asked to be called back in that call is called back with Vapi too', async () => {
    const w = following()
    await w.live()
    w.tool('schedule_callback', { when_words: 'in ten minutes' })
    await w.run(10)
    w.report()
    await w.run(24 * 60 * MINUTE)
    expect(w.callsOfLead()[1]).toMatchObject({ engine: 'vapi', name: 'Follow-ups with Vapi' })
  })

  it('about an inspection that was booked with Vapi goes out on Vapi', async () => {
    const w = following()
    await w.live()
    const startsAtMs = Math.round(w.clock.nowMs()) + 30 * MINUTE
    w.report()
    w.db.exec(`INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, created_at_ms)
      VALUES ('b', 'call_1', 'lead_1', 1, ${startsAtMs}, ${startsAtMs + 36e5}, 'confirmed', 0)`)
    await w.run(30 * MINUTE)
    expect(w.callsOfLead()[1]).toMatchObject({ engine: 'vapi', purpose: 'inspection' })
  })
})
