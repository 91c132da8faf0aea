import { Button, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustments } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { CampaignPace } from '../../src-preload/contract/campaign-settings.ts'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { FactList } from '../ui/fact-list.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { CallingHours, ElsewhereNotice } from './calling-hours.tsx'
import { settingsInWords } from './campaign-settings-form.ts'
import { ChangeCampaignSettings } from './change-campaign-settings.tsx'
import { useReachOfCampaign } from './use-reach.ts'

type Campaign = Pick<CampaignView, 'campaign_id' | 'name' | 'status'>

/** How a campaign that is not over calls: when, by time zone, how fast and how often. */
export function CampaignSettingsSection({ campaign }: { campaign: Campaign }) {
  const { api } = useBridge()
  const { campaign_id, status } = campaign
  const pace = useQuery(api.campaigns.pace.queryOptions({ input: { campaign_id } }))
  const reach = useReachOfCampaign(campaign_id)
  const canChange = status === 'running' || status === 'paused'
  return (
    <Section
      title="When and how it calls"
      aside={canChange && pace.data && <ChangeButton campaign={campaign} pace={pace.data} />}
    >
      {pace.error && <ProblemNotice error={pace.error} retry={pace.refetch} />}
      {reach.error && <ProblemNotice error={reach.error} retry={reach.refetch} />}
      {(pace.isPending || reach.isPending) && <WaitingRows rows={3} height={40} />}
      {reach.data && reach.data.zones.length > 0 && (
        <Stack gap="xs">
          <Text fw={600} size="sm">
            The next seven days
          </Text>
          <CallingHours reach={reach.data} />
        </Stack>
      )}
      {pace.data && <FactList facts={settingsInWords(pace.data)} />}
    </Section>
  )
}

/** That some of its leads wait in other campaigns too. */
export function ElsewhereOfCampaign({ campaign_id }: Pick<Campaign, 'campaign_id'>) {
  const { data: reach } = useReachOfCampaign(campaign_id)
  return reach && <ElsewhereNotice elsewhere={reach.elsewhere} />
}

function ChangeButton({ campaign, pace }: { campaign: Campaign; pace: CampaignPace }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconAdjustments size={15} />} onClick={open}>
        Change
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Settings of ${campaign.name}`} size="xl">
        <ChangeCampaignSettings campaignId={campaign.campaign_id} settings={pace.settings} onDone={close} />
      </FormDialog>
    </>
  )
}
