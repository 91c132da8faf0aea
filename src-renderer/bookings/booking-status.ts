import type { BookingView } from '../../src-preload/contract/account.ts'
import { formatCode } from '../ui/format.ts'

const COLORS = { confirmed: 'patina', canceled: 'red', moved: 'gray', done: 'gray' } as const

type Status = Pick<BookingView, 'status' | 'call_back_to_confirm'>

/** What a booking's badge says; one whose confirmation was not heard is not called confirmed. */
export function bookingBadge({ status, call_back_to_confirm }: Status): { label: string; color: string } {
  if (call_back_to_confirm) return { label: 'Call back to confirm', color: 'copper' }
  return { label: formatCode(status), color: COLORS[status] }
}

export const NOT_HEARD =
  'Not heard to the end: call back to confirm. The homeowner did not hear the day and time in full.'

/** What the calendar adds to a booking that is not simply confirmed, in brackets; nothing to one that is. */
export const calendarMark = ({ status, call_back_to_confirm }: Status): string =>
  call_back_to_confirm ? ' (call back to confirm)' : status === 'confirmed' ? '' : ` (${status})`
