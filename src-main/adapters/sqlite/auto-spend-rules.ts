import { z } from 'zod'
import { type AutoSpend, NO_LIMITS } from '../../core/wallet/spend-rules.ts'
import type { SpendingParts } from '../../core/wallet/spending.ts'
import type { Settings } from './settings.ts'

const RULES = 'auto_spend'

/** What may be spent without asking; without any rules nothing is limited. */
export const autoSpendRules = (settings: Settings): SpendingParts['rules'] => ({
  read: (): AutoSpend => {
    const kept = settings.read(RULES)
    return kept === null ? NO_LIMITS : AutoSpendRow.parse(kept)
  },
  write: (rules) => settings.write(RULES, rules),
})

const AutoSpendRow = z.object({
  enabled: z.boolean(),
  perCallCents: z.int().nullable(),
  perDayCents: z.int().nullable(),
  perCampaignCents: z.int().nullable(),
  perBookingCents: z.int().nullable(),
  topUp: z.object({ bundleId: z.string(), belowCents: z.int() }).nullable(),
})
