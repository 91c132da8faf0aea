import { describe, expect, it } from 'vitest'
import { callReads } from '../../src-main/adapters/sqlite/reads/call-reads.ts'
import { sqliteInbox } from '../../src-main/adapters/sqlite/relay-inbox.ts'
import { type EndedCall, noFactsYet } from '../../src-main/core/call/call-facts.ts'
import { carrierNews } from '../../src-main/core/call/carrier-news.ts'
import { finishCall } from '../../src-main/core/call/closing/finish-call.ts'
import type { CarrierEvent, EndedEvent } from '../../src-main/core/call/phone-line.ts'
import type { RelayEvent } from '../../src-main/core/call/relay-link.ts'
import { turnOf } from '../fixtures/turn-of.ts'
import { news, placed, talking, world } from './dialing-world.ts'

type Talking = Awaited<ReturnType<typeof talking>>
let seq = 0
const arrives = (body: unknown, source: RelayEvent['source'] = 'telnyx'): RelayEvent => ({
  seq: ++seq,
  source,
  eventId: `event_${seq}`,
  receivedAt: '2026-11-23T16:00:00Z',
  body,
})
const newsOf = (w: ReturnType<typeof world>, apply = (event: CarrierEvent) => w.dialer.carrierSaid(event)) =>
  carrierNews({
    ...w.session,
    inbox: sqliteInbox(w.db),
    translate: ({ source, body }) => (source === 'telnyx' ? (body as CarrierEvent) : 'no-handler'),
    apply,
    relayDid: () => {},
  })

