/** What gets lost between the hosted engine and us: no call is unknown for ever, charged for what nobody can tell of, or deaf to a request to stop. */
import { describe, expect, it } from 'vitest'
import type { HostedEngine } from '../../src-main/core/hosted/hosted-engine.ts'
import { KeptReports } from '../../src-main/core/hosted/kept-reports.ts'
import { hostedWorld, stops } from './hosted-engine-world.ts'

const SAID = {
  messages: [
    { role: 'bot', message: 'Hi, this is Ava.', secondsFromStart: 0, duration: 2_000 },
    { role: 'user', message: "User's Keypad Entry: 9", secondsFromStart: 3, duration: 500 },
  ],
}

describe('a call that Vapi knows of no longer', () => {
  it('ends as one that a technical problem ended, and costs no more than until Vapi last told of it', async () => {
    const w = hostedWorld({ report: async () => 'unknown' })
    await w.live()
    w.words('user', 'Hello?')
    await w.run(60_000)
    expect(w.call()).toMatchObject({
      status: 'ended',
      outcome: 'failed',
      endReason: 'A technical problem ended the call.',
      costCents: 15,
    })
    expect(w.call()?.talkMs).toBeLessThan(2_000)
    await w.run(600_000)
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15)
    expect(w.ledger.balanceCents('held')).toBe(0)
    expect(w.desk.size).toBe(0)
  })

  it('and of which nobody knows whether it rang goes to a person, and is not dialed again', async () => {
    const w = hostedWorld({ report: async () => 'unknown' })
    w.dialer.start()
    await w.run(600_000)
    expect(w.call()).toMatchObject({ status: 'ended', outcome: 'needs_review', costCents: 0 })
    expect(w.dialed).toHaveLength(1)
    expect(w.ledger.balanceCents('wallet')).toBe(10_000)
  })

  it('goes on when that was a moment of trouble at Vapi', async () => {
    const told = ['alive', 'unknown', 'alive', 'unknown', 'alive'] as const
    let asked = 0
    const w = hostedWorld({ report: async () => told[asked++] ?? 'alive' })
    await w.live()
    await w.run(100_000)
    expect(asked).toBeGreaterThan(told.length)
    expect(w.call()?.status).toBe('live')
  })
})

describe('two questions at one moment that find a call unknown', () => {
  it('do not make it a lost one', async () => {
    let unknown = 2
    const w = hostedWorld({
      report: async () => (unknown-- > 0 ? 'unknown' : 'alive'),
      lookUp: async () => (unknown > 0 ? 'unknown' : 'alive'),
    })
    await w.live()
    await w.run(11_000)
    w.dialer.session(w.callId)?.hangUpByPerson()
    await w.run(10_000)
    expect(unknown).toBeLessThanOrEqual(0)
    expect(w.call()?.status).toBe('live')
  })
})

