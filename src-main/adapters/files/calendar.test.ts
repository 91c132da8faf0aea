import { expect, it } from 'vitest'
import { BookingView } from '../../../src-preload/contract/account.ts'
import { bookingsCalendar } from './calendar.ts'

const booking = BookingView.parse({
  booking_id: 'booking_1',
  call_id: 'call_1',
  lead_id: 'lead_1',
  lead_name: 'Dana Fernwick',
  phone: '+15125550101',
  starts_at: '2026-11-24T16:00:00.000Z',
  ends_at: '2026-11-24T17:00:00.000Z',
  address: { street: '12 Oak Bend Dr', city: 'Austin', state: 'TX', zip: '78745' },
  status: 'confirmed',
  call_back_to_confirm: false,
  notes: 'Agreed with the words: "Tuesday at ten in the morning works."',
  crew: 1,
  sequence: 2,
  travel_minutes: null,
})

it('tells a calendar of an inspection, and of its last change', () => {
  const ics = bookingsCalendar([booking], 'Summit Ridge', 'live')
  expect(ics).toContain('SUMMARY:Roof inspection: Dana Fernwick')
  expect(ics).toContain('STATUS:CONFIRMED')
  expect(ics).toContain('SEQUENCE:2')
  expect(ics).toContain('LOCATION:12 Oak Bend Dr\\, Austin\\, TX 78745')
  expect(ics).toContain('DESCRIPTION:+15125550101')
  expect(ics.replaceAll('\r\n ', '')).not.toContain('in the morning')
})

it('takes back one that was canceled', () => {
  const ics = bookingsCalendar([{ ...booking, status: 'canceled' }], 'Summit Ridge', 'live')
  expect(ics).toContain('STATUS:CANCELLED')
})

it('sends nobody to a practice booking', () => {
  const ics = bookingsCalendar([booking], 'Summit Ridge', 'practice')
  expect(ics).toContain('SUMMARY:Practice\\, no real visit: Roof inspection: Dana Fernwick')
  expect(ics).toContain('STATUS:TENTATIVE')
})