describe('the end of a call', () => {
  it('is told in the transaction that writes it, and its summary afterwards', async () => {
    const w = await talking()
    w.dialer.carrierSaid(news.ended(w.callId))
    expect(w.activities().map(({ type }) => type)).toContain('voice_call_completed')
    expect(w.activities().map(({ type }) => type)).not.toContain('voice_call_summarized')
  })

  it('is told again with its summary, once that is written', async () => {
    const w = await talking()
    finishCall(endedCall(w), { ...w.session, ended: () => {} })
    await w.run(5_000)
    expect(w.activities().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['voice_call_completed', 'voice_call_summarized']),
    )
  })

  it('is told with the name of the person and with who ended it', async () => {
    const titleAfter = async (act: (w: Talking) => void | Promise<void>, by: EndedEvent['endedBy']) => {
      const w = await talking()
      await act(w)
      w.dialer.carrierSaid(news.ended(w.callId, { endedBy: by }))
      const { end_reason } = w.db
        .prepare('SELECT end_reason FROM voice_call WHERE call_id = ?')
        .get(w.callId) as {
        end_reason: string | null
      }
      const { hung_up_at_desk } = callReads(w.db).detail(w.callId)
      const title = w.activities().find(({ type }) => type === 'voice_call_completed')?.title
      return [title, end_reason, hung_up_at_desk]
    }
    expect(await titleAfter(() => {}, 'homeowner')).toEqual([
      'Alex Sample hung up',
      'The homeowner hung up.',
      false,
    ])
    expect(await titleAfter((w) => w.dialer.session(w.callId)?.hangUpByPerson(), 'us')).toEqual([
      'The call with Alex Sample was ended at the desk',
      'Somebody at the desk hung up.',
      true,
    ])
    expect(await titleAfter((w) => w.dialer.stop(), 'us')).toEqual([
      'The call with Alex Sample was cut off because Ridgeline closed or lost it',
      'Ridgeline was closed during the call.',
      false,
    ])
  })

  it('is not told as an answer of the person when a voicemail picked up', async () => {
    const w = await talking()
    finishCall(
      { ...endedCall(w), facts: { ...noFactsYet(), answered: true, answeredBy: 'machine' } },
      { ...w.session, ended: () => {} },
    )
    const titles = w.activities().map(({ title }) => title)
    expect(titles).toContain('The call to Alex Sample was picked up')
    expect(titles).toContain('A voicemail picked up the call to Alex Sample')
    expect(titles.join('\n')).not.toContain('answered')
  })

  it('says first that a booking must be confirmed when its confirmation was prepared and never sent', async () => {
    const w = await talking()
    const confirmation = turnOf({
      text: "You're all set for Thursday, November 26th at 10 in the morning.",
      sent_text: '',
      heard_text: '',
      interrupted: true,
      actions: ['Booked Thursday, November 26th at 10 in the morning'],
    })
    const end = endedCall(w)
    const facts = { ...end.facts, booked: true, endReason: 'shutdown' }
    finishCall({ ...end, facts, turns: [...end.turns, confirmation] }, { ...w.session, ended: () => {} })
    const isUnconfirmed = () => {
      const { outcome, summary, nextSteps } = w.calls.get(w.callId)!
      expect(outcome).toBe('booked')
      expect(summary).toContain('did not hear the confirmation')
      expect(nextSteps[0]).toBe('Call back to confirm the day and time of the inspection')
    }
    isUnconfirmed()
    await w.run(5_000)
    expect(w.activities().map(({ type }) => type)).toContain('voice_call_summarized')
    isUnconfirmed()
  })

  it('stands when its summary cannot be stored', async () => {
    const w = await talking()
    const told: string[] = []
    let ended = false
    finishCall(endedCall(w), {
      ...w.session,
      calls: {
        ...w.calls,
        change(callId, changes) {
          if (ended) throw new Error('disk full')
          return w.calls.change(callId, changes)
        },
      },
      log: (message) => void told.push(message),
      ended: () => {
        ended = true
      },
    })
    await w.run(40_000)
    expect(told).toEqual(['a summary could not be kept'])
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', outcome: 'hung_up' })
  })

  it.each([
    [
      'a bare greeting, which is no interest',
      { answered: true, answeredBy: 'human', homeownerTurns: 1 },
      { outcome: 'hung_up', interest: 'unknown', nextSteps: ['Follow up'] },
    ],
    [
      'a request to stop, after which nobody is followed up',
      { answered: true, answeredBy: 'human', homeownerTurns: 1, optedOut: true },
      { outcome: 'do_not_call', interest: 'none', nextSteps: ['Do not call or text this number again'] },
    ],
  ] as const)('is not judged by an eager summary after %s', async (_, facts, record) => {
    const w = await talking()
    const eager = { summary: 'They talked.', interest: 'warm', nextSteps: ['Follow up'] } as const
    const undecided: string[] = []
    finishCall(
      { ...endedCall(w), facts: { ...noFactsYet(), ...facts } },
      {
        ...w.session,
        model: { ...w.session.model, summarise: async () => ({ ...eager, outcome: record.outcome }) },
        followUps: { undecided: (call) => undecided.push(call.interest) },
        ended: () => {},
      },
    )
    await w.run(5_000)
    expect(w.calls.get(w.callId)).toMatchObject({ ...record, summary: 'They talked.' })
    expect(undecided).toEqual([record.interest])
  })

  it('is applied by the second attempt when the first could not be stored', async () => {
    const w = await talking()
    let broken = true
    const receive = newsOf(w, (event) => {
      w.dialer.carrierSaid(event)
      if (broken) throw new Error('disk full')
    })
    const event = arrives(news.ended(w.callId))
    expect(() => receive(event)).toThrow('disk full')
    expect(w.calls.get(w.callId)?.status).toBe('live')
    expect(w.dialer.session(w.callId)).not.toBeNull()
    broken = false
    receive(event)
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', outcome: 'hung_up' })
    expect(w.dialer.session(w.callId)).toBeNull()
  })

  it('keeps the last words when its first attempt to be stored was undone', async () => {
    const w = await talking()
    await w.run(3_000)
    let broken = true
    const receive = newsOf(w, (event) => {
      w.dialer.carrierSaid(event)
      if (broken) throw new Error('disk full')
    })
    const event = arrives(news.ended(w.callId))
    w.desk.get(w.callId)?.live?.hearing.turnUpdated('please take me off')
    const before = w.calls.turns(w.callId).length
    expect(() => receive(event)).toThrow('disk full')
    expect(w.calls.turns(w.callId)).toHaveLength(before)
    broken = false
    receive(event)
    expect(w.calls.turns(w.callId).map(({ text }) => text)).toContain('please take me off')
    const ids = w.calls.turns(w.callId).map(({ turn_id }) => turn_id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('comes after an answer that was stored by the second attempt, with its minute debited once', async () => {
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    let broken = true
    const receive = newsOf(w, (event) => {
      w.dialer.carrierSaid(event)
      if (broken) throw new Error('disk full')
    })
    const event = arrives(news.answered('call_1'))
    expect(() => receive(event)).toThrow('disk full')
    expect(w.calls.get('call_1')).toMatchObject({ status: 'dialing', answeredAtMs: null, costCents: 0 })
    expect(w.desk.get('call_1')).toMatchObject({ status: 'dialing', live: null })
    await w.run(70_000)
    expect(w.ledger.callCents('call_1', 'usage')).toBe(0)
    broken = false
    receive(event)
    receive(event)
    expect(w.desk.get('call_1')).toMatchObject({ status: 'live' })
    expect(w.ledger.callCents('call_1', 'usage')).toBe(15)
  })

  it('knows of an answer that came in the same breath', async () => {
    const w = await talking({ calls: 2 })
    const receive = newsOf(w)
    receive(arrives(news.answered('call_2')))
    receive(arrives(news.ended('call_2', { startedAtMs: 0, endedAtMs: 5_000 })))
    expect(w.calls.get('call_2')).toMatchObject({ outcome: 'hung_up', costCents: 15 })
  })

  it('finds a request to stop that nobody heard while it was said', async () => {
    const w = await talking()
    const listener = w.desk.get(w.callId)
    listener?.turns.push(homeowner('Please do not'), homeowner('call me again'))
    w.dialer.carrierSaid(news.ended(w.callId))
    expect(w.suppressed).toEqual(['Please do not call me again'])
    expect(w.calls.get(w.callId)).toMatchObject({ outcome: 'do_not_call' })
  })
})

describe('an event that nothing here can handle', () => {
  it('is kept once and brought to the attention of a person', async () => {
    const w = await talking()
    const receive = newsOf(w)
    const event = arrives({ type: 'checkout.session.completed' }, 'stripe')
    receive(event)
    receive(event)
    const asked = w.activities().filter(({ type }) => type === 'attention_needed')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.title).toContain('checkout.session.completed')
    expect(w.errors).toEqual(['an event has no handler'])
  })
})

const endedCall = ({ callId, contextOf }: Talking): EndedCall => ({
  callId,
  facts: { ...noFactsYet(), answered: true, answeredBy: 'human', homeownerTurns: 1 },
  event: news.ended(callId) as EndedEvent,
  carrierAnsweredAtMs: null,
  turns: [homeowner('Hello?')],
  context: contextOf('lead_1'),
})

const homeowner = (text: string) => turnOf({ speaker: 'homeowner', text })
