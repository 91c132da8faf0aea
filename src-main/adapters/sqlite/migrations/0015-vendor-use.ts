import type { Migration } from '../migrate.ts'

/** What each call has asked of the vendors, counted where they are asked; `booked` of it stands in lines of the books. */
export const vendorUse: Migration = {
  version: 15,
  name: 'vendor use',
  sql: `
CREATE TABLE vendor_use (
  call_id TEXT NOT NULL REFERENCES voice_call,
  item TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  booked INTEGER NOT NULL DEFAULT 0 CHECK (booked >= 0 AND booked <= quantity),
  PRIMARY KEY (call_id, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX vendor_use_to_book ON vendor_use (call_id) WHERE quantity > booked;
`,
}
