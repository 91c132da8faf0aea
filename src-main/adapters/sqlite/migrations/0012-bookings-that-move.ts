import type { Migration } from '../migrate.ts'

/**
 * Bookings can be moved and canceled, by phone or at the desk, and every change is kept. A crew is at one house at a
 * time, whoever writes. A call may be about an inspection that is booked already.
 */
export const bookingsThatMove: Migration = {
  version: 12,
  name: 'bookings that move',
  sql: `
ALTER TABLE voice_booking ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE voice_booking ADD COLUMN updated_at_ms INTEGER;
CREATE INDEX voice_booking_by_lead ON voice_booking (lead_id, starts_at_ms);
CREATE INDEX voice_booking_by_crew ON voice_booking (crew, ends_at_ms);

CREATE TABLE booking_change (
  change_no INTEGER PRIMARY KEY,
  booking_id TEXT NOT NULL REFERENCES voice_booking,
  what TEXT NOT NULL CHECK (what IN ('booked', 'moved', 'canceled')),
  at_ms INTEGER NOT NULL,
  -- The call in which it was agreed; null for a change made at the desk.
  call_id TEXT REFERENCES voice_call,
  words TEXT NOT NULL,
  from_ms INTEGER,
  to_ms INTEGER
) STRICT;
CREATE INDEX booking_change_by_booking ON booking_change (booking_id, change_no);

CREATE TRIGGER booked_crew_is_free BEFORE INSERT ON voice_booking
WHEN NEW.status = 'confirmed' AND EXISTS (
  SELECT 1 FROM voice_booking b WHERE b.status = 'confirmed' AND b.crew = NEW.crew
    AND b.ends_at_ms > NEW.starts_at_ms AND b.starts_at_ms < NEW.ends_at_ms)
BEGIN SELECT RAISE(ABORT, 'this crew is at another house then'); END;
CREATE TRIGGER moved_crew_is_free BEFORE UPDATE OF crew, starts_at_ms, ends_at_ms, status ON voice_booking
WHEN NEW.status = 'confirmed' AND EXISTS (
  SELECT 1 FROM voice_booking b WHERE b.status = 'confirmed' AND b.crew = NEW.crew AND b.booking_id <> NEW.booking_id
    AND b.ends_at_ms > NEW.starts_at_ms AND b.starts_at_ms < NEW.ends_at_ms)
BEGIN SELECT RAISE(ABORT, 'this crew is at another house then'); END;

ALTER TABLE voice_call ADD COLUMN purpose TEXT NOT NULL DEFAULT 'offer' CHECK (purpose IN ('offer', 'inspection'));
`,
}
