import { describe, expect, it } from 'vitest'
import type { BookingView } from '../../src-preload/contract/account.ts'
import { BookingId, CallId, LeadId } from '../../src-preload/contract/primitives.ts'
import { calendarFile } from './calendar-file.ts'

const booking: BookingView = {
  booking_id: BookingId.parse('b1'),
  call_id: CallId.parse('c1'),
  lead_id: LeadId.parse('l1'),
  lead_name: 'Ana Ruiz',
  phone: '+15125550100',
  starts_at: '2026-11-24T15:00:00.000Z',
  ends_at: '2026-11-24T16:00:00.000Z',
  address: { street: '12 Oak St', city: 'Plano', state: 'TX', zip: '75001' },
  status: 'confirmed',
  notes: 'Gate code 1;2',
}

describe('the calendar file', () => {
  it('gives every inspection its time in UTC and its place', () => {
    const file = calendarFile([booking])
    expect(file).toContain('DTSTART:20261124T150000Z\r\nDTEND:20261124T160000Z')
    expect(file).toContain('LOCATION:12 Oak St\\, Plano\\, TX 75001')
    expect(file).toContain('DESCRIPTION:+15125550100\\nGate code 1\\;2')
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true)
  })

  it('folds long lines as calendars require', () => {
    const lines = calendarFile([{ ...booking, notes: 'x'.repeat(400) }]).split('\r\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(75)
  })
})
