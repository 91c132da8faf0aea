import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { turnOf } from '../../../tests/fixtures/turn-of.ts'
import type { CallChanges } from '../../core/call/call-record.ts'
import { sqliteCalls } from './call-store.ts'
import { sqliteInbox } from './relay-inbox.ts'

const START_MS = Date.UTC(2026, 10, 23, 16)
const calls = (count = 1) => {
  const { db, callIds } = storeWithCalls(count)
  return { db, callIds, store: sqliteCalls(db, () => 'America/Chicago') }
}

describe('a stored call', () => {
  it('only moves forward, in whatever order the news of it arrives', () => {
    const news: CallChanges[] = [
      { status: 'ringing' },
      { status: 'live', answeredAtMs: START_MS },
      { status: 'dialing', startedAtMs: START_MS },
      { status: 'ended', outcome: 'booked', endedAtMs: START_MS + 1 },
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const { store, callIds } = calls()
        for (const i of order) store.change(callIds[0]!, news[i]!)
        expect(store.get(callIds[0]!)).toMatchObject({ status: 'ended', outcome: 'booked' })
      }),
    )
  })

  it('is dialed under one command only, and one attempt of a lead exists once', () => {
    const { db, store, callIds } = calls()
    store.saveIntent(callIds[0]!, 'cmd_1', 1)
    expect(() => store.saveIntent(callIds[0]!, 'cmd_2', 2)).toThrow(/UNIQUE/)
    expect(() =>
      db.exec(`INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, queued_at_ms, not_before_ms)
        VALUES ('again', 'campaign_1', 'lead_1', 1, '+15125550001', 'ridgeline', 'queued', 0, 0)`),
    ).toThrow(/UNIQUE/)
  })

  it('cannot be ended without an outcome, nor have one before its end', () => {
    const { store, callIds } = calls()
    expect(() => store.change(callIds[0]!, { status: 'ended' })).toThrow(/CHECK/)
    expect(() => store.change(callIds[0]!, { outcome: 'booked' })).toThrow(/CHECK/)
  })

  it('counts in the roll-up of its day exactly as a recount from the facts would', () => {
    const { db, store, callIds } = calls(30)
    const outcomes = ['booked', 'callback', 'voicemail', 'no_answer', 'do_not_call'] as const
    for (const [i, callId] of callIds.entries()) {
      const startedAtMs = START_MS + i * 3_600_000
      store.change(callId, { status: 'dialing', startedAtMs })
      const answered = i % 5 !== 3
      if (answered) store.change(callId, { status: 'live', answeredAtMs: startedAtMs + 9_000 })
      store.change(callId, {
        status: 'ended',
        outcome: outcomes[i % 5]!,
        talkMs: answered ? 61_000 : 0,
        costCents: 30,
      })
      // Late news of an ended call must not count it again.
      store.change(callId, { status: 'ended', costCents: 30 })
    }
    const rolled = db
      .prepare(
        'SELECT sum(calls) c, sum(answered) a, sum(bookings) b, sum(voicemails) v, sum(talk_ms) t, sum(cost_cents) p FROM voice_metrics_daily',
      )
      .get()
    const facts = db
      .prepare(`SELECT count(*) c, sum(answered_at_ms IS NOT NULL AND outcome <> 'voicemail') a, sum(outcome = 'booked') b, sum(outcome = 'voicemail') v, sum(talk_ms) t, sum(cost_cents) p
        FROM voice_call WHERE status = 'ended' AND started_at_ms IS NOT NULL`)
      .get()
    expect(rolled).toEqual(facts)
  })
})

