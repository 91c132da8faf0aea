import { describe, expect, it } from 'vitest'
import { carrierEvent } from './telnyx-webhook.ts'

const webhook = (event_type: string, payload: object) => ({
  data: {
    event_type,
    occurred_at: '2026-11-22T08:03:21.396120Z',
    payload: { call_control_id: 'v3:abc', client_state: btoa('{"call":"call_1"}'), ...payload },
  },
})

describe('a webhook of Telnyx', () => {
  it("keeps the carrier's own times", () => {
    const event = carrierEvent(
      webhook('call.hangup', {
        hangup_cause: 'normal_clearing',
        start_time: '2026-11-22T08:00:01.396122Z',
        end_time: '2026-11-22T08:03:21.396120Z',
      }),
    )
    expect(event).toMatchObject({
      type: 'ended',
      callId: 'call_1',
      occurredAtMs: Date.UTC(2026, 10, 22, 8, 3, 21, 396),
      startedAtMs: Date.UTC(2026, 10, 22, 8, 0, 1, 396),
      endedAtMs: Date.UTC(2026, 10, 22, 8, 3, 21, 396),
    })
  })

  it('does without times that are missing or unreadable', () => {
    expect(carrierEvent(webhook('call.hangup', { start_time: 'yesterday' }))).toMatchObject({
      startedAtMs: null,
      endedAtMs: null,
    })
  })
})
