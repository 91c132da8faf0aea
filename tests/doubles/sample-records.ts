import type {
  ActivityEvent,
  BookingSlot,
  BookingView,
  DailyMetrics,
  PostingView,
  RestartNotice,
} from '../../src-preload/contract/account.ts'
import type { CallDetail } from '../../src-preload/contract/calls.ts'
import type { FollowUpView } from '../../src-preload/contract/follow-ups.ts'
import { BookingId, CampaignId } from '../../src-preload/contract/primitives.ts'
import { chanceOf } from './chance.ts'
import { sampleLead } from './sample-leads.ts'

export function sampleBookings(nowMs: number): BookingView[] {
  const hours = [15, 16, 19, 20, 15, 18, 21]
  const midnight = Math.floor(nowMs / 86_400_000) * 86_400_000
  return hours.map((hour, index) => {
    const lead = sampleLead(index * 5 + 2, nowMs)
    const starts = midnight + Math.floor(index / 2 - 2) * 86_400_000 + hour * 3_600_000
    return {
      booking_id: BookingId.parse(`booking_${index * 5}`),
      call_id: `call_${String(index * 11).padStart(5, '0')}` as BookingView['call_id'],
      lead_id: lead.lead_id,
      lead_name: lead.name,
      phone: lead.phone,
      starts_at: new Date(starts).toISOString(),
      ends_at: new Date(starts + 3_600_000).toISOString(),
      address: lead.address,
      status: index === 4 ? 'canceled' : 'confirmed',
      call_back_to_confirm: index === 5,
      notes: index === 0 ? 'Bring photos of the May hail. Gate code on the text.' : null,
      crew: 1 + (index % 2),
      sequence: 0,
      travel_minutes: index % 2 === 1 ? 25 : null,
    }
  })
}

export function sampleSlots(nowMs: number): BookingSlot[] {
  const midnight = Math.floor(nowMs / 86_400_000) * 86_400_000
  return [15, 16, 20].map((hour, index) => {
    const starts = midnight + (index + 2) * 86_400_000 + hour * 3_600_000
    return {
      starts_at: new Date(starts).toISOString(),
      ends_at: new Date(starts + 3_600_000).toISOString(),
      crew: 1,
      spoken: `Sample day ${index + 1}`,
      travel_minutes: index === 0 ? null : 15 * (index + 1),
    }
  })
}

export function sampleFollowUps(nowMs: number): FollowUpView[] {
  const rows: (Pick<FollowUpView, 'channel' | 'reason' | 'status' | 'status_reason' | 'sequence' | 'text'> & {
    hours: number
    /** Done so much earlier than planned; left out: it is to come. */
    earlierHours?: number
    vendor_words?: string
  })[] = [
    {
      channel: 'email',
      reason: 'Interested, but undecided',
      status: 'due',
      status_reason: null,
      sequence: 'interested_undecided',
      text: 'Hello,\n\nthank you for talking with us about your roof.\n\nSummit Ridge Roofing LLC',
      hours: -2,
    },
    {
      channel: 'call',
      reason: 'Callback asked for: "after work" (asked to be called back)',
      status: 'acting',
      status_reason: 'The call is in line.',
      sequence: 'callback_requested',
      text: null,
      hours: -0.1,
    },
    {
      channel: 'sms',
      reason: 'A voicemail answered',
      status: 'needs_review',
      status_reason: 'The carrier never said whether it took the text. It is not sent again by itself.',
      sequence: 'voicemail',
      text: 'Hi, this is Summit Ridge Roofing LLC. We just tried to call. Reply STOP to opt out.',
      hours: -1,
    },
    {
      channel: 'sms',
      reason: 'Nobody answered',
      status: 'waiting',
      status_reason: 'Waits: It is 7:12 in the Chicago time zone; no calls are allowed yet.',
      sequence: 'no_answer',
      text: 'Hi, this is Summit Ridge Roofing LLC. We tried to reach you. Reply STOP to opt out.',
      hours: 1,
    },
    {
      channel: 'sms',
      reason: 'Reminder of the inspection',
      status: 'waiting',
      status_reason: null,
      sequence: 'booked_reminder',
      text: 'A reminder of your roof inspection on Wednesday at 10. Reply STOP to opt out.',
      hours: 22,
    },
    {
      channel: 'call',
      reason: 'Wants to talk with her husband first',
      status: 'waiting',
      status_reason: null,
      sequence: null,
      text: null,
      hours: 30,
    },
    {
      channel: 'sms',
      reason: 'A voicemail answered',
      status: 'done',
      status_reason: 'The carrier took the text.',
      sequence: 'voicemail',
      text: 'Hi, this is Summit Ridge Roofing LLC. We just tried to call. Reply STOP to opt out.',
      hours: 26,
      earlierHours: 27,
    },
    {
      channel: 'email',
      reason: 'Interested, but undecided',
      status: 'blocked',
      status_reason:
        'The mail server does not take e-mail to ann@example.com. Check the address of this lead.',
      vendor_words: '550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown',
      sequence: 'interested_undecided',
      text: 'Hello,\n\nthank you for talking with us about your roof.\n\nSummit Ridge Roofing LLC',
      hours: -20,
      earlierHours: 0,
    },
  ]
  return rows
    .sort((a, b) => a.hours - b.hours)
    .map(({ hours, earlierHours, vendor_words = null, ...row }, index) => {
      const lead = sampleLead(index * 4 + 9, nowMs)
      return {
        ...row,
        follow_up_id: `follow_up_${index}`,
        lead_id: lead.lead_id,
        lead_name: lead.name,
        phone: lead.phone,
        email: lead.email,
        call_id: row.sequence === null ? null : 'call_00004',
        due_at: new Date(nowMs + hours * 3_600_000).toISOString(),
        step: row.sequence === null ? null : 1,
        steps: row.sequence === null ? null : 3,
        automatic: row.channel !== 'email',
        subject: row.channel === 'email' ? 'Your roof inspection' : null,
        acted_call_id: null,
        acted_at:
          earlierHours === undefined
            ? null
            : new Date(nowMs + (hours - earlierHours) * 3_600_000).toISOString(),
        vendor_words,
        created_at: new Date(nowMs - 86_400_000).toISOString(),
      }
    })
}

