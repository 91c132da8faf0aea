import { Alert, Anchor, Breadcrumbs, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconInfoCircle, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { CampaignDetail, CampaignStatus } from '../../src-preload/contract/campaigns.ts'
import { CampaignId } from '../../src-preload/contract/primitives.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { formatCents, formatCount, formatInstant } from '../ui/format.ts'
import { ProblemNotice, tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { Stat } from '../ui/stat.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { BlockedLeads } from './blocked-leads.tsx'
import { CampaignCalls } from './campaign-calls.tsx'
import { marginWords, spentWords } from './campaign-money-words.ts'
import { CampaignProgress } from './campaign-progress.tsx'
import { CampaignSettingsSection, ElsewhereOfCampaign } from './campaign-settings.tsx'
import { CampaignStatusBadge } from './campaign-status-badge.tsx'
import {
  callsStillInLine,
  costLabel,
  engineWords,
  isOnItsWay,
  isOver,
  pausedWords,
} from './campaign-words.ts'
import { HeldBackNotice } from './held-back-notice.tsx'
import { OutcomeBars } from './outcome-bars.tsx'
import { ScriptText } from './script-text.tsx'
import { nothingBefore, waitingWords } from './when-called.ts'

export function CampaignScreen() {
  const { campaignId = '' } = useParams()
  const { api } = useBridge()
  const campaign = useQuery(
    api.campaigns.get.queryOptions({
      input: { campaign_id: CampaignId.parse(campaignId) },
      refetchInterval: (query) => refreshEveryMs(query.state.data?.status),
    }),
  )
  return (
    <Stack gap="lg" maw={1280} mx="auto">
      <Breadcrumbs>
        <Anchor component={Link} to="/campaigns">
          Campaigns
        </Anchor>
        <Text>{campaign.data?.name ?? 'Campaign'}</Text>
      </Breadcrumbs>
      {campaign.error && <ProblemNotice error={campaign.error} retry={campaign.refetch} />}
      {campaign.isPending && <WaitingRows rows={4} height={90} />}
      {campaign.data && <Campaign campaign={campaign.data} />}
    </Stack>
  )
}

function refreshEveryMs(status: CampaignStatus | undefined): number | false {
  if (status === 'launching') return 1_000
  return status === 'running' || status === 'preparing' ? 4_000 : false
}

function Campaign({ campaign }: { campaign: CampaignDetail }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const from = nothingBefore(campaign, nowMs)
  const reason =
    campaign.status_reason ??
    (from === null ? null : waitingWords(campaign.counts.queued, from, timeZone, nowMs))
  return (
    <>
      <Heading campaign={campaign} />
      {isOnItsWay(campaign.status) && <HeldBackNotice />}
      {reason && (
        <Alert variant="light" color="copper" icon={<IconInfoCircle size={18} />}>
          {reason}
        </Alert>
      )}
      {!isOver(campaign.status) && <ElsewhereOfCampaign campaign_id={campaign.campaign_id} />}
      <Section title="Progress">
        <CampaignProgress campaign={campaign} />
      </Section>
      <Figures campaign={campaign} />
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
        <Section title="Outcomes">
          <OutcomeBars outcomes={campaign.outcomes} />
        </Section>
        <CampaignCalls campaignId={campaign.campaign_id} />
      </SimpleGrid>
      {!isOver(campaign.status) && <CampaignSettingsSection campaign={campaign} />}
      {campaign.blocked.length > 0 && (
        <Section title={`Blocked leads (${formatCount(campaign.blocked.length)})`}>
          <BlockedLeads blocked={campaign.blocked} />
        </Section>
      )}
      {campaign.script && (
        <Section title={`Script, version ${campaign.script.version}`}>
          <ScriptText script={campaign.script.script} />
        </Section>
      )}
    </>
  )
}

function Heading({ campaign }: { campaign: CampaignDetail }) {
  const timeZone = useTimeZone()
  return (
    <Group justify="space-between">
      <div>
        <Group gap="sm">
          <Title order={1} size="h2">
            {campaign.name}
          </Title>
          <CampaignStatusBadge status={campaign.status} />
        </Group>
        <Text c="dimmed">
          Launched {formatInstant(campaign.created_at, timeZone)} · {engineWords[campaign.engine]}
        </Text>
      </div>
      <CampaignActions campaign={campaign} />
    </Group>
  )
}

function Figures({ campaign }: { campaign: CampaignDetail }) {
  const { money, counts, bookings, status } = campaign
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Stat label="Booked inspections" value={formatCount(bookings)} />
      <Stat
        label="Calls done"
        value={formatCount(counts.ended)}
        note={counts.canceled > 0 && `${formatCount(counts.canceled)} canceled before they rang`}
      />
      <Stat label={costLabel(status)} value={formatCents(money.spent_cents)} note={spentWords(money)} />
      <Stat
        label="Cost per booking"
        value={money.cost_per_booking_cents === null ? '–' : formatCents(money.cost_per_booking_cents)}
        note={bookings === 0 ? 'no booking yet' : marginWords(money)}
      />
    </SimpleGrid>
  )
}

function CampaignActions({ campaign: { campaign_id, status, counts } }: { campaign: CampaignDetail }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const after = {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.campaigns.key() }),
    onError: tellProblem,
  }
  const pause = useMutation(
    api.campaigns.pause.mutationOptions({
      ...after,
      onSuccess: () => {
        tellSuccess(pausedWords(counts.active))
        return after.onSuccess()
      },
    }),
  )
  const resume = useMutation(api.campaigns.resume.mutationOptions(after))
  const cancel = useMutation(api.campaigns.cancel.mutationOptions(after))
  if (isOver(status)) return null
  return (
    <Group>
      {status === 'paused' ? (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ campaign_id })}
        >
          Resume
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={pause.isPending}
          onClick={() => pause.mutate({ campaign_id })}
        >
          Pause
        </Button>
      )}
      <ConfirmButton
        variant="light"
        color="red"
        loading={cancel.isPending}
        question="Cancel this campaign?"
        consequence={`${callsStillInLine(counts.queued)} Calls under way go on to their end.`}
        confirmLabel="Cancel the campaign"
        onConfirm={() => cancel.mutate({ campaign_id })}
      >
        Cancel
      </ConfirmButton>
    </Group>
  )
}
