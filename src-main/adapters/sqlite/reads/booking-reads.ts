import { z } from 'zod'
import { type BookingListInput, BookingView } from '../../../../src-preload/contract/account.ts'
import { knownTravelMinutes, SAME_DAY_MS } from '../../../core/booking/travel.ts'
import { CALL_BACK } from '../../../core/call/closing/booking-confirmation.ts'
import type { Location } from '../../../core/neighborhood/distance.ts'
import { found } from '../../../core/refused.ts'
import type { Db } from '../database.ts'
import { afterTime, iso, type Page, page } from './cursor.ts'

export interface BookingReads {
  list(input: BookingListInput): Page<BookingView>
  get(bookingId: string): BookingView
  /** Every booking from this moment on, the earliest first. */
  since(fromMs: number): BookingView[]
}

type ZipPlace = (zip: string | null) => Location | null

const msOrNull = (instant: string | undefined): number | null =>
  instant === undefined ? null : Date.parse(instant)

/** Inspections with the way to them. A house without coordinates is taken to stand in the middle of its ZIP code. */
export function bookingReads(db: Db, zipPlace: ZipPlace): BookingReads {
  const toBooking = (row: unknown) => bookingView(BookingRow.parse(row), zipPlace)
  // A visit of the crew's that is longer ago is not where it comes from.
  // The call that set its day and time is the one of its last change.
  const bookingColumns = `SELECT b.*, l.name, c.phone, l.street, l.city, l.state, l.zip, l.latitude, l.longitude,
       (SELECT json_array(p.latitude, p.longitude, p.zip) FROM voice_booking v JOIN lead p USING (lead_id)
        WHERE b.status = 'confirmed' AND v.status = 'confirmed' AND v.crew = b.crew
          AND v.starts_at_ms < b.starts_at_ms AND v.starts_at_ms > b.starts_at_ms - ${SAME_DAY_MS}
        ORDER BY v.starts_at_ms DESC LIMIT 1) AS comes_from,
       b.status = 'confirmed' AND EXISTS (
         SELECT 1 FROM voice_call k, json_each(k.next_steps) step WHERE step.value = '${CALL_BACK}'
           AND k.call_id = (SELECT h.call_id FROM booking_change h WHERE h.booking_id = b.booking_id
                            ORDER BY h.change_no DESC LIMIT 1)) AS call_back
     FROM voice_booking b JOIN lead l USING (lead_id) JOIN voice_call c USING (call_id)`
  const bookingsInOrder = (isAfter: '>' | '<', direction: 'ASC' | 'DESC') =>
    db.prepare(
      `${bookingColumns}
       WHERE (@afterMs IS NULL OR (b.starts_at_ms, b.booking_id) ${isAfter} (@afterMs, @afterId))
         AND (@fromMs IS NULL OR b.starts_at_ms >= @fromMs) AND (@toMs IS NULL OR b.starts_at_ms < @toMs)
       ORDER BY b.starts_at_ms ${direction}, b.booking_id ${direction} LIMIT @limit`,
    )
  const listed = {
    earliest_first: bookingsInOrder('>', 'ASC'),
    latest_first: bookingsInOrder('<', 'DESC'),
  }
  const since = db.prepare(
    `${bookingColumns} WHERE b.starts_at_ms >= ? ORDER BY b.starts_at_ms, b.booking_id`,
  )
  const one = db.prepare(`${bookingColumns} WHERE b.booking_id = ?`)

  return {
    list: ({ limit, cursor, from, to, order }) =>
      page(
        listed[order]
          .all({ limit: limit + 1, ...afterTime(cursor), fromMs: msOrNull(from), toMs: msOrNull(to) })
          .map((row) => BookingRow.parse(row)),
        limit,
        (row) => bookingView(row, zipPlace),
        (row) => [row.starts_at_ms, row.booking_id],
      ),
    since: (fromMs) => since.all(Math.round(fromMs)).map(toBooking),
    get(bookingId) {
      const row = found(one.get(bookingId), 'booking', bookingId)
      return toBooking(row)
    },
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
  call_back: z.union([z.literal(0), z.literal(1)]),
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

const bookingView = (row: z.infer<typeof BookingRow>, zipPlace: ZipPlace): BookingView =>
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
    call_back_to_confirm: row.call_back === 1,
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

function travelMinutes(from: House, to: House, zipPlace: ZipPlace): number | null {
  const placeOf = ({ latitude, longitude, zip }: House) =>
    latitude === null || longitude === null ? zipPlace(zip) : { latitude, longitude }
  return knownTravelMinutes(placeOf(from), placeOf(to))
}
