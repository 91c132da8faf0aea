import type { Migration } from '../migrate.ts'

/** Scripts tried out with simulated homeowners; the report is one document that nothing else refers into. */
export const rehearsal: Migration = {
  version: 6,
  name: 'rehearsal',
  sql: `
CREATE TABLE rehearsal (
  rehearsal_id TEXT PRIMARY KEY,
  script_id TEXT NOT NULL REFERENCES script (script_id),
  status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
  done INTEGER NOT NULL CHECK (done >= 0),
  total INTEGER NOT NULL CHECK (total >= done),
  started_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  reason TEXT,
  report TEXT,
  CHECK ((status = 'running') = (finished_at_ms IS NULL)),
  CHECK ((status = 'done') = (report IS NOT NULL))
) STRICT;
CREATE INDEX rehearsal_by_time ON rehearsal (started_at_ms DESC, rehearsal_id);
CREATE INDEX rehearsal_by_script ON rehearsal (script_id, started_at_ms DESC);
`,
}
