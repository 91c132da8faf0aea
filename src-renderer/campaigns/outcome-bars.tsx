import { Progress, Stack, Text } from '@mantine/core'
import { outcomeName } from '../calls/call-words.ts'
import { formatCount } from '../ui/format.ts'
import classes from './outcome-bars.module.css'

export function OutcomeBars({ outcomes }: { outcomes: Record<string, number> }) {
  const known = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
  const most = known[0]?.[1] ?? 1
  if (known.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No call has ended yet.
      </Text>
    )
  return (
    <Stack gap={8} component="ul" className={classes.list}>
      {known.map(([outcome, count]) => (
        <li key={outcome} className={classes.row}>
          <Text size="sm">{outcomeName(outcome)}</Text>
          <Progress
            value={(count / most) * 100}
            color={outcome === 'booked' ? 'patina' : outcome === 'callback' ? 'copper' : 'gray.5'}
            aria-hidden
          />
          <Text size="sm" fw={600} ta="right" className="figures">
            {formatCount(count)}
          </Text>
        </li>
      ))}
    </Stack>
  )
}
