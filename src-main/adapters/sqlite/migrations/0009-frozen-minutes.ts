import type { Migration } from '../migrate.ts'

/** How much of a disputed bundle was still in the wallet when it was frozen: the rest had been used. */
export const frozenMinutes: Migration = {
  version: 9,
  name: 'frozen minutes',
  sql: 'ALTER TABLE bundle_purchase ADD COLUMN frozen_cents INTEGER NOT NULL DEFAULT 0 CHECK (frozen_cents >= 0)',
}
