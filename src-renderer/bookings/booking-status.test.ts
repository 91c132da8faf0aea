import { expect, it } from 'vitest'
import { bookingBadge, calendarMark } from './booking-status.ts'

it('a booking whose confirmation was not heard to its end is not called confirmed', () => {
  const unheard = { status: 'confirmed', call_back_to_confirm: true } as const
  expect(bookingBadge(unheard)).toEqual({ label: 'Call back to confirm', color: 'copper' })
  expect(calendarMark(unheard)).toBe(' (call back to confirm)')
})

it('a booking is called what it is', () => {
  expect(bookingBadge({ status: 'confirmed', call_back_to_confirm: false }).label).toBe('Confirmed')
  expect(calendarMark({ status: 'confirmed', call_back_to_confirm: false })).toBe('')
  expect(calendarMark({ status: 'canceled', call_back_to_confirm: false })).toBe(' (canceled)')
})
