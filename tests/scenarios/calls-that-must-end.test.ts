import { describe, expect, it } from 'vitest'
import type { DialAnswer } from '../../src-main/core/call/phone-line.ts'
import { defaultVoiceConfiguration } from '../../src-main/core/contractor.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { creditedCents, news, placed, talking, world } from './dialing-world.ts'

const unclear = async (): Promise<DialAnswer> => {
  throw new VendorFailure('telnyx', 'unclear', 'the connection broke')
}

describe('an answered call', () => {
  it('is hung up after four seconds when its audio never came', async () => {
    const w = world({ dial: placed })
    w.dialer.start()
    await w.run(100)
    w.dialer.carrierSaid(news.answered('call_1'))
    await w.run(3_900)
    expect(w.hungUp).toEqual([])
    await w.run(300)
    expect(w.hungUp).toEqual(['v3:call_1'])
    w.dialer.carrierSaid(news.ended('call_1'))
    expect(w.calls.get('call_1')).toMatchObject({ endReason: 'A technical problem ended the call.' })
  })

  it('is hung up when its audio is gone for good', async () => {
    const w = await talking()
    await w.run(4_500)
    expect(w.hungUp).toEqual([])
    w.streams.get(w.callId)?.streamStopped('relay-restarted')
    await w.run(14_000)
    expect(w.hungUp).toEqual([])
    expect(w.attached.length).toBeGreaterThan(5)
    await w.run(1_500)
    expect(w.hungUp).toEqual(['v3:call_1'])
  })

  it('gets its audio back after the relay restarted, and goes on', async () => {
    const w = await talking()
    await w.run(2_000)
    const before = w.streams.get(w.callId)
    before?.streamStopped('relay-restarted')
    await w.run(500)
    expect(w.attached).toEqual(['v3:call_1'])
    const start = { callControlId: 'v3:call_1', encoding: 'PCMU', sampleRateHz: 8_000 }
    w.streams.get(w.callId)?.streamStarted(start)
    // The carrier's word of the stream that broke comes late.
    w.dialer.carrierSaid({ ...news.initiated(w.callId), type: 'stream-failed', detail: 'connection_failed' })
    await w.run(20_000)
    expect(w.attached).toEqual(['v3:call_1'])
    expect(w.hungUp).toEqual([])
  })

  it('is not given up four seconds after its answer because its audio broke off just then', async () => {
    // A relay killed three seconds after an answer, and back two seconds later, cost every call that had just begun.
    const w = await talking()
    await w.run(3_000)
    w.streams.get(w.callId)?.streamBroke()
    await w.run(2_000)
    expect(w.hungUp).toEqual([])
    w.streams.get(w.callId)?.streamResumed()
    await w.run(20_000)
    expect(w.hungUp).toEqual([])
  })

  it('has its whole time again when its audio, back after one break, breaks off once more', async () => {
    const w = await talking()
    const stream = w.streams.get(w.callId)
    stream?.streamBroke()
    await w.run(1_000)
    stream?.streamResumed()
    await w.run(13_000)
    stream?.streamBroke()
    await w.run(14_500)
    expect(w.hungUp).toEqual([])
    await w.run(1_000)
    expect(w.hungUp).toEqual(['v3:call_1'])
  })

  it('is asked for again when the carrier does not open the audio, and when it refuses', async () => {
    let refusals = 2
    const asked: number[] = []
    const w = await talking()
    w.phoneLine.attachStream = async () => {
      asked.push(w.clock.monotonicMs())
      if (refusals-- > 0) throw new VendorFailure('telnyx', 'unavailable', 'busy')
    }
    const brokeAtMs = w.clock.monotonicMs()
    w.streams.get(w.callId)?.streamStopped('carrier-closed')
    await w.run(4_000)
    expect(asked.map((atMs) => Math.round((atMs - brokeAtMs) / 100) * 100)).toEqual([0, 300, 600, 2_600])
  })

  it('has simply ended when the audio is gone because the carrier ended it', async () => {
    const w = await talking({ line: { lookUp: async () => 'ended' } })
    w.streams.get(w.callId)?.streamStopped('call-ended')
    await w.run(4_500)
    expect(w.hungUp).toEqual([])
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', outcome: 'hung_up', endReason: null })
  })

  it('ends by the cap of its session even if the conversation never notices the time', async () => {
    const w = await talking({
      line: { lookUp: async () => 'alive', hangUp: async () => {} },
    })
    const asked: number[] = []
    w.phoneLine.hangUp = async () => void asked.push(w.clock.monotonicMs())
    const capMs = defaultVoiceConfiguration.max_duration_seconds * 1_000 + 30_000
    await w.run(capMs + 1_000)
    expect(asked.some((atMs) => Math.abs(atMs - capMs) < 1_000)).toBe(true)
  })
})

