import { Anchor, Badge, Drawer, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { RehearsedCall } from '../../src-preload/contract/rehearsals.ts'
import { SpokenTurn } from '../calls/spoken-turn.tsx'
import { formatDuration } from '../ui/format.ts'
import { TableFrame } from '../ui/table-frame.tsx'
import { resultInWords, ruleInWords } from './rehearsal-words.ts'

/** Every rehearsed talk in a line; each opens with its words. */
export function RehearsedCalls({ calls }: { calls: readonly RehearsedCall[] }) {
  const [openIndex, setOpenIndex] = useState<number | null>(null)
  const open = openIndex === null ? undefined : calls[openIndex]
  return (
    <>
      <TableFrame label="Rehearsed talks, scrollable" minWidth={520}>
        <Table fz="sm" aria-label="Rehearsed talks">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Homeowner</Table.Th>
              <Table.Th>Result</Table.Th>
              <Table.Th>Rules broken</Table.Th>
              <Table.Th ta="right">Length</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {calls.map((call, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same homeowner may be called several times, and the list never changes.
              <Table.Tr key={index}>
                <Table.Td>
                  <Anchor
                    component="button"
                    type="button"
                    fz="sm"
                    fw={600}
                    onClick={() => setOpenIndex(index)}
                  >
                    {call.homeowner.name}
                  </Anchor>
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {call.homeowner.summary}
                  </Text>
                </Table.Td>
                <Table.Td>{resultInWords(call.result)}</Table.Td>
                <Table.Td>
                  {call.broken.length === 0 ? (
                    <Text size="sm" c="dimmed">
                      none
                    </Text>
                  ) : (
                    <BrokenRules call={call} />
                  )}
                </Table.Td>
                <Table.Td ta="right">{formatDuration(call.duration_seconds)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableFrame>
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpenIndex(null)}
        position="right"
        size="lg"
        title={open?.homeowner.name}
      >
        {open && <Talk call={open} />}
      </Drawer>
    </>
  )
}

function BrokenRules({ call }: { call: RehearsedCall }) {
  const rules = [...new Set(call.broken.map(({ rule }) => rule))]
  return (
    <Stack gap={2} align="flex-start">
      {rules.map((rule) => (
        <Badge key={rule} color="red" variant="light" tt="none" fw={600}>
          {ruleInWords(rule)}
        </Badge>
      ))}
    </Stack>
  )
}

function Talk({ call }: { call: RehearsedCall }) {
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {call.homeowner.summary}
      </Text>
      {call.broken.map((each) => (
        <Text key={`${each.rule}${each.turn_id}${each.message}`} size="sm" c="red">
          {ruleInWords(each.rule)}: {each.message}
        </Text>
      ))}
      <div>
        {call.turns.map((turn) => (
          <SpokenTurn
            key={turn.turn_id}
            turn={turn}
            current={call.broken.some(({ turn_id }) => turn_id === turn.turn_id)}
            aside={<span className="figures">{formatDuration(turn.started_at_ms / 1000)}</span>}
          />
        ))}
      </div>
    </Stack>
  )
}
