import { Stack, Table, Text } from '@mantine/core'
import type { CallCost, UseLine } from '../../src-preload/contract/receipt.ts'
import { formatCents } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import classes from './call-receipt.module.css'
import { creditWords, formatMicroCents, quantityWords, settlementWords } from './receipt-words.ts'

/** What the call was charged for, what it took of the vendors, and what the carrier said of it. */
export function CallReceipt({ cost }: { cost: CallCost }) {
  const rateVersion = cost.lines[0]?.rate_version
  return (
    <Section title="Cost" aside={<Text fw={650}>{formatCents(cost.total_cents)}</Text>}>
      {cost.lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was charged.
        </Text>
      ) : (
        <LineTable
          label="Cost lines"
          lines={cost.lines.map((line) => ({
            ...line,
            quantity: quantityWords(line.quantity, line.unit),
            cost: formatCents(line.cents),
          }))}
        />
      )}
      {rateVersion && (
        <Text size="xs" c="dimmed">
          Every minute that has begun counts. Price list {rateVersion}.
        </Text>
      )}
      {cost.lines.length > 0 && <Text size="sm">{settlementWords(cost.settlement)}</Text>}
      {cost.credit && <Text size="sm">{creditWords(cost.credit, cost.total_cents)}</Text>}
      {cost.use.length > 0 && <UseTable use={cost.use} />}
    </Section>
  )
}

function UseTable({ use }: { use: readonly UseLine[] }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        What it took
      </Text>
      <LineTable
        label="Used of the vendors"
        lines={use.map((line) => ({
          label: line.basis === 'estimated' ? `${line.label} (estimated)` : line.label,
          quantity: quantityWords(Math.round(line.quantity), line.unit),
          cost: formatMicroCents(line.micro_cents),
        }))}
      />
      <Text size="xs" c="dimmed">
        Ridgeline pays for this out of the price above.
      </Text>
    </Stack>
  )
}

function LineTable({
  label,
  lines,
}: {
  label: string
  lines: readonly { label: string; quantity: string; cost: string }[]
}) {
  return (
    <Table fz="sm" aria-label={label} horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>For</Table.Th>
          <Table.Th ta="right">Quantity</Table.Th>
          <Table.Th ta="right">Cost</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.label}>
            <Table.Td>{line.label}</Table.Td>
            <Table.Td ta="right" className={classes.figure}>
              {line.quantity}
            </Table.Td>
            <Table.Td ta="right" className={classes.figure}>
              {line.cost}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
