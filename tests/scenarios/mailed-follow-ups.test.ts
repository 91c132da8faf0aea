import { describe, expect, it } from 'vitest'
import type { Mail, MailAnswer } from '../../src-main/core/follow-up/mail-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import type { SequenceStep } from '../../src-preload/contract/follow-ups.ts'
import { news, placed, world } from './dialing-world.ts'
import { anotherRun, playFollowUps } from './played-follow-ups.ts'

const MINUTE = 60_000
const STEP: SequenceStep = {
  channel: 'email',
  delay_minutes: 1,
  window: null,
  subject: 'Your roof, {first_name}',
  text: 'Hi {first_name}, call us at {callback_number}.',
}

interface Server {
  readonly answer?: () => Promise<MailAnswer>
  readonly postalAddress?: string | null
  readonly email?: string | null
  readonly steps?: SequenceStep[]
}

/** A lead that did not answer and is followed up by e-mail, through a mail server that answers as told. */
async function mailed({
  answer,
  postalAddress = '100 Main Street, Austin, TX 78701',
  email,
  steps = [STEP],
}: Server = {}) {
  const sent: Mail[] = []
  const statusAtSend: string[] = []
  const w = world({
    dial: placed,
    texts: {
      ...(postalAddress !== null && { postalAddress }),
      ...(email !== undefined && { email }),
      mail: {
        server: 'mail.example.com',
        address: 'office@example.com',
        send(mail) {
          sent.push(mail)
          statusAtSend.push(w.steps()[0]?.status ?? '')
          return answer?.() ?? Promise.resolve({ sent: true })
        },
      },
    },
  })
  const once = { most: 0, after_hours: 1 }
  w.settings.save('campaign_1', {
    ...w.settings.of('campaign_1'),
    retries: { no_answer: once, busy: once, voicemail: once, screened: once, failed: once },
  })
  w.followUpDesk.setSequence('no_answer', { steps })
  w.dialer.start()
  w.followUps.start()
  await w.run(1_000)
  w.dialer.carrierSaid(news.ended('call_1', { cause: 'no_answer' }))
  await w.run(6_000)
  return { ...w, sent, statusAtSend }
}

describe('an e-mail of a sequence', () => {
  it('is sent once, named and with the way out, and its step is taken out of the line before', async () => {
    const w = await mailed()
    await w.run(10 * MINUTE)
    expect(w.sent).toHaveLength(1)
    expect(w.sent[0]).toMatchObject({
      fromName: 'Test Roofing LLC',
      to: 'alex@example.com',
      subject: 'Your roof, Alex',
    })
    expect(w.sent[0]?.text).toContain('Hi Alex')
    expect(w.sent[0]?.text).toContain('Test Roofing LLC, 100 Main Street, Austin, TX 78701')
    expect(w.sent[0]?.text).toContain('reply with STOP')
    expect(w.statusAtSend).toEqual(['acting'])
    expect(w.steps()).toMatchObject([
      { status: 'done', status_reason: 'The e-mail to alex@example.com was sent.' },
    ])
  })

  it('is a draft for a person while no postal address is known', async () => {
    const w = await mailed({ postalAddress: null })
    await w.run(10 * MINUTE)
    expect(w.sent).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'waiting' }])
    const [step] = w.steps()
    expect(() => w.followUpDesk.now(step?.follow_up_id ?? '')).toThrow('An e-mail is sent by you')
  })

  it('is tried again when the server asks for patience, and sent once', async () => {
    const answers: MailAnswer[] = [
      { sent: false, because: 'not-now', reason: 'Not at this moment.', detail: '451 try again later' },
    ]
    const w = await mailed({ answer: async () => answers.shift() ?? { sent: true } })
    await w.run(5 * MINUTE)
    expect(w.steps()).toMatchObject([
      { status: 'waiting', status_reason: 'Not at this moment.', acted_at_ms: null },
    ])
    await w.run(60 * MINUTE)
    expect(w.sent).toHaveLength(2)
    expect(w.sent[1]?.text).toBe(w.sent[0]?.text)
    expect(w.steps()).toMatchObject([{ status: 'done' }])
  })

  it('that the server refuses says why in plain words, and keeps what the server said beside them', async () => {
    const refused = { because: 'refused', reason: 'No such address.', detail: '550 5.1.1 no' } as const
    const w = await mailed({ answer: async () => ({ sent: false, ...refused }) })
    await w.run(60 * MINUTE)
    expect(w.sent).toHaveLength(1)
    expect(w.steps()).toMatchObject([
      { status: 'blocked', status_reason: 'No such address.', vendor_words: '550 5.1.1 no' },
    ])
  })

  it('to nobody whose address is known says so, and the next step follows', async () => {
    const call: SequenceStep = { ...STEP, channel: 'call', subject: null, text: null, delay_minutes: 5 }
    const w = await mailed({ email: null, steps: [STEP, call] })
    await w.run(2 * MINUTE)
    expect(w.sent).toEqual([])
    expect(w.steps()).toMatchObject([
      { channel: 'email', status: 'blocked', status_reason: 'No e-mail address is known.' },
      { channel: 'call', status: 'waiting' },
    ])
  })

  it('of which nobody knows whether it was sent goes to a person, and not again', async () => {
    const w = await mailed({
      answer: () => Promise.reject(new VendorFailure('smtp', 'unclear', 'the connection was closed')),
    })
    await w.run(60 * MINUTE)
    expect(w.sent).toHaveLength(1)
    expect(w.steps()).toMatchObject([{ status: 'needs_review' }])
    expect(w.activities().filter(({ type }) => type === 'attention_needed')).toHaveLength(1)
  })

  it('is not sent again after the program was killed while the server was asked', async () => {
    const w = await mailed({ answer: () => new Promise<MailAnswer>(() => {}) })
    await w.run(5 * MINUTE)
    expect(w.steps()).toMatchObject([{ status: 'acting' }])
    const again: Mail[] = []
    const next = playFollowUps(anotherRun(w), {
      mail: {
        server: 'mail.example.com',
        address: 'office@example.com',
        async send(mail) {
          again.push(mail)
          return { sent: true }
        },
      },
    })
    next.followUps.start()
    await w.run(30 * MINUTE)
    expect(again).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'needs_review' }])
    await next.followUps.stop()
  })

  it('does not go to somebody who asked to be left alone', async () => {
    const w = await mailed()
    w.suppress('+15125550001', 'leave me alone', 'text_1')
    await w.run(10 * MINUTE)
    expect(w.sent).toEqual([])
    expect(w.steps()).toMatchObject([{ status: 'canceled' }])
  })
})

describe('an e-mail that a person planned', () => {
  it('does not go to somebody who asked to be left alone meanwhile', async () => {
    const w = await mailed()
    w.followUpDesk.create({
      callId: null,
      leadId: 'lead_1',
      sequence: null,
      channel: 'email',
      reason: 'the brochure',
      text: 'Hi {first_name}, here it is.',
      dueAtMs: w.clock.nowMs() + 2 * MINUTE,
    })
    w.suppress('+15125550001', 'leave me alone', 'text_1')
    await w.run(10 * MINUTE)
    expect(w.sent).toEqual([])
    expect(w.steps()).toContainEqual(
      expect.objectContaining({ status: 'canceled', status_reason: 'They asked to be left alone.' }),
    )
  })
})
