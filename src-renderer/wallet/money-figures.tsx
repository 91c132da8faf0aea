import { SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatMicroCents } from '../calls/receipt-words.ts'
import { FactList } from '../ui/fact-list.tsx'
import { formatCents, formatCount, plural } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { driftWords, vendorName } from './figure-words.ts'

/** For whoever runs the account: what was sold and used, what vendors are paid, how far the carrier's bills are from ours. */
export function MoneyFiguresSection() {
  const { api } = useBridge()
  const figures = useQuery(api.wallet.figures.queryOptions({ refetchInterval: 30_000 }))
  return (
    <Section title="For whoever runs the account">
      {figures.error && <ProblemNotice error={figures.error} retry={figures.refetch} />}
      {figures.data && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <FactList
            facts={[
              [
                'Bundles sold',
                `${formatCount(figures.data.bundles_sold)} for ${formatCents(figures.data.bundle_cents)}`,
              ],
              ['Minutes sold', formatCount(figures.data.minutes_sold)],
              ['Minutes used', formatCount(Math.round(figures.data.minutes_used))],
              ['Given back for faults', formatCents(figures.data.fault_credit_cents)],
              ['Approvals that wait', formatCount(figures.data.approvals_pending)],
            ]}
          />
          <FactList
            facts={[
              ...figures.data.vendors.map(({ vendor, micro_cents }): [string, string] => [
                `Paid to ${vendorName(vendor)}`,
                formatMicroCents(micro_cents),
              ]),
              ['Carrier bills', driftWords(figures.data.carrier)],
              [
                'Waiting for a bill',
                figures.data.carrier.waiting_calls > 0 && plural(figures.data.carrier.waiting_calls, 'call'),
              ],
              [
                'Never billed',
                figures.data.carrier.untold_calls > 0 && plural(figures.data.carrier.untold_calls, 'call'),
              ],
            ]}
          />
        </SimpleGrid>
      )}
    </Section>
  )
}
