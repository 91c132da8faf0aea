import type { Migration } from '../migrate.ts'

/** What the person at the desk did in a live call, which nobody hears in its recording. */
export const deskActs: Migration = {
  version: 18,
  name: 'desk acts',
  sql: `
CREATE TABLE call_desk_act (
  act_no INTEGER PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES voice_call,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  action TEXT NOT NULL CHECK (action IN ('took_over', 'handed_back', 'whispered', 'muted', 'unmuted')),
  text TEXT
) STRICT;
CREATE INDEX call_desk_act_by_call ON call_desk_act (call_id, act_no);
`,
}
