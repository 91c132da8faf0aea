import { describe, expect, it } from 'vitest'
import type { DialAnswer } from '../../src-main/core/call/phone-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { placed, world } from './dialing-world.ts'

describe('trouble while a call is being placed', () => {
  it('keeps no slot and stops no other look when a lead is lost', async () => {
    let broken = true
    const w = world({ dial: placed, contextFails: () => broken })
    w.dialer.start()
    await w.run(1_000)
    expect(w.errors).toEqual(['a call could not be prepared'])
    broken = false
    await w.run(30_000)
    expect(w.dialed).toHaveLength(1)
  })

  it('counts a throw as a failure of the vendor, closes everything and tries again', async () => {
    let broken = true
    const w = world({
      dial: placed,
      allowed: () => {
        if (broken) throw new Error('disk full')
        return true
      },
    })
    w.dialer.start()
    await w.run(1_000)
    expect(w.errors).toEqual(['placing a call failed'])
    expect(w.opened).toEqual({ sessions: 0, streams: 0 })
    expect(w.calls.get('call_1')?.status).toBe('queued')
    broken = false
    await w.run(30_000)
    expect(w.dialed).toHaveLength(1)
  })

  it('pauses the campaign when it goes on', async () => {
    const w = world({ dial: placed, contextFails: () => true })
    w.dialer.start()
    await w.run(120_000)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('something went wrong inside Ridgeline; its log has the details'),
    })
  })

  it('dials nobody who was edited while the call was being prepared, and prepares it anew', async () => {
    const tickets: (() => void)[] = []
    const w = world({ dial: placed, ticketGiven: () => new Promise((resolve) => void tickets.push(resolve)) })
    w.dialer.start()
    await w.run(1_000)
    w.db.prepare('UPDATE voice_call SET phone = ?').run('+15125550142')
    tickets.shift()?.()
    await w.run(1_000)
    expect(w.dialed).toEqual([])
    await w.run(60_000)
    for (const give of tickets) give()
    await w.run(1_000)
    expect(w.calls.get('call_1')?.status).toBe('dialing')
    expect(w.dialed).toHaveLength(1)
  })

  it('closes what has opened when something else does not, however late it comes', async () => {
    let ticket = () => {}
    const w = world({
      dial: placed,
      prepared: async () => {
        throw new Error('no recognition')
      },
      ticketGiven: () => new Promise((resolve) => (ticket = () => resolve())),
    })
    w.dialer.start()
    await w.run(1_000)
    expect(w.opened).toEqual({ sessions: 0, streams: 0 })
    ticket()
    await w.run(100)
    expect(w.opened).toEqual({ sessions: 0, streams: 0 })
  })

  it('tells the first failure at once, even when another vendor never answers', async () => {
    const w = world({
      dial: placed,
      prepared: () => new Promise(() => {}),
      voiceOpens: async () => {
        throw new VendorFailure('elevenlabs', 'unavailable', 'ElevenLabs: socket 1008, quota_exceeded')
      },
    })
    w.dialer.start()
    await w.run(40_000)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining(
        'dials failed: the voice service (ElevenLabs) could not be reached (3 times).',
      ),
    })
  })

  it('gives up on a vendor that answers nothing and heeds no signal', async () => {
    const w = world({ dial: placed, prepared: () => new Promise(() => {}) })
    w.dialer.start()
    await w.run(16_000)
    expect(w.dialer.session('call_1')).toBeNull()
    expect(w.opened.streams).toBe(0)
    await w.run(120_000)
    expect(w.campaigns.get('campaign_1')?.statusReason).toContain(
      'a service that the call needs did not answer in time (3 times)',
    )
  })
})

it('tells a person in plain words why a dial failed, and the log in the vendor’s', async () => {
  const w = world({
    calls: 6,
    dial: async () => {
      throw new VendorFailure('telnyx', 'unavailable', 'Telnyx: channel limit exceeded (90041)')
    },
  })
  w.dialer.start()
  await w.run(30_000)
  expect(w.calls.get('call_1')).toMatchObject({
    outcome: 'failed',
    endReason: 'The phone carrier (Telnyx) could not be reached.',
  })
  expect(w.campaigns.get('campaign_1')?.statusReason).toMatch(
    /^Paused after 3 of the last 3 dials failed: the phone carrier \(Telnyx\) could not be reached \(3 times\)\./,
  )
  expect(JSON.stringify(w.logged)).toContain('90041')
})

it('hands a dial whose answer was lost to a person without the vendor’s words', async () => {
  const w = world({
    dial: async () => {
      throw new VendorFailure('telnyx', 'unclear', 'Telnyx gave no clear answer to the dial: ECONNRESET')
    },
  })
  w.dialer.start()
  await w.run(120_000)
  expect(w.calls.get('call_1')).toMatchObject({
    outcome: 'needs_review',
    endReason:
      "The carrier's answer to the dial was lost, so the phone may have rung. Check with the carrier; it will not be dialed again.",
  })
  expect(JSON.stringify(w.logged)).toContain('ECONNRESET')
})

describe('a carrier that turns a dial away', () => {
  const turnsAway = (because: Extract<DialAnswer, { placed: false }>['because'], times: number) => {
    let left = times
    return world({
      dial: async (request) =>
        left-- > 0
          ? { placed: false, because, reason: 'Too many calls', detail: 'HTTP 429' }
          : placed(request),
    })
  }

  it('because calls come too fast gets the same call again later, its money held anew', async () => {
    const w = turnsAway('rate-limited', 1)
    w.dialer.start()
    await w.run(1_000)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'queued', startedAtMs: null })
    expect(w.ledger.balanceCents('held')).toBe(0)
    await w.run(30_000)
    expect(w.dialed).toHaveLength(2)
    expect(w.dialed[0]?.commandId).not.toBe(w.dialed[1]?.commandId)
    expect(w.calls.get('call_1')).toMatchObject({ status: 'dialing' })
    expect(w.ledger.callCents('call_1', 'held')).toBeGreaterThan(0)
  })

  it('because the account is locked pauses the campaign at once and keeps the call', async () => {
    const w = turnsAway('locked-out', 9)
    w.dialer.start()
    await w.run(30_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('Too many calls'),
    })
    expect(w.calls.get('call_1')?.status).toBe('queued')
    expect(w.ledger.balanceCents('wallet')).toBe(10_000)
  })
})
