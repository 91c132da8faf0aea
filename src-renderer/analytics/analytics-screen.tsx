import { Button, SegmentedControl, SimpleGrid } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { DailyMetrics } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { creditedWords } from '../campaigns/campaign-money-words.ts'
import { OutcomeBars } from '../campaigns/outcome-bars.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { dayIn, formatCents, formatCount, formatDuration, formatPercent } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { Stat } from '../ui/stat.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { CallsChart, CostChart, RateChart } from './daily-charts.tsx'
import { averageTalkSeconds, everyDay, type MetricTotals, netCents, totalOf } from './metric-totals.ts'

export function AnalyticsScreen() {
  const { api } = useBridge()
  const [days, setDays] = useState('21')
  const daily = useQuery(
    api.analytics.daily.queryOptions({
      input: { days: Number(days) },
      placeholderData: (previous) => previous,
    }),
  )
  const timeZone = useTimeZone()
  const today = dayIn(timeZone, useCoreNow(60_000))
  const rows = everyDay(daily.data?.items ?? [], today, Number(days))
  return (
    <Page
      title="Analytics"
      about="What the calls brought, day by day"
      actions={
        <SegmentedControl
          aria-label="Days shown"
          value={days}
          onChange={setDays}
          data={['7', '21', '90'].map((value) => ({ value, label: `${value} days` }))}
        />
      }
    >
      {daily.error && <ProblemNotice error={daily.error} retry={daily.refetch} />}
      {daily.isPending && <WaitingRows rows={4} height={120} />}
      {daily.data &&
        (rows.every((row) => row.calls === 0) ? (
          <EmptyState
            icon={IconChartBar}
            title="No calls in this time"
            action={
              <Button component={Link} to="/campaigns/new">
                Start a campaign
              </Button>
            }
          >
            After the first calls you see here how many were answered, booked, and what they cost.
          </EmptyState>
        ) : (
          <Charts rows={rows} />
        ))}
    </Page>
  )
}

function Totals({ total }: { total: MetricTotals }) {
  const costCents = netCents(total)
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Stat label="Calls" value={formatCount(total.calls)} note={`${formatCount(total.answered)} answered`} />
      <Stat
        label="Booked"
        value={formatCount(total.bookings)}
        note={`${formatPercent(total.bookings, total.answered)} of those who answered`}
      />
      <Stat
        label="Cost"
        value={formatCents(costCents)}
        note={[
          total.bookings === 0
            ? 'no booking yet'
            : `${formatCents(Math.round(costCents / total.bookings))} per booking`,
          creditedWords(total),
        ]
          .filter(Boolean)
          .join('; ')}
      />
      <Stat
        label="Average talk"
        value={formatDuration(averageTalkSeconds(total))}
        note="per call that was picked up"
      />
    </SimpleGrid>
  )
}

function Charts({ rows }: { rows: DailyMetrics[] }) {
  const total = totalOf(rows)
  return (
    <>
      <Totals total={total} />
      <Section title="Calls and bookings">
        <CallsChart rows={rows} />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title="Share of calls answered">
          <RateChart rows={rows} />
        </Section>
        <Section title="Cost per day">
          <CostChart rows={rows} />
        </Section>
      </SimpleGrid>
      <Section title="How calls ended">
        <OutcomeBars
          outcomes={{
            booked: total.bookings,
            callback: total.callbacks,
            not_interested: total.not_interested,
            do_not_call: total.do_not_call,
            voicemail: total.voicemails,
            not_answered: total.calls - total.answered - total.voicemails,
            ended_otherwise:
              total.answered - total.bookings - total.callbacks - total.not_interested - total.do_not_call,
          }}
        />
      </Section>
    </>
  )
}
