import { describe, expect, it } from 'vitest'
import { followUpReads } from '../../src-main/adapters/sqlite/reads/follow-up-reads.ts'
import { defaultSequences } from '../../src-main/core/follow-up/sequences.ts'
import type { TextAnswer } from '../../src-main/core/follow-up/text-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import type { SequenceStep, StopCondition } from '../../src-preload/contract/follow-ups.ts'
import { news, placed, type World, world } from './dialing-world.ts'
import { anotherRun, playFollowUps } from './played-follow-ups.ts'

const MINUTE = 60_000
const PHONE = '+15125550001'
const step = (more: Partial<SequenceStep>): SequenceStep => ({
  channel: 'sms',
  delay_minutes: 1,
  window: null,
  subject: null,
  text: more.channel === 'call' ? null : 'Hi {first_name}, call us at {callback_number}.',
  ...more,
})

/** A campaign of one lead that makes one attempt, and short sequences after it. */
function following(more: Partial<World> = {}, steps: SequenceStep[] = [step({}), step({ channel: 'call' })]) {
  const w = world({ dial: placed, ...more })
  const once = { most: 0, after_hours: 1 }
  w.settings.save('campaign_1', {
    ...w.settings.of('campaign_1'),
    retries: { no_answer: once, busy: once, voicemail: once, screened: once, failed: once },
  })
  for (const name of ['no_answer', 'voicemail', 'callback_requested', 'interested_undecided'] as const)
    w.followUpDesk.setSequence(name, { steps })
  w.dialer.start()
  w.followUps.start()
  return {
    ...w,
    async unanswered() {
      await w.run(1_000)
      w.dialer.carrierSaid(news.ended('call_1', { cause: 'no_answer' }))
      await w.run(6_000)
    },
    calls: w.calls,
    callsOfLead: () =>
      w.db
        .prepare(
          `SELECT v.call_id, v.status, v.outcome, v.purpose, c.name FROM voice_call v JOIN call_campaign c USING (campaign_id)
           WHERE v.lead_id = 'lead_1' ORDER BY attempt_no`,
        )
        .all() as {
        call_id: string
        status: string
        outcome: string | null
        purpose: string
        name: string
      }[],
  }
}

describe('a lead that did not answer', () => {
  it('gets the steps of the sequence once the campaign has made its last attempt, each so long after the one before', async () => {
    const w = following()
    await w.unanswered()
    expect(w.steps()).toMatchObject([{ channel: 'sms', status: 'waiting', sequence: 'no_answer' }])
    await w.run(MINUTE + 6_000)
    expect(w.texted).toMatchObject([{ to: PHONE }])
    expect(w.texted[0]?.text).toContain('Test Roofing LLC')
    expect(w.texted[0]?.text).toContain('Reply STOP')
    expect(w.steps()).toMatchObject([{ status: 'done' }, { channel: 'call', status: 'waiting' }])
    await w.run(MINUTE + 6_000)
    expect(w.callsOfLead()).toMatchObject([
      { outcome: 'no_answer' },
      { status: 'dialing', name: 'Follow-ups', purpose: 'offer' },
    ])
    const second = w.callsOfLead()[1]?.call_id ?? ''
    w.dialer.carrierSaid(news.ended(second, { cause: 'no_answer' }))
    await w.run(11_000)
    expect(w.steps()).toMatchObject([{ status: 'done' }, { status: 'done', acted_call_id: second }])
    expect(w.enrolments()).toEqual([
      { sequence: 'no_answer', status: 'ended', end_reason: 'Every step is done.' },
    ])
    await w.run(10 * MINUTE)
    expect(w.callsOfLead()).toHaveLength(2)
  })

  it('is not followed up while the campaign has attempts left', async () => {
    const w = following()
    w.settings.save('campaign_1', {
      ...w.settings.of('campaign_1'),
      retries: { ...w.settings.of('campaign_1').retries, no_answer: { most: 1, after_hours: 20 } },
    })
    await w.unanswered()
    await w.run(5 * MINUTE)
    expect(w.steps()).toEqual([])
  })

  it('is left alone when the sequence is turned off', async () => {
    const w = following()
    w.followUpDesk.setSequence('no_answer', { enabled: false })
    await w.unanswered()
    expect(w.steps()).toEqual([])
  })
})

