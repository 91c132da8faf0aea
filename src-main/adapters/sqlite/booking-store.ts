import Database from 'better-sqlite3'
import { z } from 'zod'
import type {
  Booking,
  BookingStore,
  ChangedBy,
  CrewTime,
  NewBooking,
} from '../../core/booking/booking-store.ts'
import type { Location } from '../../core/neighborhood/distance.ts'
import type { Db } from './database.ts'
import { inTransaction } from './rows.ts'

const Row = z.object({
  booking_id: z.string(),
  call_id: z.string(),
  lead_id: z.string(),
  crew: z.int(),
  starts_at_ms: z.int(),
  ends_at_ms: z.int(),
  status: z.enum(['confirmed', 'canceled', 'moved', 'done']),
})
const VisitRow = z.object({
  booking_id: z.string(),
  crew: z.int(),
  starts_at_ms: z.int(),
  ends_at_ms: z.int(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  zip: z.string().nullable(),
})

/** A house without coordinates is taken to stand in the middle of its ZIP code. */
export function sqliteBookings(db: Db, zipPlace: (zip: string | null) => Location | null): BookingStore {
  const insert = db.prepare(
    `INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, notes, created_at_ms, updated_at_ms)
     VALUES (@bookingId, @callId, @leadId, @crew, @startsAtMs, @endsAtMs, 'confirmed', @notes, @atMs, @atMs)`,
  )
  const move = db.prepare(
    `UPDATE voice_booking SET crew = @crew, starts_at_ms = @startsAtMs, ends_at_ms = @endsAtMs, sequence = sequence + 1, updated_at_ms = @atMs
     WHERE booking_id = @bookingId AND status = 'confirmed'`,
  )
  const cancel = db.prepare(
    `UPDATE voice_booking SET status = 'canceled', sequence = sequence + 1, updated_at_ms = ? WHERE booking_id = ? AND status = 'confirmed'`,
  )
  const change = db.prepare(
    `INSERT INTO booking_change (booking_id, what, at_ms, call_id, words, from_ms, to_ms)
     VALUES (@bookingId, @what, @atMs, @callId, @words, @fromMs, @toMs)`,
  )
  const byId = db.prepare('SELECT * FROM voice_booking WHERE booking_id = ?')
  const ahead = db.prepare(
    `SELECT * FROM voice_booking WHERE lead_id = +? AND status = 'confirmed' AND ends_at_ms > +? ORDER BY starts_at_ms LIMIT 1`,
  )
  const visits = db.prepare(
    `SELECT b.booking_id, b.crew, b.starts_at_ms, b.ends_at_ms, l.latitude, l.longitude, l.zip
     FROM voice_booking b JOIN lead l USING (lead_id) WHERE b.status = 'confirmed' AND b.ends_at_ms > ?`,
  )

  const keep = (
    bookingId: string,
    what: 'booked' | 'moved' | 'canceled',
    { callId, words }: ChangedBy,
    atMs: number,
    times: { fromMs: number | null; toMs: number | null },
  ) => void change.run({ bookingId, what, callId, words, atMs: Math.round(atMs), ...times })

  return {
    book: inTransaction(db, (booking: NewBooking, by: ChangedBy, atMs: number) => {
      if (!unlessTaken(() => insert.run({ ...booking, atMs: Math.round(atMs) }))) return false
      keep(booking.bookingId, 'booked', by, atMs, { fromMs: null, toMs: booking.startsAtMs })
      return true
    }),
    move: inTransaction(db, (bookingId: string, to: CrewTime, by: ChangedBy, atMs: number) => {
      const before = toBooking(byId.get(bookingId))
      const { crew, startsAtMs, endsAtMs } = to
      const row = { bookingId, crew, startsAtMs, endsAtMs, atMs: Math.round(atMs) }
      if (before?.status !== 'confirmed' || !unlessTaken(() => move.run(row))) return false
      keep(bookingId, 'moved', by, atMs, { fromMs: before.startsAtMs, toMs: startsAtMs })
      return true
    }),
    cancel: inTransaction(db, (bookingId: string, by: ChangedBy, atMs: number) => {
      const before = toBooking(byId.get(bookingId))
      if (before && cancel.run(Math.round(atMs), bookingId).changes === 1)
        keep(bookingId, 'canceled', by, atMs, { fromMs: before.startsAtMs, toMs: null })
    }),
    get: (bookingId) => toBooking(byId.get(bookingId)),
    ahead: (leadId, nowMs) => toBooking(ahead.get(leadId, Math.round(nowMs))),
    visits: (fromMs) =>
      visits.all(Math.round(fromMs)).map((row) => {
        const { booking_id, crew, starts_at_ms, ends_at_ms, latitude, longitude, zip } = VisitRow.parse(row)
        const location = latitude === null || longitude === null ? zipPlace(zip) : { latitude, longitude }
        return { bookingId: booking_id, crew, startsAtMs: starts_at_ms, endsAtMs: ends_at_ms, location }
      }),
  }
}

/** False when a constraint of the database says that the time is taken. */
function unlessTaken(write: () => { changes: number }): boolean {
  try {
    return write().changes === 1
  } catch (error) {
    if (error instanceof Database.SqliteError && TAKEN.has(error.code)) return false
    throw error
  }
}

const TAKEN = new Set(['SQLITE_CONSTRAINT_TRIGGER', 'SQLITE_CONSTRAINT_UNIQUE'])

function toBooking(row: unknown): Booking | null {
  if (row === undefined) return null
  const booking = Row.parse(row)
  return {
    bookingId: booking.booking_id,
    callId: booking.call_id,
    leadId: booking.lead_id,
    crew: booking.crew,
    startsAtMs: booking.starts_at_ms,
    endsAtMs: booking.ends_at_ms,
    status: booking.status,
  }
}