describe('the days', () => {
  const DAYS = 'SELECT * FROM voice_metrics_daily ORDER BY day'
  const outcomes = ['booked', 'callback', 'voicemail', 'no_answer', 'do_not_call', 'not_interested'] as const

  function yearOfCalls(timeZone: () => string) {
    const { db, callIds } = storeWithCalls(400)
    db.prepare(`UPDATE voice_call SET purpose = 'inspection' WHERE rowid % 5 = 0`).run()
    const store = sqliteCalls(db, timeZone)
    for (const [i, callId] of callIds.entries()) {
      const startedAtMs = START_MS + i * 7_654_321
      store.change(callId, { status: 'dialing', startedAtMs })
      if (i % 3 > 0) store.change(callId, { status: 'live', answeredAtMs: startedAtMs + 9_000 })
      // Some never came to their end, and of some more is learned afterwards.
      if (i % 11 === 0) continue
      const outcome = outcomes[i % outcomes.length]!
      store.change(callId, { status: 'ended', outcome, talkMs: i * 100, costCents: i % 40 })
      if (i % 7 === 0) store.change(callId, { outcome: 'do_not_call', costCents: 99 })
    }
    return { db, store, days: () => db.prepare(DAYS).all() as { day: string; calls: number }[] }
  }

  it('that were kept up to date call by call are those that a recount finds', () => {
    const { db, store, days } = yearOfCalls(() => 'America/Chicago')
    const kept = days()
    expect(kept.length).toBeGreaterThan(30)
    store.recountDays()
    expect(days()).toEqual(kept)
    db.prepare('UPDATE voice_metrics_daily SET calls = calls + 1').run()
    expect(days()).not.toEqual(kept)
    store.recountDays()
    expect(days()).toEqual(kept)
  })

  it('begin elsewhere in another time zone, and later news of a call finds its day', () => {
    let timeZone = 'America/Chicago'
    const { store, days } = yearOfCalls(() => timeZone)
    const inChicago = days()
    timeZone = 'America/Los_Angeles'
    store.recountDays()
    expect(days()).not.toEqual(inChicago)
    const before = days()
    store.change('call_2', { costCents: 1_000 })
    const cents = (rows: readonly object[]) =>
      rows.reduce((sum, row) => sum + (row as { cost_cents: number }).cost_cents, 0)
    expect(cents(days()) - cents(before)).toBe(1_000 - 1)
    store.recountDays()
    expect(cents(days()) - cents(before)).toBe(1_000 - 1)
  })
})

describe('what the latest calls came to', () => {
  it('counts the ended ones that were dialed, answered or not, and nothing else', () => {
    const { db, callIds } = storeWithCalls(4)
    const store = sqliteCalls(db, () => 'America/Chicago')
    expect(store.experience(300)).toBeNull()
    const [answered, missed, canceled] = callIds as [string, string, string]
    store.change(answered, {
      status: 'ended',
      outcome: 'booked',
      startedAtMs: 1,
      endedAtMs: 9,
      talkMs: 90_000,
      costCents: 30,
    })
    store.change(missed, { status: 'ended', outcome: 'no_answer', startedAtMs: 2, endedAtMs: 9 })
    store.change(canceled, { status: 'ended', outcome: 'canceled', endedAtMs: 9 })
    expect(store.experience(300)).toMatchObject({ dialed: 2, averageCents: 15, averageTalkMs: 45_000 })
    expect(store.experience(1)).toMatchObject({ dialed: 1, averageCents: 0 })
  })
})

describe('a transcript that is replaced', () => {
  it('is found by its new words and no longer by those it had before', () => {
    const { db, callIds } = storeWithCalls(1)
    const store = sqliteCalls(db, () => 'America/Chicago')
    const callId = callIds[0] as string
    const turn = (turn_id: string, text: string) => turnOf({ turn_id, speaker: 'homeowner', text })
    const found = (word: string) =>
      db.prepare('SELECT count(*) FROM turn_search WHERE turn_search MATCH ?').pluck().get(word)
    store.replaceTurns(callId, [turn('t-1', 'a leaking skylight'), turn('t-2', 'and a gutter')])
    store.replaceTurns(callId, [{ ...turn('t-1', 'a chimney'), speaker: 'agent', said_by: 'agent' }])
    expect(store.turns(callId)).toMatchObject([{ speaker: 'agent', text: 'a chimney' }])
    expect([found('skylight'), found('gutter'), found('chimney')]).toEqual([0, 0, 1])
    expect(() => db.exec(`INSERT INTO turn_search (turn_search) VALUES ('integrity-check')`)).not.toThrow()
  })
})

describe('the inbox', () => {
  it('admits an event once, whatever comes with it the second time', () => {
    const { db } = storeWithCalls(0)
    const inbox = sqliteInbox(db)
    const event = {
      seq: 1,
      source: 'telnyx' as const,
      eventId: 'evt',
      receivedAt: '2026-11-23T16:00:00Z',
      body: { a: 1 },
    }
    expect(inbox.admit(event, 1)).toBe(true)
    expect(inbox.admit({ ...event, seq: 2, body: { a: 2 } }, 2)).toBe(false)
    expect(inbox.admit({ ...event, source: 'vapi' }, 3)).toBe(true)
  })
})
