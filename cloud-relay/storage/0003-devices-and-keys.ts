/** Computers vouch for one another and change their keys; removed ones stay on file, so that the chain can be checked. */
export const devicesAndKeys = `
  ALTER TABLE device ADD COLUMN last_seen_at_ms INTEGER;
  ALTER TABLE device ADD COLUMN admitted_by TEXT;
  ALTER TABLE device ADD COLUMN admission_signature TEXT;
  ALTER TABLE device ADD COLUMN succeeds TEXT;
  ALTER TABLE device ADD COLUMN removed_at_ms INTEGER;

  CREATE TABLE relay_key_succession (
    position INTEGER PRIMARY KEY,
    public_key TEXT NOT NULL UNIQUE,
    next_public_key TEXT NOT NULL UNIQUE,
    signature TEXT NOT NULL,
    changed_at_ms INTEGER NOT NULL
  ) STRICT;
`
