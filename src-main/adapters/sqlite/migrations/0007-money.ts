import type { Migration } from '../migrate.ts'

/**
 * Money as a bookkeeper keeps it: vendor cost in millionths of a cent with its rounding posted, bundles bought and given
 * back, allowances that a person gave, credit for our own faults. What was posted before stays as it is.
 */
export const money: Migration = {
  version: 7,
  name: 'money',
  sql: `
DROP TRIGGER ledger_transaction_posts;
DROP TRIGGER ledger_posting_names_an_account;
DROP TRIGGER ledger_posting_is_final;

-- What one audit of a million postings reads: both sums come from an index alone, in its order.
ALTER TABLE ledger_posting ADD COLUMN transaction_no INTEGER REFERENCES ledger_transaction (transaction_no);
UPDATE ledger_posting SET transaction_no =
  (SELECT t.transaction_no FROM ledger_transaction t WHERE t.transaction_id = ledger_posting.transaction_id);
DROP INDEX ledger_posting_by_account;
CREATE INDEX ledger_posting_by_account ON ledger_posting (account, amount_cents);
CREATE INDEX ledger_posting_by_transaction ON ledger_posting (transaction_no, amount_cents);

CREATE TABLE ledger_account_with_vendors (
  account TEXT PRIMARY KEY CHECK (account IN
    ('funding', 'wallet', 'held', 'disputed', 'owed', 'usage', 'refund', 'adjustment', 'vendor_cost', 'vendor_payable')),
  balance_cents INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wallet_never_below_zero CHECK (account NOT IN ('wallet', 'held', 'disputed') OR balance_cents >= 0),
  CONSTRAINT debt_is_no_credit CHECK (account <> 'owed' OR balance_cents <= 0)
) STRICT;
INSERT INTO ledger_account_with_vendors SELECT account, balance_cents FROM ledger_account;
INSERT INTO ledger_account_with_vendors (account) VALUES ('disputed'), ('owed'), ('vendor_cost'), ('vendor_payable');
DROP TABLE ledger_account;
ALTER TABLE ledger_account_with_vendors RENAME TO ledger_account;

CREATE TRIGGER ledger_transaction_posts AFTER INSERT ON ledger_transaction BEGIN
  INSERT INTO ledger_posting (transaction_id, transaction_no, at_ms, account, amount_cents, call_id, reason)
    SELECT NEW.transaction_id, NEW.transaction_no, NEW.at_ms, value ->> 'account', value ->> 'amount_cents', NEW.call_id, NEW.reason
    FROM json_each(NEW.entries);
  UPDATE ledger_account SET balance_cents = balance_cents +
    (SELECT coalesce(sum(value ->> 'amount_cents'), 0) FROM json_each(NEW.entries) WHERE value ->> 'account' = ledger_account.account)
  WHERE account IN (SELECT value ->> 'account' FROM json_each(NEW.entries));
END;
CREATE TRIGGER ledger_posting_names_an_account BEFORE INSERT ON ledger_posting
WHEN NOT EXISTS (SELECT 1 FROM ledger_account WHERE account = NEW.account)
BEGIN SELECT RAISE(ABORT, 'unknown ledger account'); END;
CREATE TRIGGER ledger_posting_is_final BEFORE UPDATE ON ledger_posting BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;

-- One line of what a vendor is paid. The lines of one fact, its rounding among them, come to whole cents.
CREATE TABLE vendor_cost (
  line_id INTEGER PRIMARY KEY,
  fact TEXT NOT NULL REFERENCES ledger_transaction (fact),
  call_id TEXT NOT NULL REFERENCES voice_call,
  vendor TEXT NOT NULL,
  label TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit TEXT NOT NULL,
  micro_cents INTEGER NOT NULL,
  basis TEXT NOT NULL CHECK (basis IN ('billed', 'metered', 'estimated', 'rounding')),
  rate_version TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX vendor_cost_by_call ON vendor_cost (call_id);
CREATE INDEX vendor_cost_by_vendor ON vendor_cost (vendor, line_id, micro_cents);
CREATE INDEX vendor_cost_by_time ON vendor_cost (at_ms);
CREATE TRIGGER vendor_cost_is_final BEFORE UPDATE ON vendor_cost BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;
CREATE TRIGGER vendor_cost_is_kept BEFORE DELETE ON vendor_cost BEGIN SELECT RAISE(ABORT, 'the ledger is never edited'); END;

-- What the carrier's own figures say of a call beside ours.
CREATE TABLE carrier_settlement (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  counted_seconds INTEGER NOT NULL,
  billed_seconds INTEGER NOT NULL,
  counted_cents INTEGER NOT NULL,
  corrected_cents INTEGER NOT NULL,
  -- Due by the carrier's figure and not to be had from the wallet.
  missing_cents INTEGER NOT NULL,
  explanation TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE fault_credit (
  call_id TEXT PRIMARY KEY REFERENCES voice_call,
  fault_ms INTEGER NOT NULL CHECK (fault_ms > 0),
  cents INTEGER NOT NULL CHECK (cents > 0),
  evidence TEXT NOT NULL CHECK (json_valid(evidence)),
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE bundle_purchase (
  purchase_id TEXT PRIMARY KEY,
  bundle_id TEXT NOT NULL,
  bundle_name TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes > 0),
  price_cents INTEGER NOT NULL CHECK (price_cents > 0),
  currency TEXT NOT NULL,
  credit_cents INTEGER NOT NULL CHECK (credit_cents > 0),
  livemode INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  session_id TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  payment_intent TEXT UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('open', 'pending', 'paid', 'failed', 'expired', 'refused')),
  refunded_cents INTEGER NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0),
  dispute TEXT CHECK (dispute IN ('open', 'won', 'lost')),
  note TEXT,
  -- The approval whose single use this purchase is.
  approval_id TEXT UNIQUE REFERENCES approval,
  opened_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  paid_at_ms INTEGER
) STRICT;
CREATE INDEX bundle_purchase_by_time ON bundle_purchase (opened_at_ms DESC, purchase_id);
CREATE INDEX bundle_purchase_unfinished ON bundle_purchase (status) WHERE status IN ('open', 'pending');

-- What an approval is about, so that one thing waits once however often it is asked.
ALTER TABLE approval ADD COLUMN subject TEXT;
ALTER TABLE approval ADD COLUMN approved_cents INTEGER;
ALTER TABLE approval ADD COLUMN decided_by TEXT;
ALTER TABLE approval ADD COLUMN decision_note TEXT;
ALTER TABLE approval ADD COLUMN used_at_ms INTEGER;
CREATE UNIQUE INDEX approval_waits_once ON approval (kind, subject) WHERE status = 'waiting';
CREATE INDEX approval_by_time ON approval (requested_at_ms DESC, approval_id);

-- The one use of an approval to spend beyond a limit: so much more for this subject, until then.
CREATE TABLE spend_allowance (
  approval_id TEXT PRIMARY KEY REFERENCES approval,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  granted_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX spend_allowance_by_subject ON spend_allowance (kind, subject);
CREATE INDEX ledger_posting_by_time ON ledger_posting (at_ms);
`,
}
