import type { Migration } from '../migrate.ts'

/**
 * Follow-ups are steps of sequences, which leads are put into. Texts are kept with what the carrier says of them, and the
 * gate decides about them in the same chain as about calls. What waited before waits for a person: nobody is called for it.
 */
export const followUpSequences: Migration = {
  version: 14,
  name: 'follow-up sequences',
  sql: `
CREATE TABLE follow_up_sequence (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE follow_up_enrolment (
  enrolment_id TEXT PRIMARY KEY,
  sequence TEXT NOT NULL,
  lead_id TEXT NOT NULL REFERENCES lead ON DELETE CASCADE,
  reason TEXT NOT NULL,
  -- What it goes back to: a call and its campaign, or an inspection as it stood then.
  call_id TEXT REFERENCES voice_call,
  campaign_id TEXT REFERENCES call_campaign,
  booking_id TEXT REFERENCES voice_booking,
  booking_starts_at_ms INTEGER,
  status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
  end_reason TEXT,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  CHECK ((status = 'ended') = (ended_at_ms IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_enrolment_at_a_time ON follow_up_enrolment (lead_id, sequence) WHERE status = 'active';
CREATE UNIQUE INDEX one_reminder_per_inspection ON follow_up_enrolment (booking_id, booking_starts_at_ms) WHERE booking_id IS NOT NULL;
CREATE UNIQUE INDEX one_enrolment_per_call ON follow_up_enrolment (call_id, sequence, reason) WHERE call_id IS NOT NULL;
CREATE INDEX follow_up_enrolment_active ON follow_up_enrolment (status) WHERE status = 'active';

CREATE TABLE follow_up_step (
  follow_up_id TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL REFERENCES lead ON DELETE CASCADE,
  call_id TEXT REFERENCES voice_call,
  enrolment_id TEXT REFERENCES follow_up_enrolment,
  step_no INTEGER,
  channel TEXT NOT NULL CHECK (channel IN ('call', 'sms', 'email')),
  reason TEXT NOT NULL,
  -- A person's own words instead of the sequence's.
  text TEXT,
  due_at_ms INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'acting', 'done', 'skipped', 'canceled', 'blocked', 'needs_review')),
  status_reason TEXT,
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  acted_call_id TEXT UNIQUE REFERENCES voice_call,
  created_at_ms INTEGER NOT NULL,
  CHECK ((enrolment_id IS NULL) = (step_no IS NULL)),
  UNIQUE (enrolment_id, step_no)
) STRICT;
INSERT INTO follow_up_step (follow_up_id, lead_id, call_id, channel, reason, due_at_ms, status, automatic, created_at_ms)
  SELECT follow_up_id, lead_id, call_id, channel, reason, due_at_ms, status, 0, created_at_ms FROM follow_up;
DROP TABLE follow_up;
ALTER TABLE follow_up_step RENAME TO follow_up;
CREATE INDEX follow_up_by_due ON follow_up (status, due_at_ms);
CREATE INDEX follow_up_by_lead ON follow_up (lead_id);

-- The row of a text is committed before the carrier is asked; its id travels in the address of the carrier's news.
CREATE TABLE text_message (
  message_id TEXT PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  follow_up_id TEXT REFERENCES follow_up,
  -- The text that this one answers.
  answers_id TEXT REFERENCES text_message,
  lead_id TEXT REFERENCES lead ON DELETE SET NULL,
  phone TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'unconfirmed', 'failed', 'refused', 'unclear', 'received')),
  detail TEXT,
  carrier_message_id TEXT UNIQUE,
  cost_usd TEXT,
  evidence_id TEXT,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_text_per_follow_up ON text_message (follow_up_id) WHERE follow_up_id IS NOT NULL AND status <> 'refused';
CREATE UNIQUE INDEX one_answer_per_text ON text_message (answers_id) WHERE answers_id IS NOT NULL;
CREATE INDEX text_message_by_phone ON text_message (phone, at_ms);
CREATE INDEX text_message_by_lead ON text_message (lead_id, at_ms);
CREATE INDEX text_message_pending ON text_message (status) WHERE status = 'pending';
CREATE INDEX voice_call_by_lead_end ON voice_call (lead_id, ended_at_ms) WHERE status = 'ended';

CREATE TABLE gate_decision_anew (
  decision_no INTEGER PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  lead_id TEXT NOT NULL,
  call_id TEXT,
  at_ms INTEGER NOT NULL,
  moment TEXT NOT NULL CHECK (moment IN ('queue', 'dial', 'text')),
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  inputs TEXT NOT NULL CHECK (json_valid(inputs)),
  rules_version TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO gate_decision_anew SELECT decision_no, decision_id, lead_id, call_id, at_ms, moment, allowed, reasons, inputs, rules_version, previous_hash, hash FROM gate_decision;
DROP TABLE gate_decision;
ALTER TABLE gate_decision_anew RENAME TO gate_decision;
CREATE INDEX gate_decision_by_call ON gate_decision (call_id);
CREATE TRIGGER gate_decision_is_append_only BEFORE UPDATE ON gate_decision BEGIN SELECT RAISE(ABORT, 'evidence is never edited'); END;
CREATE TRIGGER gate_decision_is_kept BEFORE DELETE ON gate_decision BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
`,
}
