import { autoSpendRules } from '../adapters/sqlite/auto-spend-rules.ts'
import { emptyProfile } from '../core/contractor.ts'
import { Spending, type SpendingParts } from '../core/wallet/spending.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'

/** Whether money may be spent at all, and how much of it without asking. */
export function composeSpending(
  ground: Ground,
  heard: Pick<SpendingParts, 'rulesChanged' | 'changed'>,
): Spending {
  const { settings } = ground
  return new Spending({
    ...ground,
    ...heard,
    flag: {
      read: () => settings.read('spending_paused') === true,
      write: (paused) => settings.write('spending_paused', paused),
    },
    rules: autoSpendRules(settings),
  })
}

/** A new data folder gets a contractor to fill in, and in the practice world money to try things out with. */
export function makeFirstContractor(
  { contractors, transactions, ids, clock }: Ground,
  spending: Spending,
  { profile, creditCents }: Host['firstContractor'],
): void {
  if (contractors.first()) return
  transactions.run(() => {
    contractors.save(
      { contractorId: ids.next('contractor'), profile: { ...emptyProfile, ...profile } },
      clock.nowMs(),
    )
    if (creditCents > 0) spending.credit(creditCents, 'Practice money')
  })
}