describe('a dial whose answer was lost', () => {
  it('is looked for until the carrier lists it', async () => {
    let lists = false
    const w = world({ dial: unclear, line: { findDialed: async () => (lists ? 'v3:late' : null) } })
    w.dialer.start()
    await w.run(30_000)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'dialing', carrierCallId: null })
    lists = true
    await w.run(5_000)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'dialing', carrierCallId: 'v3:late' })
  })

  it('is hung up when it comes up after it was handed to a person', async () => {
    const w = world({ dial: unclear })
    w.dialer.start()
    await w.run(60_000)
    expect(w.calls.get('call_1')).toMatchObject({ outcome: 'needs_review' })
    w.dialer.carrierSaid(news.initiated('call_1'))
    await w.run(100)
    expect(w.hungUp).toEqual(['v3:call_1'])
  })

  it('is not unclear, nor a failure of the carrier, when the news of its end came first', async () => {
    const w = world({
      calls: 4,
      dial: async (request) => {
        if (request.callId === 'call_4') return placed(request)
        w.dialer.carrierSaid(news.ended(request.callId, { cause: 'busy' }))
        return unclear()
      },
    })
    w.dialer.start()
    await w.run(60_000)
    expect(w.callIds.map((callId) => w.calls.get(callId)?.outcome)).toEqual(['busy', 'busy', 'busy', null])
    expect(w.campaigns.get('campaign_1')?.status).toBe('running')
  })

  it('is left to the next start when Ridgeline closes before it is settled', async () => {
    const w = world({ dial: unclear })
    w.dialer.start()
    await w.run(5_000)
    const stopped = w.dialer.stop()
    await w.run(1_000)
    await stopped
    expect(w.calls.get('call_1')).toMatchObject({ status: 'dialing' })
  })
})

describe('a hang-up', () => {
  it('that comes while the dial is on its way is done as soon as the carrier has named the call', async () => {
    let answer: (answer: DialAnswer) => void = () => {}
    const w = world({ dial: () => new Promise((resolve) => (answer = resolve)) })
    w.dialer.start()
    await w.run(100)
    w.dialer.session('call_1')?.hangUpByPerson()
    expect(w.hungUp).toEqual([])
    answer({ placed: true, carrierCallId: 'v3:call_1' })
    await w.run(100)
    expect(w.hungUp).toEqual(['v3:call_1'])
  })

  it('that comes while the call is being prepared keeps it from being dialed', async () => {
    const w = world({ dial: placed, prepared: () => new Promise(() => {}) })
    w.dialer.start()
    await w.run(100)
    w.dialer.session('call_1')?.hangUpByPerson()
    await w.run(60_000)
    expect(w.dialed).toHaveLength(0)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'ended', outcome: 'canceled' })
  })
})

describe('after a crash', () => {
  it('keeps a call unfinished while the carrier cannot be asked, and lets others be dialed meanwhile', async () => {
    let reachable = false
    const w = world({
      calls: 2,
      dial: placed,
      line: {
        lookUp: async () => {
          if (reachable) return 'ended'
          throw new VendorFailure('telnyx', 'unavailable', 'no connection')
        },
      },
    })
    w.calls.saveIntent('call_1', 'cmd', 1)
    w.calls.change('call_1', { status: 'live', startedAtMs: w.clock.nowMs(), answeredAtMs: w.clock.nowMs() })
    w.calls.change('call_1', { carrierCallId: 'v3:call_1' })
    expect(w.recovery.start()).toBe(1)
    w.dialer.start()
    await w.run(120_000)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'live' })
    expect(w.dialed).toHaveLength(1)
    reachable = true
    await w.run(120_000)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'ended', outcome: 'failed' })
    expect(w.activities()).toContainEqual({
      type: 'voice_call_completed',
      title: 'The call with Alex Sample was cut off because Ridgeline closed or lost it',
    })
  })

  it('bills at least the minutes that had begun, whatever the transcript holds', async () => {
    let over = false
    const w = await talking({ line: { lookUp: async () => (over ? 'ended' : 'alive') } })
    await w.run(65_000)
    over = true
    w.dialer.session(w.callId)?.abandon()
    w.recovery.take(w.callId)
    await w.run(2_000)
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', outcome: 'failed', costCents: 30 })
    expect(w.ledger.balanceCents('wallet')).toBe(10_000 - 30 + creditedCents(w))
  })

  it('ends a lost call with the news of its end, by the times of the carrier', async () => {
    const w = world({ dial: placed, cents: 1_000 })
    w.calls.change('call_1', { status: 'dialing', startedAtMs: 1, carrierCallId: 'v3:call_1' })
    w.dialer.carrierSaid(news.answered('call_1'))
    w.dialer.carrierSaid(news.ended('call_1', { startedAtMs: 10_000, endedAtMs: 85_000 }))
    expect(w.calls.get('call_1')).toMatchObject({ status: 'ended', outcome: 'failed', talkMs: 75_000 })
    await w.run(100)
    expect(w.hungUp).toEqual(['v3:call_1'])
  })
})
