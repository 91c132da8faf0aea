import { Alert, Anchor, Group, List, Stack, Table, Text } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { CampaignReach, HoursOfDay, HoursOfZone } from '../../src-preload/contract/campaign-reach.ts'
import { useCoreNow } from '../app/use-core-status.ts'
import { spokenZone } from '../settings/time-zones.ts'
import { dayIn, formatTime, minuteIn } from '../ui/format.ts'
import { TableScroller } from '../ui/table-scroller.tsx'
import classes from './calling-hours.module.css'
import * as words from './hours-words.ts'

/** The hours of the week to come, a row for each zone, with now; what the law takes away of them is hatched. */
export function CallingHours({ reach }: { reach: CampaignReach }) {
  const nowMs = useCoreNow(30_000)
  const { zones } = reach
  const days = zones[0]?.days.map(({ day }) => day) ?? []
  const leftOut = words.leftOutWords(reach)
  return (
    <Stack gap="sm">
      {zones.length > 0 && (
        <TableScroller label="Calling hours, scrollable" minWidth={640}>
          <Table className={classes.week} aria-label="Calling hours by time zone" withRowBorders={false}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th className={classes.who}>In the homeowner’s time</Table.Th>
                {days.map((day) => (
                  <Table.Th key={day}>
                    {words.dayHead(day, dayIn(zones[0]?.time_zone ?? 'UTC', nowMs))}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {zones.map((zone) => (
                <ZoneRow
                  key={[zone.time_zone, ...zone.states, ...zone.numbers_from].join()}
                  zone={zone}
                  nowMs={nowMs}
                />
              ))}
            </Table.Tbody>
          </Table>
        </TableScroller>
      )}
      {zones.length > 0 && <Legend />}
      <Cuts zones={zones} shown={days.length} nowMs={nowMs} />
      {leftOut && <Text size="sm">{leftOut}</Text>}
    </Stack>
  )
}

function ZoneRow({ zone, nowMs }: { zone: HoursOfZone; nowMs: number }) {
  const { time_zone, days } = zone
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.who}>
        {spokenZone(time_zone)}
        <Text size="xs">{formatTime(new Date(nowMs).toISOString(), time_zone)} there now</Text>
        <Text size="xs" c="dimmed">
          {words.whoWords(zone)}
        </Text>
      </Table.Th>
      {days.map((day) => (
        <Table.Td key={day.day}>
          <DayBar
            day={day}
            nowMinute={day.day === dayIn(time_zone, nowMs) ? minuteIn(time_zone, nowMs) : null}
          />
        </Table.Td>
      ))}
    </Table.Tr>
  )
}

/** One day from midnight to midnight. */
function DayBar({ day, nowMinute }: { day: HoursOfDay; nowMinute: number | null }) {
  return (
    <>
      <div className={classes.bar} aria-hidden>
        {day.forbidden.map((stretch) => (
          <span
            key={stretch.from_minute}
            className={classes.forbidden}
            style={words.placeOnBar(stretch)}
            title={stretch.reason}
          />
        ))}
        {day.open.map((stretch) => (
          <span key={stretch.from_minute} className={classes.open} style={words.placeOnBar(stretch)} />
        ))}
        {nowMinute !== null && <span className={classes.now} style={{ left: words.percent(nowMinute) }} />}
      </div>
      <span className={classes.hours}>{words.openWords(day)}</span>
    </>
  )
}

const Legend = () => (
  <Group gap="lg" className={classes.legend} aria-hidden>
    <span>
      <i className={classes.open} /> calls are made
    </span>
    <span>
      <i className={classes.forbidden} /> your hours, but the law forbids calls
    </span>
    <span>
      <i className={classes.now} /> now
    </span>
    <span>each bar is a day from midnight to midnight; no call begins in the last five minutes</span>
  </Group>
)

function Cuts({ zones, shown, nowMs }: { zones: readonly HoursOfZone[]; shown: number; nowMs: number }) {
  const cuts = words.rulesThatCut(zones)
  if (cuts.length === 0) return null
  const today = dayIn(zones[0]?.time_zone ?? 'UTC', nowMs)
  return (
    <List size="sm" aria-label="What the law takes away of these hours">
      {cuts.map(({ rule, days }) => (
        <List.Item key={rule}>
          {words.cutOn(days, shown, today)} · {rule}
        </List.Item>
      ))}
    </List>
  )
}

/** Said where a campaign is launched and where it is watched: some of its leads are in line in others too. */
export function ElsewhereNotice({ elsewhere }: Pick<CampaignReach, 'elsewhere'>) {
  const told = words.elsewhereWords(elsewhere)
  if (told === null) return null
  return (
    <Alert color="copper" variant="light" icon={<IconUsersGroup size={18} />} title={told} role="status">
      <Text size="sm">{words.ELSEWHERE_MEANS}</Text>
      <Group gap="md" mt={6}>
        {elsewhere.slice(0, 3).map(({ campaign_id, name }) => (
          <Anchor key={campaign_id} component={Link} to={`/campaigns/${campaign_id}`} size="sm">
            Open {name}
          </Anchor>
        ))}
      </Group>
    </Alert>
  )
}
