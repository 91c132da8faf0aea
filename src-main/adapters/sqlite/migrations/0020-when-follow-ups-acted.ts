import type { Migration } from '../migrate.ts'

/** When a step was really done, which a person may bring forward, and what the carrier or the mail server said of it. */
export const whenFollowUpsActed: Migration = {
  version: 20,
  name: 'when follow-ups acted',
  sql: `
ALTER TABLE follow_up ADD COLUMN acted_at_ms INTEGER;
ALTER TABLE follow_up ADD COLUMN vendor_words TEXT;
UPDATE follow_up SET acted_at_ms = coalesce(
  (SELECT v.started_at_ms FROM voice_call v WHERE v.call_id = follow_up.acted_call_id),
  (SELECT t.at_ms FROM text_message t WHERE t.follow_up_id = follow_up.follow_up_id AND t.status <> 'refused'));
`,
}