describe('what is past', () => {
  const reads = ({ db }: ReturnType<typeof following>) =>
    followUpReads(db, {
      words: () => ({ subject: null, text: null }),
      sequence: (name) => ({ ...defaultSequences[name], name }),
    })
  const past = (w: ReturnType<typeof following>) =>
    reads(w).list({ limit: 10, show: 'past' }, w.clock.nowMs()).items

  it('stands at the hour at which it was really done, the latest first, when a person brought it forward', async () => {
    const w = following({}, [step({ delay_minutes: 600 }), step({ delay_minutes: 600 })])
    await w.unanswered()
    const nowMs = w.clock.nowMs()
    w.followUpDesk.now(w.steps()[0]?.follow_up_id ?? '')
    await w.run(MINUTE)
    expect(w.texted).toHaveLength(1)
    w.followUpDesk.skip(w.steps()[1]?.follow_up_id ?? '')
    const at = (sinceMs: number) => new Date(nowMs + sinceMs).toISOString()
    expect(past(w)).toMatchObject([
      { status: 'skipped', acted_at: at(MINUTE) },
      { status: 'done', acted_at: at(0) },
    ])
    expect(Date.parse(past(w)[1]?.due_at ?? '') - nowMs).toBeGreaterThan(500 * MINUTE)
  })

  it('is a call at the moment at which it was placed', async () => {
    const w = following({}, [step({ channel: 'call' })])
    await w.unanswered()
    await w.run(MINUTE + 6_000)
    const second = w.callsOfLead()[1]?.call_id ?? ''
    const placedAtMs = w.calls.get(second)?.startedAtMs ?? 0
    await w.run(MINUTE)
    w.dialer.carrierSaid(news.ended(second, { cause: 'no_answer' }))
    await w.run(11_000)
    expect(past(w)).toMatchObject([{ acted_at: new Date(placedAtMs).toISOString() }])
  })
})

describe('a text is sent once', () => {
  it('with its row and the step taken out of the line before the carrier is asked', async () => {
    const w = following()
    await w.unanswered()
    await w.run(MINUTE + 6_000)
    expect(w.rowsAtSend).toEqual([{ status: 'pending', followUp: 'acting' }])
  })

  it('and goes to a person when the carrier never answers, until its own news tell', async () => {
    const w = following({
      texts: {
        send: () => Promise.reject(new VendorFailure('telnyx', 'unclear', 'the connection was cut')),
      },
    })
    await w.unanswered()
    await w.run(30 * MINUTE)
    expect(w.texted).toHaveLength(1)
    expect(w.steps()).toMatchObject([
      {
        status: 'needs_review',
        status_reason: 'The carrier never said whether it took the text. It is not sent again by itself.',
      },
    ])
    expect(w.activities().filter(({ type }) => type === 'attention_needed')).toHaveLength(1)
    const messageId = new URL(w.texted[0]?.newsUrl ?? '').searchParams.get('message')
    w.transactions.run(() =>
      w.texting.news({
        type: 'text-status',
        messageId,
        carrierMessageId: 'm1',
        status: 'delivered',
        optedOut: false,
        detail: null,
        costUsd: '0.0051',
      }),
    )
    expect(w.steps()).toMatchObject([{ status: 'done' }, { channel: 'call', status: 'waiting' }])
    expect(w.texted).toHaveLength(1)
  })

  it('and not again after the program was killed while the carrier was asked', async () => {
    const w = following({ texts: { send: () => new Promise<TextAnswer>(() => {}) } })
    await w.unanswered()
    await w.run(MINUTE + 6_000)
    expect(w.texted).toHaveLength(1)
    const next = playFollowUps(anotherRun(w), {})
    next.followUps.start()
    await w.run(30 * MINUTE)
    expect(next.texted).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'needs_review' }])
    await next.followUps.stop()
  })

  it('and is tried again a minute later when the carrier says that texts come too fast', async () => {
    const answers: TextAnswer[] = [
      { sent: false, because: 'rate-limited', reason: 'too fast', detail: 'HTTP 429' },
    ]
    const w = following({
      texts: { send: async () => answers.shift() ?? { sent: true, carrierMessageId: 'm2' } },
    })
    await w.unanswered()
    await w.run(MINUTE + 6_000)
    expect(w.steps()).toMatchObject([{ status: 'waiting' }])
    await w.run(MINUTE + 6_000)
    expect(w.texted).toHaveLength(2)
    expect(w.steps()[0]).toMatchObject({ status: 'done' })
  })

  it('is not called any more when they write while the call waits in line for its hour', async () => {
    const w = following({ permitted: () => false, allowedAtMs: () => w.clock.nowMs() + 60 * MINUTE }, [
      step({ channel: 'call' }),
    ])
    w.calls.change('call_1', { status: 'ended', outcome: 'no_answer', endedAtMs: w.clock.nowMs() })
    await w.run(2 * MINUTE)
    expect(w.callsOfLead()).toMatchObject([{ outcome: 'no_answer' }, { status: 'queued' }])
    w.writes(PHONE, 'How much is it?')
    await w.run(MINUTE)
    expect(w.callsOfLead()).toMatchObject([{ outcome: 'no_answer' }, { outcome: 'canceled' }])
    expect(w.steps()).toMatchObject([{ status: 'canceled', status_reason: 'They answered.' }])
  })

  it('and holds up no other when it fails inside Ridgeline: it is tried again a while later', async () => {
    let fails = true
    const w = following({
      texts: {
        allowed() {
          if (fails) throw new Error('broken')
          return true
        },
      },
    })
    await w.unanswered()
    await w.run(MINUTE - 6_000)
    const planned = {
      callId: null,
      leadId: 'lead_1',
      sequence: null,
      text: null,
      dueAtMs: w.clock.nowMs() + 6_000,
    }
    w.followUpDesk.create({ ...planned, channel: 'call', reason: 'a promise' })
    await w.run(MINUTE)
    expect(w.errors).toEqual(['a follow-up could not be done'])
    expect(w.steps()).toMatchObject([
      {
        channel: 'sms',
        status: 'waiting',
        status_reason: 'Something went wrong in Ridgeline. It is tried again.',
      },
      { channel: 'call', status: 'acting' },
    ])
    fails = false
    await w.run(15 * MINUTE)
    expect(w.texted).toHaveLength(1)
  })

  it('and never after the carrier says that they stopped: then nobody calls them either', async () => {
    const w = following({
      texts: {
        send: async () => ({
          sent: false,
          because: 'opted-out',
          reason: 'opted out',
          detail: 'STOP (40300)',
        }),
      },
    })
    await w.unanswered()
    await w.run(10 * MINUTE)
    expect(w.db.prepare('SELECT phone FROM suppression').pluck().all()).toEqual([PHONE])
    expect(w.enrolments()).toMatchObject([{ status: 'ended' }])
    expect(w.callsOfLead()).toHaveLength(1)
  })
})

