import { List, SegmentedControl, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallDetail, CallTimeline } from '../../src-preload/contract/calls.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatDuration } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TableScroller } from '../ui/table-scroller.tsx'
import { formatMs, stageNames, timelineSummary, troubleAdvice, troubleText } from './timeline-words.ts'
import { type NamedRow, STAGES, waterfallRow } from './waterfall.ts'
import { WaterfallChart } from './waterfall-chart.tsx'

/** Where the time of each answer went, from the call's own event log. */
export function AnswerTimes({ call }: { call: CallDetail }) {
  const { api } = useBridge()
  const timeline = useQuery(api.calls.timeline.queryOptions({ input: { call_id: call.call_id } }))
  if (timeline.error) return <ProblemNotice error={timeline.error} retry={timeline.refetch} />
  if (timeline.data?.known === false && timeline.data.because === 'hosted' && call.answered_at !== null)
    return (
      <Section title="How fast the agent answered">
        <Text c="dimmed" size="sm">
          Vapi held this call and does not tell how long each answer took.
        </Text>
      </Section>
    )
  return timeline.data?.known ? <MeasuredTimes call={call} timeline={timeline.data} /> : null
}

function MeasuredTimes({ call, timeline }: { call: CallDetail; timeline: CallTimeline }) {
  const [shown, setShown] = useState('chart')
  const rows = timeline.turns.map(waterfallRow)
  const { troubles } = timeline
  if (rows.length === 0 && troubles.length === 0) return null
  const words = new Map(call.turns.map(({ turn_id, text }) => [turn_id, text]))
  const named = rows.map((row) => ({ ...row, words: words.get(row.turnId) ?? 'A reply' }))
  return (
    <Section
      title="How fast the agent answered"
      aside={
        rows.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            value={shown}
            onChange={setShown}
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
          />
        )
      }
    >
      {rows.length > 0 && (
        <>
          <Text size="sm" className="figures">
            {timelineSummary(timeline, rows).join(' · ')}
          </Text>
          {shown === 'chart' ? <WaterfallChart rows={named} /> : <WaterfallTable rows={named} />}
        </>
      )}
      <Troubles troubles={troubles} />
    </Section>
  )
}

function WaterfallTable({ rows }: { rows: NamedRow[] }) {
  const lengthOf = (row: NamedRow, stage: (typeof STAGES)[number]) => {
    const bar = row.bars.find((each) => each.stage === stage)
    return bar ? formatMs(bar.toMs - bar.fromMs) : '–'
  }
  return (
    <TableScroller label="Time before each answer, scrollable" minWidth={860}>
      <Table fz="sm" aria-label="Time before each answer">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Reply</Table.Th>
            {STAGES.map((stage) => (
              <Table.Th key={stage} ta="right">
                {stageNames[stage]}
              </Table.Th>
            ))}
            <Table.Th ta="right">Total</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.turnId}>
              <Table.Td maw={260}>
                <Text size="sm" truncate>
                  {row.words}
                </Text>
                {row.early && (
                  <Text size="xs" c="dimmed">
                    Begun early
                  </Text>
                )}
              </Table.Td>
              {STAGES.map((stage) => (
                <Table.Td key={stage} ta="right">
                  {lengthOf(row, stage)}
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                {row.totalMs === null ? '–' : formatMs(row.totalMs)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroller>
  )
}

function Troubles({ troubles }: Pick<CallTimeline, 'troubles'>) {
  if (troubles.length === 0) return null
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        What went wrong
      </Text>
      <List size="sm">
        {troubles.map(({ at_ms, what, detail }) => (
          <List.Item key={`${at_ms} ${what} ${detail}`}>
            <span className="figures">{formatDuration(at_ms / 1_000)}</span> {troubleText({ what, detail })}
          </List.Item>
        ))}
      </List>
      {troubleAdvice(troubles).map((words) => (
        <Text key={words} size="sm" c="dimmed">
          {words}
        </Text>
      ))}
    </Stack>
  )
}
