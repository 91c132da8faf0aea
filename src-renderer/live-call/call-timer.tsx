import { Text } from '@mantine/core'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useCoreNow } from '../app/use-core-status.ts'
import { formatDuration } from '../ui/format.ts'

export function CallTimer({ call }: { call: Pick<LiveCallView, 'answered_at'> }) {
  const nowMs = useCoreNow(500)
  return (
    <Text component="span" size="sm" fw={600} className="figures" role="timer" aria-label="Talking for">
      {call.answered_at ? formatDuration((nowMs - Date.parse(call.answered_at)) / 1000) : '–:––'}
    </Text>
  )
}