describe('the rules hold at the moment of each step', () => {
  it('a text waits for the permitted hour', async () => {
    let allowed = false
    const opensAtMs = 40 * MINUTE
    const w = following({ texts: { allowed: () => allowed, allowedAtMs: () => startMs + opensAtMs } })
    const startMs = w.clock.nowMs()
    await w.unanswered()
    await w.run(20 * MINUTE)
    expect(w.texted).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'waiting', due_at_ms: startMs + opensAtMs }])
    expect(w.steps()[0]?.status_reason).toContain('outside permitted hours')
    allowed = true
    await w.run(25 * MINUTE)
    expect(w.texted).toHaveLength(1)
  })

  it('a step that may never be done says why, and the next one follows', async () => {
    const w = following({ texts: { allowed: () => false } })
    await w.unanswered()
    await w.run(MINUTE + 6_000)
    expect(w.texted).toEqual([])
    expect(w.steps()).toMatchObject([
      { channel: 'sms', status: 'blocked', status_reason: 'outside permitted hours' },
      { channel: 'call', status: 'waiting' },
    ])
  })

  it('a call is asked about once more in the transaction that dials', async () => {
    let allowed = true
    const w = following({ allowed: () => allowed, permitted: () => true }, [step({ channel: 'call' })])
    await w.unanswered()
    // Between the queue and the dial somebody paused the follow-ups; when they go on, the rules have changed.
    await w.run(50_000)
    const before = w.callsOfLead().length
    expect(before).toBe(1)
    w.followUpDesk.now(w.steps()[0]?.follow_up_id ?? '')
    allowed = false
    await w.run(60_000)
    expect(w.dialed.filter(({ callId }) => callId !== 'call_1')).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'canceled' }])
  })

  it.each([
    ['spending is paused', { walletPaused: () => true }],
    ['the relay, over which they could tell us to stop, is away', { relayOnline: () => false }],
  ])('nothing is done while %s', async (_, texts) => {
    const w = following({ texts })
    await w.unanswered()
    await w.run(10 * MINUTE)
    expect(w.texted).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'waiting' }])
  })
})

