import type { Migration } from '../migrate.ts'

/**
 * What a call has cost so far is asked as each of its minutes begins: the answer may not take longer for an account
 * that has called for years.
 */
export const costOfACall: Migration = {
  version: 13,
  name: 'cost of a call',
  sql: `
DROP INDEX ledger_posting_by_call;
CREATE INDEX ledger_posting_by_call ON ledger_posting (call_id, account, amount_cents);
`,
}
