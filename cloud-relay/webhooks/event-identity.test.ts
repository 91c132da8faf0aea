import { describe, expect, it } from 'vitest'
import { identifyEvent } from './event-identity.ts'

const identify = (source: 'telnyx' | 'vapi' | 'stripe', body: unknown) =>
  identifyEvent(source, Buffer.from(JSON.stringify(body)))

describe('the identity of an event', () => {
  it('is the same for every attempt of Telnyx to deliver it', () => {
    const attempt = (number: number) =>
      identify('telnyx', { data: { id: 'e-1', payload: { a: 1 } }, meta: { attempt: number } })
    expect(attempt(1)).toEqual(attempt(2))
    expect(attempt(1)?.eventId).toBe('e-1')
  })

  it('differs in content when the same id brings something else', () => {
    const first = identify('telnyx', { data: { id: 'e-1', payload: { a: 1 } } })
    const second = identify('telnyx', { data: { id: 'e-1', payload: { a: 2 } } })
    expect(first?.eventId).toBe(second?.eventId)
    expect(first?.contentSha256).not.toEqual(second?.contentSha256)
  })

  it('ignores how many webhooks Stripe has yet to send', () => {
    const event = (pending: number) =>
      identify('stripe', { id: 'evt_1', type: 't', data: { object: {} }, pending_webhooks: pending })
    expect(event(1)).toEqual(event(2))
  })

  it('is made from the content where the vendor gives none', () => {
    const message = (status: string) =>
      identify('vapi', { message: { type: 'status-update', status, call: { id: 'c-1' } } })
    expect(message('ended')?.eventId).toMatch(/^c-1:status-update:sha256:[0-9a-f]{64}$/)
    expect(message('ended')).toEqual(message('ended'))
    expect(message('ended')?.eventId).not.toBe(message('queued')?.eventId)
    expect(identify('telnyx', { event_type: 'call_initiated' })?.eventId).toMatch(/^sha256:/)
  })

  it('does not exist for what is not JSON', () => {
    expect(identifyEvent('telnyx', Buffer.from('{"data":'))).toBeUndefined()
  })
})
