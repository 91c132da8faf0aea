import { Table, VisuallyHidden } from '@mantine/core'
import type { ReactElement } from 'react'
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { DailyMetrics } from '../../src-preload/contract/account.ts'
import { formatCents, formatDay, formatPercent } from '../ui/format.ts'
import classes from './daily-charts.module.css'
import { netCents } from './metric-totals.ts'
import { moneyTick } from './money-ticks.ts'

interface ChartProps {
  rows: DailyMetrics[]
}

const shortDay = (day: string): string => formatDay(day).replace(/, \d{4}$/, '')
const tooltipLook = {
  contentStyle: {
    borderColor: 'var(--chart-grid)',
    borderRadius: 'var(--mantine-radius-md)',
    background: 'var(--mantine-color-body)',
  },
}
const grid = <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
const dayAxis = (
  <XAxis dataKey="day" tickFormatter={shortDay} tickLine={false} axisLine={false} minTickGap={28} />
)

// Figures stand still: they are read, compared and printed, and refetched while calls go on.
export function CallsChart({ rows }: ChartProps) {
  return (
    <Chart
      height={260}
      rows={rows}
      columns={[
        ['Calls', (row) => String(row.calls)],
        ['Answered', (row) => String(row.answered)],
        ['Booked', (row) => String(row.bookings)],
      ]}
    >
      <BarChart data={rows} barGap={2} maxBarSize={32} accessibilityLayer={false}>
        {grid}
        {dayAxis}
        <YAxis width={36} tickLine={false} axisLine={false} allowDecimals={false} />
        <Tooltip
          {...tooltipLook}
          labelFormatter={(day) => formatDay(String(day))}
          cursor={{ fill: 'var(--chart-cursor)' }}
        />
        <Legend itemSorter={null} formatter={(name) => <span className={classes.legend}>{name}</span>} />
        <Bar dataKey="calls" name="Calls" fill="var(--chart-quiet)" radius={3} isAnimationActive={false} />
        <Bar
          dataKey="answered"
          name="Answered"
          fill="var(--ridge-agent)"
          radius={3}
          isAnimationActive={false}
        />
        <Bar
          dataKey="bookings"
          name="Booked"
          fill="var(--ridge-homeowner)"
          radius={3}
          isAnimationActive={false}
        />
      </BarChart>
    </Chart>
  )
}

// A day without calls has no share, which is not the same as a share of zero.
const answeredShare = (row: DailyMetrics): number | null =>
  row.calls === 0 ? null : (row.answered / row.calls) * 100

export function RateChart({ rows }: ChartProps) {
  const data = rows.map((row) => ({ day: row.day, share: answeredShare(row) }))
  return (
    <Chart height={200} rows={rows} columns={[['Answered', (row) => formatPercent(row.answered, row.calls)]]}>
      <LineChart data={data} accessibilityLayer={false}>
        {grid}
        {dayAxis}
        <YAxis width={44} domain={[0, 100]} unit="%" tickLine={false} axisLine={false} />
        <Tooltip
          {...tooltipLook}
          labelFormatter={(day) => formatDay(String(day))}
          formatter={(value) => `${Math.round(Number(value))}%`}
        />
        <Line
          dataKey="share"
          name="Answered"
          type="monotone"
          stroke="var(--ridge-agent)"
          strokeWidth={2.5}
          dot={{ r: 3, fill: 'var(--ridge-agent)' }}
          connectNulls
          isAnimationActive={false}
        />
      </LineChart>
    </Chart>
  )
}

export function CostChart({ rows }: ChartProps) {
  const highestCents = Math.max(0, ...rows.map(netCents))
  return (
    <Chart height={200} rows={rows} columns={[['Cost', (row) => formatCents(netCents(row))]]}>
      <AreaChart data={rows} accessibilityLayer={false}>
        {grid}
        {dayAxis}
        <YAxis
          width={56}
          allowDecimals={false}
          tickFormatter={(cents: number) => moneyTick(cents, highestCents)}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          {...tooltipLook}
          labelFormatter={(day) => formatDay(String(day))}
          formatter={(cents) => formatCents(Number(cents))}
        />
        <Area
          dataKey={netCents}
          name="Cost"
          type="monotone"
          stroke="var(--ridge-homeowner)"
          strokeWidth={2.5}
          fill="var(--ridge-homeowner)"
          fillOpacity={0.15}
          isAnimationActive={false}
        />
      </AreaChart>
    </Chart>
  )
}

interface FrameProps {
  height: number
  rows: DailyMetrics[]
  columns: [title: string, value: (row: DailyMetrics) => string][]
  children: ReactElement
}

/** A chart for eyes, and the same figures as a table for everyone else. */
function Chart({ height, rows, columns, children }: FrameProps) {
  return (
    <div className={classes.chart}>
      <div aria-hidden>
        <ResponsiveContainer width="100%" height={height}>
          {children}
        </ResponsiveContainer>
      </div>
      <VisuallyHidden>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Day</Table.Th>
              {columns.map(([title]) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.day}>
                <Table.Td>{formatDay(row.day)}</Table.Td>
                {columns.map(([title, value]) => (
                  <Table.Td key={title}>{value(row)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </VisuallyHidden>
    </div>
  )
}