describe('a sequence ends', () => {
  const ended = (w: ReturnType<typeof following>, outcome: string) =>
    w.db.exec(`INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, outcome, queued_at_ms, not_before_ms, ended_at_ms, decided_at)
      VALUES ('other', 'campaign_1', 'lead_1', 9, '${PHONE}', 'ridgeline', 'ended', '${outcome}', 0, 0, ${Math.round(w.clock.nowMs())}, 1)`)
  const book = (w: ReturnType<typeof following>) =>
    w.db.exec(`INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, created_at_ms)
      VALUES ('b', 'call_1', 'lead_1', 1, ${Math.round(w.clock.nowMs()) + 9e8}, ${Math.round(w.clock.nowMs()) + 9e8 + 36e5}, 'confirmed', 0)`)
  const happenings: [StopCondition, string, (w: ReturnType<typeof following>) => void][] = [
    ['booked', 'An inspection is booked.', book],
    ['refused', 'They turned it down, or it is the wrong number.', (w) => ended(w, 'not_interested')],
    ['refused', 'They turned it down, or it is the wrong number.', (w) => ended(w, 'wrong_number')],
    ['opted_out', 'They asked for no more calls.', (w) => ended(w, 'do_not_call')],
    ['answered', 'They answered.', (w) => ended(w, 'hung_up')],
    ['answered', 'They answered.', (w) => w.writes(PHONE, 'who is this')],
    ['suppressed', 'The number is on the do-not-call list.', (w) => w.suppress(PHONE, 'no', 'x')],
    [
      'campaign_canceled',
      'The campaign was canceled.',
      (w) => w.campaigns.setStatus('campaign_1', 'canceled', null, 1),
    ],
  ]
  it.each(happenings)('when they are %s: %s', async (condition, reason, happen) => {
    const w = following()
    await w.unanswered()
    happen(w)
    await w.run(10 * MINUTE)
    expect(w.texted).toEqual([])
    expect(w.enrolments()[0]).toEqual({ sequence: 'no_answer', status: 'ended', end_reason: reason })
    expect(w.steps()[0]).toMatchObject({ status: 'canceled', status_reason: reason })
    expect(condition).toBeTruthy()
  })

  it('not for what a person took out of its conditions, but always for a request to stop', async () => {
    const w = following()
    w.followUpDesk.setSequence('no_answer', { stop_when: [] })
    await w.unanswered()
    w.writes(PHONE, 'who is this')
    await w.run(MINUTE + 6_000)
    expect(w.texted).toHaveLength(1)
    w.suppress(PHONE, 'no', 'x')
    await w.run(10 * MINUTE)
    expect(w.callsOfLead()).toHaveLength(1)
    expect(w.enrolments()[0]).toMatchObject({ status: 'ended' })
  })
})

describe('homeowners who write', () => {
  it.each(['STOP', 'Stop texting me!!', 'ALTO', 'unsubscribe', 'take me off your list', 'no me escriba más'])(
    '"%s" puts them on the do-not-call list at once and is confirmed once',
    async (words) => {
      const w = following()
      await w.unanswered()
      w.writes(PHONE, words)
      expect(w.db.prepare('SELECT phone FROM suppression').pluck().all()).toEqual([PHONE])
      expect(w.enrolments()[0]).toMatchObject({ status: 'ended' })
      w.writes(PHONE, words)
      await w.run(30 * MINUTE)
      expect(w.texted).toMatchObject([{ to: PHONE, text: expect.stringContaining('off our list') }])
      expect(w.callsOfLead()).toHaveLength(1)
    },
  )

  it('get no second confirmation where the carrier has given it, nor one that would come too late', async () => {
    const w = following()
    await w.unanswered()
    w.writes(PHONE, 'STOP', 'STOP')
    w.writes('+15125550002', 'ALTO', null, 6 * MINUTE)
    await w.run(MINUTE)
    expect(w.db.prepare('SELECT count(*) FROM suppression').pluck().get()).toBe(2)
    expect(w.texted).toEqual([])
  })

  it('are called when they ask for it', async () => {
    const w = following({}, [step({ channel: 'call', delay_minutes: 0 }), step({})])
    w.followUpDesk.setSequence('no_answer', { steps: [step({ delay_minutes: 60 })] })
    await w.unanswered()
    w.writes(PHONE, 'Yes, call me please.')
    expect(w.enrolments()).toMatchObject([
      { sequence: 'no_answer', status: 'ended' },
      { sequence: 'callback_requested', status: 'active' },
    ])
    await w.run(12_000)
    expect(w.callsOfLead()).toMatchObject([{ outcome: 'no_answer' }, { status: 'dialing' }])
    w.writes(PHONE, 'thanks')
    expect(w.enrolments()[1]).toMatchObject({ status: 'active' })
  })

  it('with a question are for a person to answer', async () => {
    const w = following()
    await w.unanswered()
    w.writes(PHONE, 'How much is it?')
    expect(w.activities().at(-1)).toMatchObject({
      type: 'attention_needed',
      title: 'Alex Sample wrote: "How much is it?"',
    })
  })

  it('are heard once, however often the carrier tells of the same text', async () => {
    const w = following()
    w.texting.send(
      { messageId: 't', followUpId: null, answersId: null, leadId: null, phone: PHONE, evidenceId: null },
      'x',
    )
    await w.run(100)
    for (const status of ['delivered', 'sent', 'delivered'] as const)
      w.texting.news({
        type: 'text-status',
        messageId: 't',
        carrierMessageId: 'carrier_1',
        status,
        optedOut: false,
        detail: null,
        costUsd: null,
      })
    expect(w.textStore.get('t')).toMatchObject({ status: 'delivered' })
  })
})

