import type { Migration } from '../migrate.ts'

/**
 * A launch of very many leads is written in parts: what is left of it stands here, and its campaign is `launching`
 * for as long. The order in which calls are dialed comes from one index, however many are in line.
 */
export const launchInParts: Migration = {
  version: 3,
  name: 'launch in parts',
  sql: `
CREATE TABLE campaign_launch (
  campaign_id TEXT PRIMARY KEY REFERENCES call_campaign,
  lead_ids TEXT NOT NULL CHECK (json_valid(lead_ids)),
  done INTEGER NOT NULL DEFAULT 0,
  -- Null: it is named after its number of leads once that is known.
  name TEXT
) STRICT;

ALTER TABLE voice_call ADD COLUMN priority REAL NOT NULL DEFAULT 0;
UPDATE voice_call SET priority = (SELECT score FROM lead l WHERE l.lead_id = voice_call.lead_id) WHERE status = 'queued';
DROP INDEX voice_call_queue;
CREATE INDEX voice_call_queue ON voice_call (campaign_id, status, not_before_ms, priority DESC);
`,
}
