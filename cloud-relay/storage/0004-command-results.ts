/** What was answered to a desktop's command, for the desktop that never got the answer. */
export const commandResults = `
  CREATE TABLE command_result (
    request_id TEXT PRIMARY KEY,
    content_sha256 BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX command_result_to_purge ON command_result (answered_at_ms);
`
