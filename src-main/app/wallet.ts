import type { z } from 'zod'
import type { ApprovalDecision, AutoSpendView } from '../../src-preload/contract/money.ts'
import type { AccountReads } from '../adapters/sqlite/reads/account-reads.ts'
import type { Dialer } from '../core/campaign/dialer.ts'
import type { Approvals } from '../core/wallet/approvals.ts'
import type { Spending } from '../core/wallet/spending.ts'
import type { StatementApp } from './statements.ts'

export interface WalletParts {
  readonly spending: Spending
  readonly approvals: Approvals
  readonly accountReads: Pick<AccountReads, 'postings' | 'approvals' | 'approval'>
  readonly dialer: Pick<Dialer, 'endAll'>
  readonly statements: StatementApp
}

/** The wallet, its pause and the rules for spending from it. */
export function walletApp({ spending, accountReads, dialer, statements }: WalletParts) {
  return {
    get: () => spending.view(),
    postings: accountReads.postings,
    statement: statements.file,
    /** Calls that are up go on to their end, unless they are to `end` now. */
    pause(liveCalls: 'finish' | 'end') {
      const paused = spending.setPaused(true)
      if (liveCalls === 'end') dialer.endAll()
      return paused
    },
    resume: () => spending.setPaused(false),
    setRules: (changes: Partial<AutoSpendView>) => spending.setRules(changes),
    credit: (amountCents: number, reason: string) => spending.credit(amountCents, reason),
  }
}

/** What a person is asked before more is spent. */
export function approvalApp({ approvals, accountReads }: WalletParts) {
  return {
    list: accountReads.approvals,
    decide(input: z.infer<typeof ApprovalDecision>) {
      approvals.decide(input.approval_id, {
        decision: input.decision,
        amountCents: input.amount_cents,
        by: input.decided_by,
        note: input.note,
      })
      return accountReads.approval(input.approval_id)
    },
  }
}