describe('a callback that was asked for', () => {
  const ask = (w: ReturnType<typeof following>, reason: string, dueAtMs: number) =>
    w.followUps.callbackAsked(
      { leadId: 'lead_1', callId: 'call_1', campaignId: 'campaign_1', reason, dueAtMs },
      w.clock.nowMs(),
    )

  it('is placed at the time asked for, and the call in which it was asked does not count as its answer', async () => {
    const w = following({}, [step({ channel: 'call', delay_minutes: 0 })])
    await w.run(1_000)
    w.dialer.carrierSaid(news.answered('call_1'))
    const dueAtMs = w.clock.nowMs() + 20 * MINUTE
    ask(w, 'at six', dueAtMs)
    ask(w, 'at six', dueAtMs)
    w.dialer.carrierSaid(news.ended('call_1'))
    await w.run(19 * MINUTE)
    expect(w.steps()).toMatchObject([{ status: 'waiting', due_at_ms: dueAtMs }])
    await w.run(2 * MINUTE)
    expect(w.callsOfLead()).toHaveLength(2)
  })

  it('replaces what was asked before it', async () => {
    const w = following({}, [step({ channel: 'call', delay_minutes: 0 })])
    ask(w, 'at six', w.clock.nowMs() + 20 * MINUTE)
    ask(w, 'at seven instead', w.clock.nowMs() + 60 * MINUTE)
    expect(w.steps()).toMatchObject([{ status: 'canceled' }, { status: 'waiting' }])
  })

  it('waits for a person where callbacks by themselves are turned off', async () => {
    const w = following()
    w.followUpDesk.setSequence('callback_requested', { enabled: false })
    ask(w, 'at six', w.clock.nowMs() + MINUTE)
    await w.run(10 * MINUTE)
    expect(w.steps()).toMatchObject([{ status: 'waiting', sequence: null }])
    expect(w.callsOfLead()).toHaveLength(1)
  })
})

