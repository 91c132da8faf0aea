import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { OutcomeBadge } from '../calls/outcome-badge.tsx'
import { formatInstant } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { LeadPart } from './lead-part.tsx'

export function LeadCalls({ leadId }: { leadId: LeadId }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const calls = useQuery(api.calls.list.queryOptions({ input: { lead_id: leadId, limit: 50 } }))
  return (
    <LeadPart title="Calls">
      {calls.error && <ProblemNotice error={calls.error} retry={calls.refetch} />}
      {calls.isPending && <WaitingRows rows={2} />}
      {calls.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          Not called yet.
        </Text>
      )}
      <Stack gap="xs">
        {calls.data?.items.map((call) => (
          <Group key={call.call_id} justify="space-between" wrap="nowrap">
            <Anchor component={Link} to={`/calls/${call.call_id}`} size="sm">
              {call.started_at ? formatInstant(call.started_at, timeZone) : 'Waiting in line'}
            </Anchor>
            <OutcomeBadge call={call} />
          </Group>
        ))}
      </Stack>
    </LeadPart>
  )
}