export function samplePostings(nowMs: number, calls: CallDetail[]): PostingView[] {
  const pair = (
    id: string,
    at: string,
    from: string,
    to: string,
    cents: number,
    reason: string,
    callId: string | null,
  ) =>
    [
      [from, -cents],
      [to, cents],
    ].map(([account, amount], side) => ({
      posting_id: `${id}_${side}`,
      transaction_id: id,
      at,
      account: String(account),
      amount_cents: Number(amount),
      call_id: callId,
      reason,
    }))
  const charges = calls
    .slice(0, 12)
    .flatMap((call) => [
      ...pair(
        `minute_${call.call_id}`,
        call.ended_at ?? '',
        'held',
        'usage',
        call.cost_cents,
        'Minute 1',
        call.call_id,
      ),
      ...pair(
        `hold_${call.call_id}`,
        call.started_at ?? '',
        'wallet',
        'held',
        45,
        'Held for a call',
        call.call_id,
      ),
    ])
  const credit = pair(
    'credit',
    new Date(nowMs - 6 * 86_400_000).toISOString(),
    'funding',
    'wallet',
    15_000,
    'Paid by bank transfer',
    null,
  )
  return [...charges, ...credit]
}

export function sampleDays(nowMs: number, days: number): DailyMetrics[] {
  return Array.from({ length: days }, (_, back) => {
    const chance = chanceOf(back + 3)
    const day = new Date(nowMs - (days - 1 - back) * 86_400_000)
    const resting = [0, 6].includes(day.getUTCDay())
    const calls = resting ? 0 : chance.between(18, 64)
    const answered = Math.round(calls * (0.42 + chance.next() * 0.2))
    const bookings = Math.round(answered * (0.14 + chance.next() * 0.14))
    return {
      day: day.toISOString().slice(0, 10),
      calls,
      answered,
      bookings,
      callbacks: Math.round(answered * 0.15),
      not_interested: Math.round(answered * 0.4),
      do_not_call: Math.round(answered * 0.04),
      voicemails: Math.round(calls * 0.25),
      talk_seconds: answered * 96,
      cost_cents: answered * 47 + calls,
      credited_cents: back === 2 ? 45 : 0,
    }
  })
}

export function sampleActivity(nowMs: number, calls: CallDetail[]): ActivityEvent[] {
  const done = calls.map(
    (call): ActivityEvent => ({
      event_id: `activity_${call.call_id}`,
      type: call.outcome === 'booked' ? 'booking_created' : 'voice_call_completed',
      at: call.ended_at ?? '',
      title:
        call.outcome === 'booked'
          ? `${call.lead_name} booked an inspection`
          : `Call with ${call.lead_name} ended: ${String(call.outcome).replaceAll('_', ' ')}`,
      data: { call_id: call.call_id },
    }),
  )
  const launched: ActivityEvent = {
    event_id: 'activity_launch',
    type: 'ai_campaign_launched',
    at: new Date(nowMs - 30 * 3_600_000).toISOString(),
    title: '“Hail season inspections” was launched to 214 homeowners',
    data: { campaign_id: 'campaign_1' },
  }
  return [...done, launched].sort((a, b) => b.at.localeCompare(a.at))
}

export const sampleRestartNotice = (nowMs: number, calls: CallDetail[]): RestartNotice => ({
  notice_id: 'restart_1',
  started_at: new Date(nowMs - 60_000).toISOString(),
  cause: 'crash',
  cut_off: calls.slice(0, 2).map(({ call_id, lead_id, lead_name, phone, campaign_id }, index) => ({
    call_id,
    lead_id,
    lead_name,
    phone,
    campaign_id,
    was: index === 0 ? 'live' : 'ringing',
    outcome: index === 0 ? 'hung_up' : null,
  })),
  campaigns: [
    {
      campaign_id: CampaignId.parse('campaign_1'),
      name: 'Hail season inspections',
      status: 'running',
      calls_in_line: 112,
    },
  ],
})
