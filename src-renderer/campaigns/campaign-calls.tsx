import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { CampaignId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { OutcomeBadge } from '../calls/outcome-badge.tsx'
import { formatDuration } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

export function CampaignCalls({ campaignId }: { campaignId: CampaignId }) {
  const { api } = useBridge()
  const calls = useQuery(api.calls.list.queryOptions({ input: { campaign_id: campaignId, limit: 12 } }))
  return (
    <Section title="Latest calls">
      {calls.error && <ProblemNotice error={calls.error} retry={calls.refetch} />}
      {calls.isPending && <WaitingRows rows={4} height={24} />}
      {calls.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          No call yet.
        </Text>
      )}
      <Stack gap={8}>
        {calls.data?.items.map((call) => (
          <Group key={call.call_id} wrap="nowrap" gap="sm">
            <Anchor
              component={Link}
              to={call.status === 'live' ? '/live' : `/calls/${call.call_id}`}
              size="sm"
              flex={1}
              truncate
            >
              {call.lead_name}
            </Anchor>
            <Text size="sm" c="dimmed" className="figures">
              {call.duration_seconds === null ? '' : formatDuration(call.duration_seconds)}
            </Text>
            <OutcomeBadge call={call} />
          </Group>
        ))}
      </Stack>
    </Section>
  )
}
