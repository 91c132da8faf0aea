import { z } from 'zod'
import {
  ActivityEvent,
  ApprovalView,
  type BookingListInput,
  BookingView,
  DailyMetrics,
  PostingView,
} from '../../../../src-preload/contract/account.ts'
import { travelMs } from '../../../core/booking/travel.ts'
import type { Location } from '../../../core/neighborhood/distance.ts'
import { found } from '../../../core/refused.ts'
import { DailyCount } from '../daily-metrics.ts'
import type { Db } from '../database.ts'
import { decodeCursor, iso, isoOrNull, page, TimeKey } from './cursor.ts'

interface PageInput {
  limit: number
  cursor?: string | undefined
}
interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export interface AccountReads {
  bookings(input: BookingListInput): Page<BookingView>
  booking(bookingId: string): BookingView
  /** Every booking from this moment on, the earliest first. */
  bookingsSince(fromMs: number): BookingView[]
  postings(input: PageInput & { call_id?: string | undefined }): Page<PostingView>
  activity(input: PageInput): Page<ActivityEvent>
  approvals(input: PageInput & { status?: 'waiting' | 'decided' | undefined }): Page<ApprovalView>
  approval(approvalId: string): ApprovalView
  daily(fromDay: string): DailyMetrics[]
}

const NumberKey = z.tuple([z.number()])
const msOrNull = (instant: string | undefined): number | null =>
  instant === undefined ? null : Date.parse(instant)

export function accountReads(
  db: Db,
  zipPlace: (zip: string | null) => Location | null = () => null,
): AccountReads {
  const toBooking = (row: unknown) => bookingView(BookingRow.parse(row), zipPlace)
  // The crew's visit before it within sixteen hours is the one it comes from.
  const bookingColumns = `SELECT b.*, l.name, c.phone, l.street, l.city, l.state, l.zip, l.latitude, l.longitude,
       (SELECT json_array(p.latitude, p.longitude, p.zip) FROM voice_booking v JOIN lead p USING (lead_id)
        WHERE b.status = 'confirmed' AND v.status = 'confirmed' AND v.crew = b.crew
          AND v.starts_at_ms < b.starts_at_ms AND v.starts_at_ms > b.starts_at_ms - 43200000
        ORDER BY v.starts_at_ms DESC LIMIT 1) AS comes_from
     FROM voice_booking b JOIN lead l USING (lead_id) JOIN voice_call c USING (call_id)`
  const bookingsInOrder = (isAfter: '>' | '<', direction: 'ASC' | 'DESC') =>
    db.prepare(
      `${bookingColumns}
       WHERE (@afterMs IS NULL OR (b.starts_at_ms, b.booking_id) ${isAfter} (@afterMs, @afterId))
         AND (@fromMs IS NULL OR b.starts_at_ms >= @fromMs) AND (@toMs IS NULL OR b.starts_at_ms < @toMs)
       ORDER BY b.starts_at_ms ${direction}, b.booking_id ${direction} LIMIT @limit`,
    )
  const bookings = {
    earliest_first: bookingsInOrder('>', 'ASC'),
    latest_first: bookingsInOrder('<', 'DESC'),
  }
  const bookingsSince = db.prepare(
    `${bookingColumns} WHERE b.starts_at_ms >= ? ORDER BY b.starts_at_ms, b.booking_id`,
  )
  const oneBooking = db.prepare(`${bookingColumns} WHERE b.booking_id = ?`)
  const postings = db.prepare(
    `SELECT * FROM ledger_posting WHERE (@before IS NULL OR posting_id < @before) AND (@callId IS NULL OR call_id = @callId)
     ORDER BY posting_id DESC LIMIT @limit`,
  )
  const activity = db.prepare(
    'SELECT * FROM activity_event WHERE @before IS NULL OR event_id < @before ORDER BY event_id DESC LIMIT @limit',
  )
  const approvals = db.prepare(
    `SELECT * FROM approval WHERE (@afterMs IS NULL OR (requested_at_ms, approval_id) < (@afterMs, @afterId))
       AND (@status IS NULL OR (status = 'waiting') = (@status = 'waiting'))
     ORDER BY requested_at_ms DESC, approval_id DESC LIMIT @limit`,
  )
  const approval = db.prepare('SELECT * FROM approval WHERE approval_id = ?')
  const daily = db.prepare('SELECT * FROM voice_metrics_daily WHERE day >= ? ORDER BY day')
  const after = (cursor: string | undefined) => {
    const key = decodeCursor(cursor, TimeKey)
    return { afterMs: key?.[0] ?? null, afterId: key?.[1] ?? null }
  }
  const before = (cursor: string | undefined) => ({ before: decodeCursor(cursor, NumberKey)?.[0] ?? null })

  return {
    bookings: ({ limit, cursor, from, to, order }) =>
      page(
        bookings[order]
          .all({ limit: limit + 1, ...after(cursor), fromMs: msOrNull(from), toMs: msOrNull(to) })
          .map((row) => BookingRow.parse(row)),
        limit,
        (row) => bookingView(row, zipPlace),
        (row) => [row.starts_at_ms, row.booking_id],
      ),
    bookingsSince: (fromMs) => bookingsSince.all(Math.round(fromMs)).map(toBooking),
    booking(bookingId) {
      const row = found(oneBooking.get(bookingId), 'booking', bookingId)
      return toBooking(row)
    },
    postings: ({ limit, cursor, call_id }) =>
      page(
        postings
          .all({ limit: limit + 1, callId: call_id ?? null, ...before(cursor) })
          .map((row) => PostingRow.parse(row)),
        limit,
        ({ at_ms, posting_id, ...row }) =>
          PostingView.parse({ ...row, posting_id: String(posting_id), at: iso(at_ms) }),
        (row) => [row.posting_id],
      ),
    activity: ({ limit, cursor }) =>
      page(
        activity.all({ limit: limit + 1, ...before(cursor) }).map((row) => ActivityRow.parse(row)),
        limit,
        ({ event_id, at_ms, data, ...row }) =>
          ActivityEvent.parse({ ...row, event_id: String(event_id), at: iso(at_ms), data: JSON.parse(data) }),
        (row) => [row.event_id],
      ),
    approvals: ({ limit, cursor, status = null }) =>
      page(
        approvals.all({ limit: limit + 1, status, ...after(cursor) }).map((row) => ApprovalRow.parse(row)),
        limit,
        toApproval,
        (row) => [row.requested_at_ms, row.approval_id],
      ),
    approval: (approvalId) => toApproval(ApprovalRow.parse(approval.get(approvalId))),
    daily: (fromDay) =>
      daily.all(fromDay).map((row) => {
        const { talk_ms, ...rest } = DailyRow.parse(row)
        return DailyMetrics.parse({ ...rest, talk_seconds: Math.round(talk_ms / 1_000) })
      }),
  }
}