describe('reminders of an inspection', () => {
  const inspection = (more: Partial<World> = {}, inMs = 30 * MINUTE) => {
    const w = following(more)
    w.followUpDesk.setSequence('booked_reminder', {
      steps: [
        step({ delay_minutes: 20, text: 'Your inspection on {inspection}.' }),
        step({ channel: 'call', delay_minutes: 10 }),
      ],
    })
    const startsAtMs = Math.round(w.clock.nowMs()) + inMs
    w.db.exec(`INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, created_at_ms)
      VALUES ('b', 'call_1', 'lead_1', 1, ${startsAtMs}, ${startsAtMs + 36e5}, 'confirmed', 0)`)
    w.db.exec(
      `UPDATE voice_call SET status = 'ended', outcome = 'booked', decided_at = 1 WHERE call_id = 'call_1'`,
    )
    return { ...w, startsAtMs }
  }

  it('go out so long before it, and a call about it is one about an inspection', async () => {
    const w = inspection()
    await w.run(MINUTE + 6_000)
    expect(w.steps()).toMatchObject([
      { channel: 'sms', due_at_ms: w.startsAtMs - 20 * MINUTE, sequence: 'booked_reminder' },
    ])
    await w.run(10 * MINUTE)
    expect(w.texted).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/on \w+day, \w+ \d+ at \d+:\d\d [AP]M\./) }),
    ])
    await w.run(10 * MINUTE)
    expect(w.callsOfLead()).toMatchObject([
      { outcome: 'booked' },
      { purpose: 'inspection', status: 'dialing' },
    ])
  })

  it('follow it when it is moved, and end when it is canceled', async () => {
    const w = inspection()
    await w.run(MINUTE + 6_000)
    const movedTo = w.startsAtMs + 60 * MINUTE
    w.db.exec(
      `UPDATE voice_booking SET starts_at_ms = ${movedTo}, ends_at_ms = ${movedTo + 36e5}, sequence = 1`,
    )
    await w.run(66_000)
    expect(w.steps()).toMatchObject([
      { status: 'canceled' },
      { status: 'waiting', due_at_ms: movedTo - 20 * MINUTE },
    ])
    w.db.exec(`UPDATE voice_booking SET status = 'canceled'`)
    await w.run(90 * MINUTE)
    expect(w.texted).toEqual([])
    expect(w.enrolments()).toMatchObject([{ status: 'ended' }, { status: 'ended' }])
  })

  it('whose time is over already are left out', async () => {
    const w = inspection({}, 15 * MINUTE)
    await w.run(MINUTE + 6_000)
    expect(w.steps()).toMatchObject([{ channel: 'call', due_at_ms: w.startsAtMs - 10 * MINUTE }])
  })

  it('never come after it began', async () => {
    const w = inspection({ texts: { allowed: () => false, allowedAtMs: () => w.startsAtMs + MINUTE } })
    await w.run(12 * MINUTE)
    expect(w.steps()[0]).toMatchObject({ channel: 'sms', status: 'blocked' })
  })
})

describe('a person', () => {
  const planned = async (more: Partial<World> = {}) => {
    const w = following(more)
    await w.unanswered()
    return { ...w, id: w.steps()[0]?.follow_up_id ?? '' }
  }

  it('skips a step, and the next one follows', async () => {
    const w = await planned()
    w.followUpDesk.skip(w.id)
    expect(w.steps()).toMatchObject([{ status: 'skipped' }, { channel: 'call', status: 'waiting' }])
    expect(() => w.followUpDesk.skip(w.id)).toThrow(/skipped already/)
  })

  it('does a step now', async () => {
    const w = await planned()
    w.followUpDesk.now(w.id)
    await w.run(100)
    expect(w.texted).toHaveLength(1)
    await w.run(2 * MINUTE)
    expect(w.texted).toHaveLength(1)
  })

  it('is told why a step may not be done now', async () => {
    const w = await planned({ texts: { allowed: () => false, allowedAtMs: (nowMs) => nowMs + 9 * MINUTE } })
    expect(() => w.followUpDesk.now(w.id)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        detail: expect.stringContaining('outside permitted hours'),
      }),
    )
    expect(w.steps()).toMatchObject([{ status: 'waiting' }])
    expect(w.texted).toEqual([])
  })

  it('moves a step and writes their own words, which still name the sender and the way out', async () => {
    const w = await planned()
    w.followUpDesk.change(w.id, {
      dueAtMs: w.clock.nowMs() + 5 * MINUTE,
      text: 'We are on your street today.',
    })
    await w.run(4 * MINUTE)
    expect(w.texted).toEqual([])
    await w.run(2 * MINUTE)
    expect(w.texted[0]?.text).toBe('Test Roofing LLC: We are on your street today. Reply STOP to opt out.')
    expect(() => w.followUpDesk.change(w.id, { text: 'later' })).toThrow(/already/)
  })

  it('may not send words in braces that nobody fills in', async () => {
    const w = await planned()
    expect(() => w.followUpDesk.change(w.id, { text: 'Hi {firstname}' })).toThrow(
      expect.objectContaining({ detail: expect.stringContaining('{firstname}') }),
    )
  })

  it('plans a step of their own, once', async () => {
    const w = following()
    await w.unanswered()
    const wish = {
      callId: 'call_1',
      leadId: null,
      sequence: null,
      channel: 'sms',
      reason: 'Asked for references',
      text: 'Here they are.',
      dueAtMs: null,
    } as const
    expect(w.followUpDesk.create(wish)).toBe(w.followUpDesk.create(wish))
    expect(w.steps().filter(({ sequence }) => sequence === null)).toHaveLength(1)
  })
})
