import type { Migration } from '../migrate.ts'

/** A script may be rehearsed by a person with their own voice too. */
export const ownVoiceRehearsal: Migration = {
  version: 10,
  name: 'own-voice-rehearsal',
  sql: `
ALTER TABLE rehearsal ADD COLUMN played_by TEXT NOT NULL DEFAULT 'homeowners' CHECK (played_by IN ('homeowners', 'own-voice'));
`,
}
