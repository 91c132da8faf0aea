import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconPhoneOutgoing, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { RestartNoticeBanner } from '../activity/restart-notice-banner.tsx'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatCents, formatWhen, plural } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { spentWords } from './campaign-money-words.ts'
import { CampaignProgress } from './campaign-progress.tsx'
import { CampaignStatusBadge } from './campaign-status-badge.tsx'
import { costLabel } from './campaign-words.ts'

export function CampaignsScreen() {
  const { api } = useBridge()
  const campaigns = useInfiniteQuery(
    api.campaigns.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      // Nothing is told when a script is written and a campaign begins to call.
      refetchInterval: ({ state }) => (state.data?.pages.some(isGettingReady) ? 2_000 : false),
    }),
  )
  const rows = campaigns.data?.pages.flatMap((page) => page.items) ?? []
  const start = (
    <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={17} />}>
      New campaign
    </Button>
  )
  return (
    <Page title="Campaigns" about="Rounds of calls with one script" actions={start}>
      <RestartNoticeBanner />
      {campaigns.error && <ProblemNotice error={campaigns.error} retry={campaigns.refetch} />}
      {campaigns.isPending && <WaitingRows rows={3} height={120} />}
      {campaigns.data && rows.length === 0 && (
        <EmptyState icon={IconPhoneOutgoing} title="No campaign yet" action={start}>
          A campaign takes the leads you choose, one script, and calls them one after another within the hours
          the law allows. You see the cost before anything is dialed.
        </EmptyState>
      )}
      <Stack>
        {rows.map((campaign) => (
          <CampaignCard key={campaign.campaign_id} campaign={campaign} />
        ))}
      </Stack>
      <LoadMore
        hasMore={campaigns.hasNextPage}
        loading={campaigns.isFetchingNextPage}
        load={campaigns.fetchNextPage}
      />
    </Page>
  )
}

const isGettingReady = ({ items }: { items: CampaignView[] }): boolean =>
  items.some(({ status }) => status === 'launching' || status === 'preparing')

function CampaignCard({ campaign }: { campaign: CampaignView }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  return (
    <Paper withBorder p="lg" pos="relative" component="article">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2} size="h4">
              <RowLink to={`/campaigns/${campaign.campaign_id}`}>{campaign.name}</RowLink>
            </Title>
            <CampaignStatusBadge status={campaign.status} />
          </Group>
          <Text size="sm" c="dimmed">
            {formatWhen(campaign.started_at ?? campaign.created_at, timeZone, nowMs)}
          </Text>
        </Group>
        {campaign.status_reason && <Text size="sm">{campaign.status_reason}</Text>}
        <CampaignProgress campaign={campaign} />
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Figure label="Leads" value={plural(campaign.leads, 'homeowner')} />
          <Figure label="Booked" value={plural(campaign.bookings, 'inspection')} />
          <Figure label="Blocked" value={plural(campaign.counts.blocked, 'number')} />
          <Figure
            label={costLabel(campaign.status)}
            value={formatCents(campaign.cost_cents - campaign.credited_cents)}
            note={spentWords(campaign)}
          />
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" fw={550} className="figures">
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  )
}
