import type { Migration } from '../migrate.ts'

/**
 * Stretches of a call that are not charged for, noted as they happen; what is credited for them are postings. The table
 * that was meant for one sum a call was never written.
 */
export const faultSpans: Migration = {
  version: 16,
  name: 'fault spans',
  sql: `
DROP TABLE fault_credit;
CREATE TABLE call_fault (
  call_id TEXT NOT NULL REFERENCES voice_call,
  cause TEXT NOT NULL CHECK (cause IN ('dead_air', 'line_broke', 'vendor_outage', 'program_ended')),
  from_ms INTEGER NOT NULL CHECK (from_ms >= 0),
  ms INTEGER NOT NULL CHECK (ms >= 0),
  PRIMARY KEY (call_id, cause, from_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX carrier_settlement_by_time ON carrier_settlement (at_ms);
`,
}
