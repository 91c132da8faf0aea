import type { Migration } from '../migrate.ts'

/** The first schema: leads and their houses, campaigns, calls, money, evidence, activity. */
export const vocabulary: Migration = {
  version: 1,
  name: 'vocabulary',
  sql: `
CREATE TABLE contractor (
  contractor_id TEXT PRIMARY KEY,
  profile TEXT NOT NULL CHECK (json_valid(profile)),
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE voice_configuration (
  contractor_id TEXT PRIMARY KEY REFERENCES contractor,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE lead (
  lead_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  phone TEXT NOT NULL UNIQUE,
  other_phones TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(other_phones)),
  email TEXT,
  street TEXT,
  city TEXT,
  state TEXT,
  zip TEXT,
  latitude REAL,
  longitude REAL,
  source TEXT,
  notes TEXT,
  score REAL NOT NULL DEFAULT 0,
  search TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX lead_by_score ON lead (score DESC, lead_id);
CREATE INDEX lead_by_name ON lead (name COLLATE NOCASE, lead_id);
CREATE INDEX lead_by_import ON lead (imported_at_ms DESC, lead_id);

CREATE TABLE property (
  lead_id TEXT PRIMARY KEY REFERENCES lead ON DELETE CASCADE,
  installed_year INTEGER,
  age_years REAL,
  material TEXT,
  area_sqft REAL,
  slope TEXT,
  last_hail_on TEXT,
  hail_size_inches REAL,
  last_storm_on TEXT,
  wind_mph REAL,
  insurance_claim TEXT NOT NULL DEFAULT 'unknown',
  owner_occupied INTEGER CHECK (owner_occupied IN (0, 1))
) STRICT;

CREATE TABLE neighborhood_job (
  job_rowid INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('job', 'permit')),
  street TEXT,
  city TEXT,
  state TEXT,
  zip TEXT,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  completed_on TEXT NOT NULL,
  work_type TEXT,
  material TEXT,
  homeowner_name TEXT,
  may_be_named INTEGER NOT NULL DEFAULT 0 CHECK (may_be_named IN (0, 1)),
  imported_at_ms INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE neighborhood_index USING rtree (job_rowid, south, north, west, east);

CREATE TABLE consent (
  consent_id TEXT PRIMARY KEY,
  phone TEXT NOT NULL,
  covers_ai_calls INTEGER NOT NULL CHECK (covers_ai_calls IN (0, 1)),
  covers_texts INTEGER NOT NULL CHECK (covers_texts IN (0, 1)),
  captured_at_ms INTEGER NOT NULL,
  channel TEXT NOT NULL,
  seller TEXT NOT NULL,
  text_shown TEXT NOT NULL,
  page_url TEXT,
  ip TEXT,
  signature TEXT,
  imported_from TEXT,
  fingerprint TEXT NOT NULL UNIQUE,
  recorded_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_by_phone ON consent (phone, captured_at_ms DESC);
CREATE TRIGGER consent_is_append_only BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'consent rows are never edited'); END;
CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'consent rows are never deleted'); END;

CREATE TABLE suppression (
  suppression_id TEXT PRIMARY KEY,
  phone TEXT NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE script (
  script_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  written_by TEXT NOT NULL CHECK (written_by IN ('claude', 'builder', 'person')),
  note TEXT,
  body TEXT NOT NULL CHECK (json_valid(body)),
  created_at_ms INTEGER NOT NULL,
  UNIQUE (name, version)
) STRICT;

CREATE TABLE lead_opening (
  script_id TEXT NOT NULL REFERENCES script,
  lead_id TEXT NOT NULL REFERENCES lead ON DELETE CASCADE,
  text TEXT NOT NULL,
  fact_ids TEXT NOT NULL CHECK (json_valid(fact_ids)),
  PRIMARY KEY (script_id, lead_id)
) STRICT;

CREATE TABLE call_campaign (
  campaign_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  contractor_id TEXT NOT NULL REFERENCES contractor,
  engine TEXT NOT NULL CHECK (engine IN ('ridgeline', 'vapi')),
  status TEXT NOT NULL CHECK (status IN ('preparing', 'running', 'paused', 'completed', 'canceled', 'failed')),
  status_reason TEXT,
  script_id TEXT REFERENCES script,
  idempotency_key TEXT UNIQUE,
  request_hash TEXT NOT NULL,
  lead_count INTEGER NOT NULL,
  estimated_cost_cents INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  ended_at_ms INTEGER
) STRICT;
CREATE INDEX call_campaign_by_age ON call_campaign (created_at_ms DESC, campaign_id);

CREATE TABLE campaign_blocked (
  campaign_id TEXT NOT NULL REFERENCES call_campaign,
  lead_id TEXT NOT NULL REFERENCES lead ON DELETE CASCADE,
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  PRIMARY KEY (campaign_id, lead_id)
) STRICT;

CREATE TABLE voice_call (
  call_id TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES call_campaign,
  lead_id TEXT NOT NULL REFERENCES lead,
  attempt_no INTEGER NOT NULL CHECK (attempt_no >= 1),
  phone TEXT NOT NULL,
  engine TEXT NOT NULL CHECK (engine IN ('ridgeline', 'vapi')),
  script_id TEXT REFERENCES script,
  status TEXT NOT NULL CHECK (status IN ('queued', 'dialing', 'ringing', 'live', 'ended')),
  outcome TEXT,
  interest TEXT NOT NULL DEFAULT 'unknown',
  answered_by TEXT NOT NULL DEFAULT 'unknown',
  carrier_call_id TEXT UNIQUE,
  queued_at_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  answered_at_ms INTEGER,
  ended_at_ms INTEGER,
  talk_ms INTEGER,
  cost_cents INTEGER NOT NULL DEFAULT 0,
  summary TEXT,
  next_steps TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(next_steps)),
  notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),
  engine_notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(engine_notes)),
  end_reason TEXT,
  evidence_id TEXT,
  settled_at_ms INTEGER,
  -- What lists are sorted by: calls that were placed, newest first, then those that never were, then those in line.
  listed_at_ms INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(started_at_ms, CASE status WHEN 'ended' THEN 1 ELSE 0 END)) VIRTUAL,
  CHECK ((status = 'ended') = (outcome IS NOT NULL)),
  UNIQUE (lead_id, attempt_no)
) STRICT;
CREATE INDEX voice_call_queue ON voice_call (campaign_id, status, not_before_ms);
CREATE INDEX voice_call_by_status ON voice_call (status, queued_at_ms);
CREATE INDEX voice_call_by_age ON voice_call (listed_at_ms DESC, call_id DESC);
CREATE INDEX voice_call_by_phone ON voice_call (phone, started_at_ms DESC);

CREATE TABLE dial_intent (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  command_id TEXT NOT NULL UNIQUE,
  committed_at_ms INTEGER NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('pending', 'placed', 'refused', 'unclear'))
) STRICT;

CREATE TABLE gate_decision (
  decision_no INTEGER PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  lead_id TEXT NOT NULL,
  call_id TEXT,
  at_ms INTEGER NOT NULL,
  moment TEXT NOT NULL CHECK (moment IN ('queue', 'dial')),
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  inputs TEXT NOT NULL CHECK (json_valid(inputs)),
  rules_version TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX gate_decision_by_call ON gate_decision (call_id);
CREATE TRIGGER gate_decision_is_append_only BEFORE UPDATE ON gate_decision BEGIN SELECT RAISE(ABORT, 'evidence is never edited'); END;
CREATE TRIGGER gate_decision_is_kept BEFORE DELETE ON gate_decision BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;

CREATE TABLE voice_call_turn (
  turn_rowid INTEGER PRIMARY KEY,
  turn_id TEXT NOT NULL UNIQUE,
  call_id TEXT NOT NULL REFERENCES voice_call,
  speaker TEXT NOT NULL CHECK (speaker IN ('agent', 'homeowner')),
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  heard_text TEXT NOT NULL,
  interrupted INTEGER NOT NULL CHECK (interrupted IN (0, 1)),
  latency TEXT NOT NULL CHECK (json_valid(latency)),
  actions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(actions))
) STRICT;
CREATE INDEX voice_call_turn_by_call ON voice_call_turn (call_id, started_at_ms);
CREATE VIRTUAL TABLE turn_search USING fts5 (heard_text, content = 'voice_call_turn', content_rowid = 'turn_rowid');
CREATE TRIGGER turn_search_insert AFTER INSERT ON voice_call_turn BEGIN
  INSERT INTO turn_search (rowid, heard_text) VALUES (NEW.turn_rowid, NEW.heard_text);
END;
CREATE TRIGGER turn_search_update AFTER UPDATE OF heard_text ON voice_call_turn BEGIN
  INSERT INTO turn_search (turn_search, rowid, heard_text) VALUES ('delete', OLD.turn_rowid, OLD.heard_text);
  INSERT INTO turn_search (rowid, heard_text) VALUES (NEW.turn_rowid, NEW.heard_text);
END;

CREATE TABLE voice_booking (
  booking_id TEXT PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES voice_call,
  lead_id TEXT NOT NULL REFERENCES lead,
  crew INTEGER NOT NULL,
  starts_at_ms INTEGER NOT NULL,
  ends_at_ms INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'canceled', 'moved', 'done')),
  notes TEXT,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_booking_per_crew_and_time ON voice_booking (crew, starts_at_ms) WHERE status = 'confirmed';
CREATE UNIQUE INDEX one_booking_per_call ON voice_booking (call_id) WHERE status = 'confirmed';
CREATE INDEX voice_booking_by_time ON voice_booking (starts_at_ms);

CREATE TABLE follow_up (
  follow_up_id TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL REFERENCES lead,
  call_id TEXT REFERENCES voice_call,
  channel TEXT NOT NULL CHECK (channel IN ('call', 'sms', 'email')),
  reason TEXT NOT NULL,
  due_at_ms INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'done', 'skipped', 'canceled')),
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_up_by_due ON follow_up (status, due_at_ms);

-- One row is one balanced transaction: its entries sum to zero or the row is refused.
CREATE TABLE ledger_transaction (
  transaction_no INTEGER PRIMARY KEY,
  transaction_id TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  call_id TEXT,
  -- The business key: the same fact can be written once only.
  fact TEXT NOT NULL UNIQUE,
  entries TEXT NOT NULL CHECK (json_valid(entries))
) STRICT;
CREATE TABLE ledger_posting (
  posting_id INTEGER PRIMARY KEY,
  transaction_id TEXT NOT NULL REFERENCES ledger_transaction (transaction_id),
  at_ms INTEGER NOT NULL,
  account TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  call_id TEXT,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_posting_by_call ON ledger_posting (call_id);
CREATE INDEX ledger_posting_by_account ON ledger_posting (account);
CREATE TABLE ledger_account (
  account TEXT PRIMARY KEY CHECK (account IN ('funding', 'wallet', 'held', 'usage', 'refund', 'adjustment')),
  balance_cents INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wallet_never_below_zero CHECK (account NOT IN ('wallet', 'held') OR balance_cents >= 0)
) STRICT;
INSERT INTO ledger_account (account) VALUES ('funding'), ('wallet'), ('held'), ('usage'), ('refund'), ('adjustment');

CREATE TRIGGER ledger_transaction_balances BEFORE INSERT ON ledger_transaction
WHEN (SELECT coalesce(sum(value ->> 'amount_cents'), 1) FROM json_each(NEW.entries)) <> 0
BEGIN SELECT RAISE(ABORT, 'a ledger transaction must sum to zero'); END;
CREATE TRIGGER ledger_transaction_posts AFTER INSERT ON ledger_transaction BEGIN
  INSERT INTO ledger_posting (transaction_id, at_ms, account, amount_cents, call_id, reason)
    SELECT NEW.transaction_id, NEW.at_ms, value ->> 'account', value ->> 'amount_cents', NEW.call_id, NEW.reason
    FROM json_each(NEW.entries);
  UPDATE ledger_account SET balance_cents = balance_cents +
    (SELECT coalesce(sum(value ->> 'amount_cents'), 0) FROM json_each(NEW.entries) WHERE value ->> 'account' = ledger_account.account)
  WHERE account IN (SELECT value ->> 'account' FROM json_each(NEW.entries));
END;
CREATE TRIGGER ledger_posting_names_an_account BEFORE INSERT ON ledger_posting
WHEN NOT EXISTS (SELECT 1 FROM ledger_account WHERE account = NEW.account)
BEGIN SELECT RAISE(ABORT, 'unknown ledger account'); END;
CREATE TRIGGER ledger_transaction_is_final BEFORE UPDATE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;
CREATE TRIGGER ledger_transaction_is_kept BEFORE DELETE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;
CREATE TRIGGER ledger_posting_is_final BEFORE UPDATE ON ledger_posting BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;
CREATE TRIGGER ledger_posting_is_kept BEFORE DELETE ON ledger_posting BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;

CREATE TABLE billing_usage (
  usage_id INTEGER PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES voice_call,
  label TEXT NOT NULL,
  quantity REAL NOT NULL,
  unit TEXT NOT NULL,
  cents INTEGER NOT NULL,
  rate_version TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (call_id, label)
) STRICT;

CREATE TABLE approval (
  approval_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  summary TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  status TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'declined', 'expired', 'used')),
  requested_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  decided_at_ms INTEGER
) STRICT;

-- Kept in step with voice_call in the same transaction; can be rebuilt from it.
CREATE TABLE voice_metrics_daily (
  day TEXT PRIMARY KEY,
  calls INTEGER NOT NULL DEFAULT 0,
  answered INTEGER NOT NULL DEFAULT 0,
  bookings INTEGER NOT NULL DEFAULT 0,
  callbacks INTEGER NOT NULL DEFAULT 0,
  not_interested INTEGER NOT NULL DEFAULT 0,
  do_not_call INTEGER NOT NULL DEFAULT 0,
  voicemails INTEGER NOT NULL DEFAULT 0,
  talk_ms INTEGER NOT NULL DEFAULT 0,
  cost_cents INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE relay_inbox (
  source TEXT NOT NULL,
  event_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body_hash TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL,
  PRIMARY KEY (source, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity_event (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  title TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;

CREATE TABLE recording (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  file_name TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE call_event_log (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  file_name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE import_mapping (
  kind TEXT NOT NULL,
  headers TEXT NOT NULL,
  mapping TEXT NOT NULL CHECK (json_valid(mapping)),
  saved_at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, headers)
) STRICT, WITHOUT ROWID;
`,
}
