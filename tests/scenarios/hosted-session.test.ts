/** One call of the hosted engine on a virtual clock: every promise of our own side, whatever the engine tells or does not. */
import { describe, expect, it } from 'vitest'
import { callReads } from '../../src-main/adapters/sqlite/reads/call-reads.ts'
import { callApp } from '../../src-main/app/calls.ts'
import { Recovery } from '../../src-main/core/call/recovery/recover.ts'
import type { HostedCallRequest, HostedReport } from '../../src-main/core/hosted/hosted-engine.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { holdForCall } from '../../src-main/core/wallet/wallet.ts'
import { hostedWorld, stops } from './hosted-engine-world.ts'

/** What `find_inspection_slots` was answered. */
function firstSlot(answers: readonly { body: unknown }[]): { slot_id: string; spoken: string } {
  const [answer] = answers
  if (!answer) throw new Error('nothing was answered')
  const { results } = answer.body as { results: [{ result: string }] }
  return JSON.parse(results[0].result).slots[0]
}

describe('dialing with the hosted engine', () => {
  it('asks the same gate, holds the money and commits the intent before Vapi is asked', async () => {
    const w = hostedWorld()
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(1)
    expect(w.ledger.balanceCents('held')).toBe(45)
    expect(w.calls.intent(w.callId)).toMatchObject({ fate: 'placed' })
    expect(w.call()).toMatchObject({ status: 'dialing', carrierCallId: `vapi-${w.callId}` })
  })

  it('dials nothing that the gate forbids at the last moment', async () => {
    const w = hostedWorld({}, { allowed: () => false })
    w.dialer.start()
    await w.run(100)
    expect(w.dialed).toHaveLength(0)
    expect(w.call()).toMatchObject({ status: 'ended', outcome: 'canceled' })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it('gives Vapi the fixed opening, our tools, and no more time than the wallet pays for', async () => {
    const w = hostedWorld({}, { cents: 75 })
    w.dialer.start()
    await w.run(100)
    const { assistant } = w.dialed[0] as HostedCallRequest
    expect(assistant.firstMessage).toMatch(
      /A\.I\. assistant for Test Roofing LLC\. To stop these calls, say stop calling or press 9\./,
    )
    expect(assistant.tools.map(({ name }) => name)).toContain('add_to_do_not_call')
    expect(assistant.maxDurationSeconds).toBe(300)
  })

  it('never dials twice: an unclear answer is looked up, and what cannot be found goes to a person', async () => {
    let asked = 0
    const unclear = {
      dial: async () => {
        asked++
        throw new VendorFailure('vapi', 'unclear', 'HTTP 500')
      },
    }
    const found = hostedWorld({ ...unclear, findDialed: async () => 'vapi-found' })
    found.dialer.start()
    await found.run(60_000)
    expect(found.call()).toMatchObject({ carrierCallId: 'vapi-found' })
    const lost = hostedWorld(unclear)
    lost.dialer.start()
    await lost.run(600_000)
    expect(lost.call()).toMatchObject({ status: 'ended', outcome: 'needs_review' })
    expect(lost.ledger.balanceCents('held')).toBe(0)
    expect(asked).toBe(2)
  })
})

describe('a homeowner who wants no more calls', () => {
  it.each(['Please stop calling me.', 'No me llame más.', "User's Keypad Entry: 9"])(
    '"%s": is on the list first, hears it confirmed, and is off the line within five seconds',
    async (said) => {
      const w = hostedWorld()
      await w.live()
      const heardAtMs = w.clock.monotonicMs()
      w.words('user', said)
      await w.run(5_000)
      const after = w.did.filter(({ atMs, what }) => atMs >= heardAtMs && what !== 'dial')
      expect(after.map(({ what }) => what.split(':')[0])).toEqual(['suppress', 'say and hang up', 'hang up'])
      expect((after.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) - heardAtMs).toBeLessThan(5_000)
      w.report({ endedReason: 'assistant-ended-call' })
      expect(w.call()?.outcome).toBe('do_not_call')
    },
  )

  it('is put on the list by the agent’s own tool as well, which is told to say so and to hang up', async () => {
    const w = hostedWorld()
    await w.live()
    w.tool('add_to_do_not_call', { homeowner_words: 'we would rather not' })
    await w.run(5_000)
    expect(w.did.map(({ what }) => what.split(':')[0])).toEqual(['dial', 'suppress', 'hang up'])
    expect(w.answers[0]?.body).toMatchObject({
      results: [
        { message: { endCallAfterSpokenEnabled: true, content: expect.stringContaining('off our list') } },
      ],
    })
  })

  it('is on the list even when the words come only with the account of the call', async () => {
    const w = hostedWorld()
    await w.live()
    w.report({
      artifact: {
        messages: [
          { role: 'bot', message: 'Hi, this is Ava.', secondsFromStart: 0 },
          { role: 'user', message: 'Take me off your list.', secondsFromStart: 4 },
        ],
      },
    })
    expect(w.suppressed).toEqual(['Take me off your list.'])
    expect(w.call()?.outcome).toBe('do_not_call')
  })

  it('is on the list when the message comes long after the call', async () => {
    const w = hostedWorld()
    await w.live()
    w.report()
    expect(w.call()?.status).toBe('ended')
    w.words('user', 'Stop calling me.')
    expect(w.did.map(({ what }) => what)).toContain('suppress: Stop calling me.')
  })
})

describe('messages of the hosted engine', () => {
  it('are each applied once, and in whatever order they come the end is the same', async () => {
    const w = hostedWorld()
    await w.live()
    w.report()
    const ended = w.call()
    w.status('ended')
    w.status('in-progress')
    w.status('ringing')
    w.report()
    await w.run(120_000)
    expect(w.call()).toEqual(ended)
    expect(w.db.prepare('SELECT sum(calls) FROM voice_metrics_daily').pluck().get()).toBe(1)
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30)
    expect(w.db.prepare('SELECT count(*) FROM vendor_cost WHERE vendor = ?').pluck().get('vapi')).toBe(1)
  })

  it('may bring the end before the account of it: the call waits for that, and then has its words and cost', async () => {
    const w = hostedWorld()
    await w.live()
    w.status('ended')
    expect(w.call()?.status).toBe('live')
    w.report({
      artifact: { messages: [{ role: 'bot', message: 'Hello there.', secondsFromStart: 1, duration: 900 }] },
    })
    expect(w.call()).toMatchObject({ status: 'ended', talkMs: 90_000, costCents: 30 })
    expect(w.calls.turns(w.callId)).toMatchObject([
      { text: 'Hello there.', started_at_ms: 1_000, ended_at_ms: 1_900 },
    ])
  })

  it('may be lost altogether: Vapi is asked until it tells how the call went', async () => {
    let known: HostedReport | 'alive' = 'alive'
    const w = hostedWorld({ report: async () => known })
    w.dialer.start()
    await w.run(60_000)
    known = {
      cause: 'no_answer',
      endedBy: 'unknown',
      machineAnswered: false,
      trouble: false,
      detail: 'customer-did-not-answer',
      startedAtMs: null,
      endedAtMs: null,
      lines: [],
      costUsd: '0.00',
    }
    await w.run(21_000)
    expect(w.call()).toMatchObject({ status: 'ended', outcome: 'no_answer', costCents: 0 })
  })

  it('and a look-up may both bring the account of a call: it is taken once', async () => {
    const w = hostedWorld()
    await w.live()
    w.words('user', 'Hello?')
    w.report({ artifact: { messages: [{ role: 'user', message: 'Hello?', secondsFromStart: 0 }] } })
    w.tell({
      type: 'end-of-call-report',
      endedReason: 'customer-ended-call',
      startedAt: '2026-11-23T16:00:00.000Z',
      endedAt: '2026-11-23T16:05:00.000Z',
      artifact: { messages: [{ role: 'bot', message: 'Something else', secondsFromStart: 0 }] },
    })
    expect(w.calls.turns(w.callId)).toMatchObject([{ speaker: 'homeowner', text: 'Hello?' }])
    expect(w.call()).toMatchObject({ talkMs: 90_000, costCents: 30 })
  })

  it('that tell of a second call for one dial have that one hung up', async () => {
    const w = hostedWorld()
    await w.live()
    w.tell({ type: 'status-update', status: 'in-progress', call: { id: 'vapi-another', name: w.callId } })
    expect(w.did.map(({ what }) => what)).toContain('hang up stray vapi-another')
  })
})

describe('after a crash', () => {
  it('a hosted call is hung up, ended and accounted for with its own words and cost', async () => {
    let alive = true
    const account: HostedReport = {
      cause: 'canceled',
      endedBy: 'us',
      machineAnswered: false,
      trouble: false,
      detail: 'manually-canceled',
      startedAtMs: 1_000_000,
      endedAtMs: 1_070_000,
      lines: [
        { speaker: 'agent', text: 'Hi, this is Ava.', startedAtMs: 0, endedAtMs: 2_000 },
        { speaker: 'homeowner', text: 'Please stop calling.', startedAtMs: 3_000, endedAtMs: 5_000 },
      ],
      costUsd: '0.15000000',
    }
    const w = hostedWorld({
      hangUp: async () => {
        alive = false
      },
      lookUp: async () => (alive ? 'alive' : 'ended'),
      report: async () => (alive ? 'alive' : account),
    })
    holdForCall(w.ledger, w.callId, 0)
    w.calls.change(w.callId, {
      status: 'live',
      startedAtMs: w.clock.nowMs(),
      answeredAtMs: w.clock.nowMs(),
      carrierCallId: `vapi-${w.callId}`,
    })
    const recovery = new Recovery({ ...w.session, lineOf: () => w.engine })
    stops.push(() => recovery.stop())
    recovery.start()
    w.reports.start()
    await w.run(60_000)
    expect(alive).toBe(false)
    expect(w.call()).toMatchObject({ status: 'ended', carrierBilledSeconds: 70, costCents: 30 })
    expect(w.calls.turns(w.callId).map(({ text }) => text)).toEqual([
      'Hi, this is Ava.',
      'Please stop calling.',
    ])
    expect(w.did.map(({ what }) => what)).toContain('suppress: Please stop calling.')
    expect(
      w.db.prepare('SELECT sum(micro_cents) FROM vendor_cost WHERE vendor = ?').pluck().get('vapi'),
    ).toBe(15_000_000)
    expect(w.calls.unbilled(0, 'vapi')).toEqual([])
  })
})

describe('the tools of a hosted call', () => {
  it('are used once, however often Vapi asks, and answered while it waits', async () => {
    const w = hostedWorld()
    await w.live()
    for (let times = 0; times < 2; times++) {
      w.tool('schedule_callback', { when_words: 'tomorrow' }, { id: 'tc-same' })
      await w.run(10)
    }
    const [first, second] = w.answers.map(({ body }) => body)
    expect(first).toMatchObject({
      results: [{ toolCallId: 'tc-same', result: expect.stringContaining('"ok":true') }],
    })
    expect(second).toEqual(first)
    expect(w.db.prepare('SELECT count(*) FROM follow_up').pluck().get()).toBe(1)
    expect(w.calls.turns(w.callId).flatMap(({ actions }) => actions)).toHaveLength(1)
  })

  it('book only a time that the homeowner has heard', async () => {
    const w = hostedWorld()
    await w.live()
    w.tool('find_inspection_slots', {})
    await w.run(10)
    const slot = firstSlot(w.answers)
    w.tool('book_inspection', { slot_id: slot.slot_id, homeowner_words: 'yes' })
    await w.run(10)
    expect(w.answers[1]?.body).toMatchObject({
      results: [{ error: expect.stringContaining('has not heard') }],
    })
    w.words('assistant', `How about ${slot.spoken}?`)
    w.words('user', 'That works.')
    w.tool('book_inspection', { slot_id: slot.slot_id, homeowner_words: 'That works.' })
    await w.run(10)
    expect(w.answers[2]?.body).toMatchObject({ results: [{ result: expect.stringContaining('"ok":true') }] })
    w.report()
    expect(w.call()?.outcome).toBe('booked')
  })

  it('do nothing late that the agent was told has failed, except what protects the homeowner', async () => {
    const w = hostedWorld()
    await w.live()
    w.tool('find_inspection_slots', {})
    await w.run(10)
    const slot = firstSlot(w.answers)
    w.words('assistant', `How about ${slot.spoken}?`)
    w.tool('book_inspection', { slot_id: slot.slot_id, homeowner_words: 'Yes.' }, { waits: false })
    w.tool('add_to_do_not_call', { homeowner_words: 'never again' }, { waits: false })
    await w.run(10)
    expect(w.calls.bookingOf(w.callId)).toBeNull()
    expect(w.did.map(({ what }) => what)).toContain('suppress: never again')
    expect(w.activities().map(({ title }) => title)).toContainEqual(expect.stringContaining('call back'))
  })

  it('that were done though Vapi no longer heard of it are told to a person', async () => {
    const w = hostedWorld()
    await w.live()
    const eventId = w.tool('schedule_callback', { when_words: 'tomorrow' })
    await w.run(10)
    w.questions()?.answerTaken(eventId, false)
    expect(w.activities().map(({ title }) => title)).toContainEqual(
      expect.stringMatching(/was told that it could not be done, but it is: Callback/),
    )
  })
})

describe('money and the desk', () => {
  it('wraps up in time when the money ends, and never takes more than there is', async () => {
    const w = hostedWorld({}, { cents: 45 })
    await w.live()
    await w.run(185_000)
    expect(w.did.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/^say and hang up: I have to wrap up/),
    )
    expect(w.ledger.balanceCents('wallet')).toBeGreaterThanOrEqual(0)
  })

  it('lets the desk say, whisper and mute, and tells why it cannot listen or take over', async () => {
    const w = hostedWorld()
    await w.live()
    const hands = w.desk.hands(w.callId)
    await hands.say('One moment, please.')
    await hands.whisper('Offer Tuesday.')
    await hands.mute(true)
    expect(w.did.map(({ what }) => what)).toEqual([
      'dial',
      'say: One moment, please.',
      'advise: <office_note>Offer Tuesday.</office_note>',
      'mute',
    ])
    expect(() => hands.takeOver()).toThrow('The hosted engine cannot do that')
    expect(callReads(w.db).detail(w.callId).desk_acts).toMatchObject([
      { action: 'whispered', text: 'Offer Tuesday.' },
      { action: 'muted', text: null },
    ])
    expect(w.desk.snapshot()[0]).toMatchObject({
      engine: 'vapi',
      desk: 'muted',
      unavailable: { listen: expect.any(String), take_over: expect.any(String) },
    })
  })

  it('puts a line of the desk on record as the desk’s, right after a hint too, and so does the final account', async () => {
    const w = hostedWorld()
    await w.live()
    const hands = w.desk.hands(w.callId)
    await hands.whisper('Offer Tuesday.')
    await w.run(600)
    await hands.say('We also check the gutters.')
    w.words('assistant', 'Great, this will be quick. We also check the gutters.')
    w.words('assistant', 'Do you own the home?')
    const saidBy = () =>
      callReads(w.db)
        .detail(w.callId)
        .turns.map(({ said_by, text }) => [said_by, text])
    const OPENING = ['agent', 'Hi, this is Ava, the A.I. assistant for Test Roofing LLC.']
    const GREAT = ['agent', 'Great, this will be quick.']
    const DESK = ['desk', 'We also check the gutters.']
    const ASKS = ['agent', 'Do you own the home?']
    expect(saidBy()).toEqual([[OPENING[0], `${OPENING[1]} ${GREAT[1]}`], DESK, ASKS])
    w.report({
      artifact: {
        messages: [
          { role: 'bot', message: OPENING[1], secondsFromStart: 0, duration: 900 },
          { role: 'user', message: 'Yes.', secondsFromStart: 1, duration: 300 },
          {
            role: 'bot',
            message: `${GREAT[1]} ${DESK[1]} ${ASKS[1]}`,
            secondsFromStart: 1.6,
            duration: 4_000,
          },
        ],
      },
    })
    expect(saidBy()).toEqual([OPENING, [null, 'Yes.'], GREAT, DESK, ASKS])
    expect(callReads(w.db).detail(w.callId).desk_acts).toMatchObject([{ action: 'whispered' }])
  })

  it('tells the desk of a line that Vapi took and did not say, at the latest when the call is over', async () => {
    const w = hostedWorld()
    await w.live()
    const hands = w.desk.hands(w.callId)
    const told = () => ({
      acts: callReads(w.db).detail(w.callId).desk_acts,
      asks: w.activities().filter(({ type }) => type === 'attention_needed'),
    })
    await hands.say('We also check the gutters.')
    await w.run(29_000)
    expect(told()).toEqual({ acts: [], asks: [] })
    await w.run(2_000)
    expect(told().acts).toMatchObject([{ action: 'not_said', text: 'We also check the gutters.' }])
    expect(told().asks.map(({ title }) => title)).toEqual([
      'Vapi did not say your line to Alex Sample: “We also check the gutters.”',
    ])
    await hands.say('One last thing about your roof.')
    w.report()
    expect(told().acts).toMatchObject([
      { action: 'not_said' },
      { action: 'not_said', text: 'One last thing about your roof.' },
    ])
    expect(told().asks).toHaveLength(2)
  })

  it('refuses a line that Vapi would swallow: before the opening, from a muted agent, in its goodbye', async () => {
    const w = hostedWorld()
    w.dialer.start()
    await w.run(100)
    w.status('in-progress')
    const hands = w.desk.hands(w.callId)
    await expect(hands.say('Hello.')).rejects.toThrow('The opening comes first')
    w.words('assistant', 'Hi, this is Ava, the A.I. assistant for Test Roofing LLC.')
    await hands.mute(true)
    await expect(hands.say('Hello.')).rejects.toThrow('The agent is muted')
    await hands.mute(false)
    w.words('user', 'Please stop calling me.')
    await expect(hands.say('Hello.')).rejects.toThrow('The agent is saying goodbye')
    expect(w.did.map(({ what }) => what)).not.toContain('say: Hello.')
  })

  it('is told apart from a homeowner who hung up when the desk hung up', async () => {
    const w = hostedWorld()
    await w.live()
    w.words('user', 'Let me think about it.')
    w.dialer.session(w.callId)?.hangUpByPerson()
    w.report({ endedReason: 'manually-canceled' })
    expect(callReads(w.db).detail(w.callId)).toMatchObject({ outcome: 'hung_up', hung_up_at_desk: true })
    expect(w.activities().map(({ title }) => title)).toContain(
      'The call with Alex Sample was ended at the desk',
    )
  })

  it('has no answer times, which is told as an answer and not as a failure', async () => {
    const w = hostedWorld()
    await w.live()
    w.report()
    const app = callApp({
      ...w,
      callReads: callReads(w.db),
      readCallLog: async () => null,
      recordings: { wav: async () => null, peaks: async () => null },
    })
    expect(await app.timeline(w.callId)).toEqual({ known: false, because: 'hosted' })
    w.db.exec(`UPDATE voice_call SET engine = 'ridgeline'`)
    expect(await app.timeline(w.callId)).toEqual({ known: false, because: 'none_kept' })
  })

  it('hangs up every hosted call when Ridgeline closes: nobody would hear a request to stop', async () => {
    const w = hostedWorld()
    await w.live()
    await w.dialer.stop()
    expect(w.did.map(({ what }) => what)).toContain('hang up')
  })
})

describe('news whose write fails', () => {
  it('leaves nothing behind in memory: the answer that comes again is debited', async () => {
    const w = hostedWorld()
    w.dialer.start()
    await w.run(100)
    w.status('ringing')
    const answered = () => w.tell({ type: 'status-update', status: 'in-progress' }, 'the-answer')
    expect(() =>
      w.transactions.run(() => {
        answered()
        throw new Error('the commit failed')
      }),
    ).toThrow('the commit failed')
    expect(w.call()?.status).not.toBe('live')
    answered()
    await w.run(100)
    expect(w.call()).toMatchObject({ status: 'live', costCents: 15 })
  })
})
