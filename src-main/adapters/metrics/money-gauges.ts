import { Gauge, type Registry } from 'prom-client'
import type { MoneyFigures } from '../../../src-preload/contract/receipt.ts'

/** What stands on the books, as it is when somebody looks. */
export function moneyGauges(registry: Registry): (figures: MoneyFigures) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `ridgeline_${name}`, help, labelNames, registers: [registry] })
  const minutes = gauge('minutes', 'Minutes, sold in bundles and used by calls', ['state'])
  const bundles = gauge('bundles_sold', 'Bundles of minutes that were paid')
  const bundleCents = gauge('bundle_sales_cents', 'What was paid for bundles of minutes')
  const vendors = gauge('vendor_cost_cents', 'What vendors are paid for calls', ['vendor'])
  const approvals = gauge('approvals_pending', 'Requests that wait for a person')
  const credits = gauge('fault_credit_cents', 'Given back for faults of ours')
  const drift = gauge('carrier_drift_seconds', 'Billed by the carrier beyond our count, in whole minutes')
  const corrections = gauge('carrier_corrections_cents', "Added to calls' costs by the carrier's bills")
  const missing = gauge(
    'carrier_missing_cents',
    "Due by the carrier's bills and not to be had from the wallet",
  )
  const settled = gauge('carrier_bills', 'Answered calls, by whether the carrier has billed them', ['state'])
  return (figures) => {
    minutes.set({ state: 'sold' }, figures.minutes_sold)
    minutes.set({ state: 'used' }, figures.minutes_used)
    bundles.set(figures.bundles_sold)
    bundleCents.set(figures.bundle_cents)
    for (const { vendor, micro_cents } of figures.vendors) vendors.set({ vendor }, micro_cents / 1_000_000)
    approvals.set(figures.approvals_pending)
    credits.set(figures.fault_credit_cents)
    drift.set(figures.carrier.seconds)
    corrections.set(figures.carrier.corrected_cents)
    missing.set(figures.carrier.missing_cents)
    settled.set({ state: 'settled' }, figures.carrier.settled_calls)
    settled.set({ state: 'waiting' }, figures.carrier.waiting_calls)
    settled.set({ state: 'never_told' }, figures.carrier.untold_calls)
  }
}
