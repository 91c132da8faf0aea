import type { Migration } from '../migrate.ts'

/** How each campaign calls, which leads were taken out of it, and what was decided about each ended call. */
export const campaignSettings: Migration = {
  version: 11,
  name: 'campaign settings',
  sql: `
CREATE TABLE campaign_settings (
  campaign_id TEXT PRIMARY KEY REFERENCES call_campaign,
  value TEXT NOT NULL CHECK (json_valid(value)),
  accepted_abandoned INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE campaign_lead_out (
  campaign_id TEXT NOT NULL REFERENCES call_campaign,
  lead_id TEXT NOT NULL REFERENCES lead ON DELETE CASCADE,
  PRIMARY KEY (campaign_id, lead_id)
) STRICT, WITHOUT ROWID;

-- Set once what follows from the ended call is written: its next attempt, or that there is none.
ALTER TABLE voice_call ADD COLUMN decided_at INTEGER;
ALTER TABLE voice_call ADD COLUMN next_call_id TEXT;
ALTER TABLE voice_call ADD COLUMN abandoned INTEGER CHECK (abandoned IN (0, 1));
-- Nobody is called again for a call of before there were retries.
UPDATE voice_call SET decided_at = 0 WHERE status = 'ended';
CREATE INDEX voice_call_undecided ON voice_call (campaign_id) WHERE status = 'ended' AND decided_at IS NULL;
CREATE INDEX voice_call_by_campaign_and_lead ON voice_call (campaign_id, lead_id);
`,
}
