import type { Migration } from '../migrate.ts'

/** What the gate asks beside consent: the contractor's own rules, do-not-call lists of states, answers about reassigned numbers. */
export const callingLists: Migration = {
  version: 8,
  name: 'calling lists',
  sql: `
CREATE TABLE calling_rules (
  contractor_id TEXT PRIMARY KEY REFERENCES contractor,
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- US is the national registry; the others are two-letter states. A new upload takes the place of the old one.
CREATE TABLE do_not_call_list (
  list TEXT PRIMARY KEY,
  as_of_ms INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  source TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE do_not_call_entry (
  list TEXT NOT NULL REFERENCES do_not_call_list,
  phone TEXT NOT NULL,
  PRIMARY KEY (list, phone)
) STRICT, WITHOUT ROWID;

CREATE TABLE reassigned_answer (
  answer_id INTEGER PRIMARY KEY,
  phone TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'no_data')),
  since_ms INTEGER NOT NULL,
  checked_at_ms INTEGER NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (phone, since_ms, checked_at_ms, answer)
) STRICT;
CREATE INDEX reassigned_answer_by_phone ON reassigned_answer (phone, checked_at_ms DESC);
CREATE TRIGGER reassigned_answer_is_kept BEFORE DELETE ON reassigned_answer BEGIN SELECT RAISE(ABORT, 'answers are never deleted'); END;

-- The paper, the certificate, the recording that proves a consent.
CREATE TABLE consent_document (
  document_id TEXT PRIMARY KEY,
  consent_id TEXT NOT NULL REFERENCES consent,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  added_at_ms INTEGER NOT NULL,
  UNIQUE (consent_id, sha256)
) STRICT;
CREATE TRIGGER consent_document_is_append_only BEFORE UPDATE ON consent_document BEGIN SELECT RAISE(ABORT, 'documents are never edited'); END;
CREATE TRIGGER consent_document_is_kept BEFORE DELETE ON consent_document BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
`,
}
