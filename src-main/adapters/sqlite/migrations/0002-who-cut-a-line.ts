import type { Migration } from '../migrate.ts'

/** Who cut a sentence of the agent short, and whose words its voice spoke. Who cut older ones was not recorded. */
export const whoCutALine: Migration = {
  version: 2,
  name: 'who cut a line',
  sql: `
ALTER TABLE voice_call_turn ADD COLUMN cut_by TEXT CHECK (cut_by IN ('homeowner', 'desk'));
ALTER TABLE voice_call_turn ADD COLUMN said_by TEXT CHECK (said_by IN ('agent', 'desk'));
UPDATE voice_call_turn SET said_by = CASE WHEN turn_id LIKE '%:operator-%' THEN 'desk' ELSE 'agent' END WHERE speaker = 'agent';
`,
}
