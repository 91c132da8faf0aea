/** The relay tells the desktop what it did while nobody was there: a fourth source of events. */
export const eventsOfTheRelay = `
  CREATE TABLE event_with_relay (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL CHECK (source IN ('telnyx', 'vapi', 'stripe', 'relay')),
    event_id TEXT NOT NULL,
    content_sha256 BLOB NOT NULL,
    received_at_ms INTEGER NOT NULL,
    acknowledged_at_ms INTEGER,
    body BLOB,
    UNIQUE (source, event_id)
  ) STRICT;
  INSERT INTO event_with_relay SELECT * FROM event ORDER BY seq;
  -- Numbers are never given twice, even where the newest events are gone.
  UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'event')
    WHERE name = 'event_with_relay';
  DROP TABLE event;
  ALTER TABLE event_with_relay RENAME TO event;
  CREATE INDEX event_to_purge ON event (acknowledged_at_ms) WHERE body IS NOT NULL;
`
