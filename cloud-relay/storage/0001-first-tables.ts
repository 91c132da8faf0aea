export const firstTables = `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL CHECK (source IN ('telnyx', 'vapi', 'stripe')),
    event_id TEXT NOT NULL,
    content_sha256 BLOB NOT NULL,
    received_at_ms INTEGER NOT NULL,
    acknowledged_at_ms INTEGER,
    body BLOB,
    UNIQUE (source, event_id)
  ) STRICT;
  CREATE INDEX event_to_purge ON event (acknowledged_at_ms) WHERE body IS NOT NULL;

  CREATE TABLE conflicting_event (
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    content_sha256 BLOB NOT NULL,
    received_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (source, event_id, content_sha256)
  ) STRICT;

  CREATE TABLE device (
    device_id TEXT PRIMARY KEY,
    public_key TEXT NOT NULL,
    name TEXT NOT NULL,
    paired_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE relay (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    log_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    acknowledged_seq INTEGER NOT NULL
  ) STRICT;
`
