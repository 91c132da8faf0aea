import type { Migration } from '../migrate.ts'

/** What of the agent's words was sent to the phone, between what it was going to say and what was heard. */
export const sentText: Migration = {
  version: 5,
  name: 'sent text',
  sql: 'ALTER TABLE voice_call_turn ADD COLUMN sent_text TEXT;',
}
