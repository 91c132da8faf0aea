import type { Migration } from '../migrate.ts'

/** The share of abandoned calls is asked for after every call that was picked up: it is read from the index alone. */
export const abandonedCalls: Migration = {
  version: 17,
  name: 'abandoned calls',
  sql: `
CREATE INDEX voice_call_abandoned ON voice_call (campaign_id, answered_at_ms, abandoned)
  WHERE abandoned IS NOT NULL AND answered_by NOT IN ('machine', 'fax', 'screener');
`,
}