describe('a call that is over and never accounted for', () => {
  it('is charged until its end, and not for the time in which its account was waited for', async () => {
    const w = hostedWorld()
    await w.live()
    await w.run(49_000)
    w.status('ended')
    await w.run(80_000)
    expect(w.call()).toMatchObject({ status: 'ended', outcome: 'hung_up', talkMs: 50_000, costCents: 15 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 15)
  })
})

describe('the key that the opening offers', () => {
  it('counts when only the account of the call tells of it', async () => {
    const w = hostedWorld()
    await w.live()
    w.report({ artifact: SAID })
    expect(w.suppressed).toEqual(['pressed 9'])
    expect(w.call()?.outcome).toBe('do_not_call')
  })

  it('counts in a call that nobody follows any more, told at once or afterwards', async () => {
    for (const tellOf of ['words', 'account'] as const) {
      const w = hostedWorld()
      await w.live()
      w.dialer.session(w.callId)?.abandon()
      if (tellOf === 'words') w.words('user', "User's Keypad Entry: 9")
      else w.report({ artifact: SAID })
      expect(w.did.map(({ what }) => what)).toContain('suppress: pressed 9')
    }
  })
})

describe('a request to stop whose write fails', () => {
  it('is written when it comes again', async () => {
    const w = hostedWorld()
    await w.live()
    const stop = () =>
      w.tell(
        { type: 'transcript', role: 'user', transcriptType: 'final', transcript: 'Stop calling.' },
        'stop',
      )
    expect(() =>
      w.transactions.run(() => {
        stop()
        throw new Error('the commit failed')
      }),
    ).toThrow('the commit failed')
    const before = w.suppressed.length
    stop()
    expect(w.suppressed.length).toBe(before + 1)
    expect(w.did.map(({ what }) => what.split(':')[0])).toContain('say and hang up')
  })
})

describe('words about messages', () => {
  const LEAVE = 'I was at work, so just leave a message with my wife next time.'

  it('hang up on a machine, which says them first', async () => {
    const w = hostedWorld()
    w.dialer.start()
    await w.run(100)
    w.status('in-progress')
    w.words('user', 'You have reached the Sample family. Please leave a message after the tone.')
    await w.run(100)
    expect(w.did.map(({ what }) => what)).toContain('hang up')
  })

  it('hang up on nobody who has heard the opening', async () => {
    const w = hostedWorld()
    await w.live()
    await w.run(8_000)
    w.words('user', LEAVE)
    await w.run(100)
    expect(w.did.map(({ what }) => what)).toEqual(['dial'])
    w.report({
      artifact: {
        messages: [
          { role: 'bot', message: 'Hi, this is Ava.', secondsFromStart: 0, duration: 2_000 },
          { role: 'user', message: LEAVE, secondsFromStart: 4, duration: 3_000 },
        ],
      },
    })
    expect(w.call()).toMatchObject({ outcome: 'hung_up', answeredBy: 'unknown' })
  })
})

describe('a person who comes on the line after a call screener', () => {
  const SCREENER = "Hi. If you record your name and reason for calling, I'll see if this person is available."
  const screened = async (engineDoes: Partial<HostedEngine> = {}) => {
    const w = hostedWorld(engineDoes)
    w.dialer.start()
    await w.run(100)
    w.status('in-progress')
    w.words('user', SCREENER)
    await w.run(8_000)
    w.words('assistant', 'Hi, this is Ava, the A.I. assistant for Test Roofing LLC.')
    await w.run(2_000)
    w.words('user', 'Thanks. Please stay on the line.')
    await w.run(10_000)
    return w
  }

  it('is told who calls, in the fixed words and at once, and is a person from then on', async () => {
    const w = await screened()
    expect(w.did.map(({ what }) => what)).toEqual(['dial'])
    expect(w.desk.snapshot()[0]?.answered_by).toBe('screener')
    w.words('user', 'Hello, this is Alex.')
    w.words('user', 'Who is there?')
    await w.run(100)
    expect(w.did.map(({ what }) => what)).toEqual([
      'dial',
      expect.stringMatching(
        /^say instead: Hi, this is Ava, the A\.I\. assistant for Test Roofing LLC\. To stop these calls/,
      ),
    ])
    expect(w.desk.snapshot()[0]?.answered_by).toBe('human')
    w.report({
      artifact: {
        messages: [
          { role: 'user', message: SCREENER, secondsFromStart: 0, duration: 5_000 },
          { role: 'bot', message: 'Hi, this is Ava.', secondsFromStart: 1, duration: 7_000 },
          { role: 'user', message: 'Please stay on the line.', secondsFromStart: 10, duration: 1_500 },
          { role: 'user', message: 'Hello, this is Alex.', secondsFromStart: 13, duration: 2_000 },
        ],
      },
    })
    expect(w.call()).toMatchObject({ answeredBy: 'human', outcome: 'hung_up' })
  })

  it('is not talked with when they cannot be told', async () => {
    const w = await screened({
      sayInstead: async () => {
        throw new Error('Vapi did not take the command')
      },
    })
    w.words('user', 'Hello, this is Alex.')
    await w.run(100)
    expect(w.did.map(({ what }) => what)).toContain('hang up')
  })
})

describe('an offer that was cut', () => {
  it('was not heard, whether Vapi tells of the cut before the words or after them', async () => {
    for (const order of ['cut first', 'words first'] as const) {
      const w = hostedWorld()
      await w.live()
      w.words('user', 'Hello?')
      w.tool('find_inspection_slots', {})
      await w.run(10)
      const [{ body }] = w.answers as { body: unknown }[] as [{ body: { results: [{ result: string }] } }]
      const slot = JSON.parse(body.results[0].result).slots[0] as { slot_id: string; spoken: string }
      const cut = () => w.tell({ type: 'user-interrupted' })
      w.tell({ type: 'speech-update', status: 'started', role: 'assistant' })
      if (order === 'cut first') cut()
      w.words('assistant', `How about ${slot.spoken}?`)
      if (order === 'words first') cut()
      w.words('user', 'Wait.')
      w.tool('book_inspection', { slot_id: slot.slot_id, homeowner_words: 'Wait.' })
      await w.run(10)
      expect(w.answers[1]?.body, order).toMatchObject({
        results: [{ error: expect.stringContaining('has not heard') }],
      })
    }
  })
})

describe('a recording that was not fetched before Ridgeline closed', () => {
  const sound = { homeowner: new Uint8Array(80_000), agent: new Uint8Array(80_000) }
  const ended = {
    cause: 'talked',
    endedBy: 'homeowner',
    machineAnswered: false,
    trouble: false,
    detail: '',
    startedAtMs: 0,
    endedAtMs: 10_000,
    lines: [{ speaker: 'agent', text: 'Hi, this is Ava.', startedAtMs: 0, endedAtMs: 2_000 }],
    costUsd: null,
  } as const

  it('is fetched by the next start, once', async () => {
    const w = hostedWorld()
    await w.live()
    w.report()
    const kept: string[] = []
    const asked: string[] = []
    const startAgain = async (engine: Partial<HostedEngine> = {}) => {
      const reports = new KeptReports({
        ...w.session,
        engine: {
          ...w.engine,
          report: async () => ended,
          recording: async (id) => {
            asked.push(id)
            return sound
          },
          ...engine,
        },
        announcesRecording: () => true,
        keepRecording(callId) {
          kept.push(callId)
          w.calls.saveRecording(callId, `${callId}.pcmu`, 10_000, 0)
          return { append: () => {}, close: async () => {} }
        },
        foundOut: () => {},
      })
      stops.push(() => reports.stop())
      reports.start()
      await w.run(60_000)
      reports.stop()
    }
    await startAgain({
      report: async () => {
        throw new Error('Vapi is away')
      },
    })
    expect(kept).toEqual([])
    await startAgain()
    await startAgain()
    expect(kept).toEqual([w.callId])
    expect(asked).toEqual([`vapi-${w.callId}`])
    expect(w.activities().map(({ title }) => title)).toContain(
      'The recording of the call with Alex Sample has come',
    )
  })
})
