import type { DailyMetrics } from '../../src-preload/contract/account.ts'
import { addDays } from '../ui/format.ts'

export type MetricTotals = Omit<DailyMetrics, 'day'>

const nothing: MetricTotals = {
  calls: 0,
  answered: 0,
  bookings: 0,
  callbacks: 0,
  not_interested: 0,
  do_not_call: 0,
  voicemails: 0,
  talk_seconds: 0,
  cost_cents: 0,
  credited_cents: 0,
}

/** What calls have cost: what was charged for them, less what came back for faults. */
export const netCents = ({
  cost_cents,
  credited_cents,
}: Pick<MetricTotals, 'cost_cents' | 'credited_cents'>): number => cost_cents - credited_cents

export function totalOf(days: DailyMetrics[]): MetricTotals {
  const total = { ...nothing }
  for (const day of days)
    for (const metric of Object.keys(nothing) as (keyof MetricTotals)[]) total[metric] += day[metric]
  return total
}

/** Talk is counted for every call that was picked up, also by a voicemail, which is not among the answered ones. */
export function averageTalkSeconds({ talk_seconds, answered, voicemails }: MetricTotals): number {
  const pickedUp = answered + voicemails
  return pickedUp === 0 ? 0 : talk_seconds / pickedUp
}

/** One row for each day up to the last, oldest first: a day without calls is a gap in the chart, not left out. */
export function everyDay(known: DailyMetrics[], lastDay: string, days: number): DailyMetrics[] {
  const byDay = new Map(known.map((metrics) => [metrics.day, metrics]))
  return Array.from({ length: days }, (_, index) => {
    const day = addDays(lastDay, index - days + 1)
    return byDay.get(day) ?? { day, ...nothing }
  })
}
