import type { Migration } from '../migrate.ts'

/** A carrier may never tell its figure of a call: then that is what the settlement says. */
export const figuresNeverTold: Migration = {
  version: 19,
  name: 'figures never told',
  sql: `
CREATE TABLE settlement_copy (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  counted_seconds INTEGER NOT NULL,
  -- Null: the carrier did not tell, and is not asked any longer.
  billed_seconds INTEGER,
  counted_cents INTEGER NOT NULL,
  corrected_cents INTEGER NOT NULL,
  -- Due by the carrier's figure and not to be had from the wallet.
  missing_cents INTEGER NOT NULL,
  explanation TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO settlement_copy SELECT call_id, counted_seconds, billed_seconds, counted_cents, corrected_cents, missing_cents, explanation, at_ms
  FROM carrier_settlement;
DROP TABLE carrier_settlement;
ALTER TABLE settlement_copy RENAME TO carrier_settlement;
CREATE INDEX carrier_settlement_by_time ON carrier_settlement (at_ms);
-- A file may hold it already: for a while two steps bore the number 18.
CREATE INDEX IF NOT EXISTS voice_call_unbilled ON voice_call (listed_at_ms)
  WHERE status = 'ended' AND answered_at_ms IS NOT NULL AND carrier_billed_seconds IS NULL;
`,
}