const HouseRow = z.tuple([z.number().nullable(), z.number().nullable(), z.string().nullable()])
const BookingRow = z.object({
  booking_id: z.string(),
  call_id: z.string(),
  lead_id: z.string(),
  name: z.string(),
  phone: z.string(),
  starts_at_ms: z.int(),
  ends_at_ms: z.int(),
  status: z.string(),
  notes: z.string().nullable(),
  crew: z.int(),
  sequence: z.int(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  comes_from: z
    .string()
    .nullable()
    .transform((text) => {
      if (text === null) return null
      const [latitude, longitude, zip] = HouseRow.parse(JSON.parse(text))
      return { latitude, longitude, zip }
    }),
  street: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zip: z.string().nullable(),
})

const bookingView = (
  row: z.infer<typeof BookingRow>,
  zipPlace: (zip: string | null) => Location | null,
): BookingView =>
  BookingView.parse({
    booking_id: row.booking_id,
    call_id: row.call_id,
    lead_id: row.lead_id,
    lead_name: row.name,
    phone: row.phone,
    starts_at: iso(row.starts_at_ms),
    ends_at: iso(row.ends_at_ms),
    address: { street: row.street, city: row.city, state: row.state, zip: row.zip },
    status: row.status,
    notes: row.notes,
    crew: row.crew,
    sequence: row.sequence,
    travel_minutes: row.comes_from && travelMinutes(row.comes_from, row, zipPlace),
  })

interface House {
  readonly latitude: number | null
  readonly longitude: number | null
  readonly zip: string | null
}

function travelMinutes(from: House, to: House, zipPlace: (zip: string | null) => Location | null): number {
  const placeOf = ({ latitude, longitude, zip }: House) =>
    latitude === null || longitude === null ? zipPlace(zip) : { latitude, longitude }
  return travelMs(placeOf(from), placeOf(to)) / 60_000
}

const PostingRow = z.object({
  posting_id: z.int(),
  transaction_id: z.string(),
  at_ms: z.int(),
  account: z.string(),
  amount_cents: z.int(),
  call_id: z.string().nullable(),
  reason: z.string(),
})
const ActivityRow = z.object({
  event_id: z.int(),
  type: z.string(),
  at_ms: z.int(),
  title: z.string(),
  data: z.string(),
})
const ApprovalRow = z.object({
  approval_id: z.string(),
  kind: z.string(),
  summary: z.string(),
  amount_cents: z.int(),
  parameters: z.string(),
  status: z.string(),
  requested_at_ms: z.int(),
  expires_at_ms: z.int(),
  decided_at_ms: z.int().nullable(),
  approved_cents: z.int().nullable(),
  decided_by: z.string().nullable(),
  decision_note: z.string().nullable(),
  used_at_ms: z.int().nullable(),
})

const toApproval = ({
  requested_at_ms,
  expires_at_ms,
  decided_at_ms,
  used_at_ms,
  parameters,
  ...row
}: z.infer<typeof ApprovalRow>): ApprovalView =>
  ApprovalView.parse({
    ...row,
    parameters: JSON.parse(parameters),
    requested_at: iso(requested_at_ms),
    expires_at: iso(expires_at_ms),
    decided_at: isoOrNull(decided_at_ms),
    used_at: isoOrNull(used_at_ms),
  })

const DailyRow = DailyCount.extend({ day: z.string() })
