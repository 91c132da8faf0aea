import type { AutoSpendView } from '../../src-preload/contract/money.ts'
import { formatCents } from '../ui/format.ts'

/** The rules as a form holds them: dollars as typed, an empty field for no limit. */
export interface AutoSpendFields {
  enabled: boolean
  per_call: number | string
  per_day: number | string
  per_campaign: number | string
  per_booking: number | string
  tops_up: boolean
  bundle_id: string | null
  below: number | string
}

/** From the top of the form down. */
export const autoSpendLabels = {
  enabled: 'Campaigns spend by themselves',
  per_call: 'For one call',
  per_day: 'In a day',
  per_campaign: 'For one campaign',
  per_booking: 'For each booking',
  tops_up: 'Ask to top up when the wallet is low',
  bundle_id: 'Buy',
  below: 'When less is left than',
} as const satisfies Record<keyof AutoSpendFields, string>

const MOST_CENTS = 10_000_000
const dollars = (cents: number | null): number | '' => (cents === null ? '' : cents / 100)
const cents = (typed: number | string): number | null =>
  typed === '' ? null : Math.round(Number(typed) * 100)

export const autoSpendFieldsOf = (rules: AutoSpendView): AutoSpendFields => ({
  enabled: rules.enabled,
  per_call: dollars(rules.per_call_cents),
  per_day: dollars(rules.per_day_cents),
  per_campaign: dollars(rules.per_campaign_cents),
  per_booking: dollars(rules.per_booking_cents),
  tops_up: rules.top_up !== null,
  bundle_id: rules.top_up?.bundle_id ?? null,
  below: rules.top_up ? rules.top_up.below_cents / 100 : 5,
})

export const autoSpendOf = (fields: AutoSpendFields): AutoSpendView => ({
  enabled: fields.enabled,
  per_call_cents: cents(fields.per_call),
  per_day_cents: cents(fields.per_day),
  per_campaign_cents: cents(fields.per_campaign),
  per_booking_cents: cents(fields.per_booking),
  top_up:
    fields.tops_up && fields.bundle_id !== null
      ? { bundle_id: fields.bundle_id, below_cents: cents(fields.below) ?? 0 }
      : null,
})

/** What is wrong with each field, in words; nothing where it is right. */
export function autoSpendProblems(
  fields: AutoSpendFields,
  centsPerMinute: number,
): Partial<Record<keyof AutoSpendFields, string>> {
  const problems = {
    per_call: limitProblem(
      fields.per_call,
      centsPerMinute,
      `one minute costs ${formatCents(centsPerMinute)}`,
    ),
    per_day: limitProblem(fields.per_day) ?? lessThan(fields.per_day, fields.per_call, 'one call'),
    per_campaign:
      limitProblem(fields.per_campaign) ?? lessThan(fields.per_campaign, fields.per_call, 'one call'),
    per_booking: limitProblem(fields.per_booking),
    bundle_id: fields.tops_up && fields.bundle_id === null ? 'Choose the bundle to buy' : null,
    below: !fields.tops_up ? null : fields.below === '' ? 'An amount in dollars' : limitProblem(fields.below),
  }
  return Object.fromEntries(Object.entries(problems).filter(([, words]) => words !== null))
}

function limitProblem(typed: number | string, leastCents = 1, because?: string): string | null {
  const limit = cents(typed)
  if (limit === null) return null
  if (!Number.isSafeInteger(limit)) return 'An amount in dollars, or nothing for no limit'
  if (limit < leastCents)
    return because
      ? `At least ${formatCents(leastCents)}: ${because}`
      : 'More than nothing, or nothing typed for no limit'
  return limit > MOST_CENTS ? `At most ${formatCents(MOST_CENTS)}` : null
}

function lessThan(typed: number | string, other: number | string, what: string): string | null {
  const [limit, least] = [cents(typed), cents(other)]
  return limit !== null && least !== null && limit < least ? `Less than the limit for ${what}` : null
}
