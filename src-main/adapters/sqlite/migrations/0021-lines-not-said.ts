import type { Migration } from '../migrate.ts'

/** A line of the desk that the hosted engine did not say is put on record as well. */
export const linesNotSaid: Migration = {
  version: 21,
  name: 'lines not said',
  sql: `
ALTER TABLE call_desk_act RENAME TO call_desk_act_before;
CREATE TABLE call_desk_act (
  act_no INTEGER PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES voice_call,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  action TEXT NOT NULL CHECK (action IN ('took_over', 'handed_back', 'whispered', 'muted', 'unmuted', 'not_said')),
  text TEXT
) STRICT;
INSERT INTO call_desk_act SELECT act_no, call_id, at_ms, action, text FROM call_desk_act_before;
DROP TABLE call_desk_act_before;
CREATE INDEX call_desk_act_by_call ON call_desk_act (call_id, act_no);
`,
}
