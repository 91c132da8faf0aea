import { Group, Progress, Text } from '@mantine/core'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { formatCount } from '../ui/format.ts'
import { progressOf } from './progress-shares.ts'

/** How many calls are done, under way and still in line; canceled ones are told apart, since nobody was called. */
export function CampaignProgress({ campaign }: { campaign: Pick<CampaignView, 'counts' | 'launch'> }) {
  const { counts, launch } = campaign
  if (launch) return <LaunchProgress {...launch} />
  const shares = progressOf(counts)
  return (
    <div>
      <Progress.Root size="md" aria-hidden>
        <Progress.Section value={shares.ended} color="patina" />
        <Progress.Section value={shares.active} color="copper" animated striped />
        <Progress.Section value={shares.canceled} color="gray.5" />
      </Progress.Root>
      <Group gap="lg" mt={6}>
        <Count of={counts.ended} what="done" />
        <Count of={counts.active} what="calling now" />
        <Count of={counts.queued} what="in line" />
        {counts.canceled > 0 && <Count of={counts.canceled} what="canceled" />}
      </Group>
    </div>
  )
}

/** A long list is checked in parts; until the last of it, no call is made. */
function LaunchProgress({ done, total }: NonNullable<CampaignView['launch']>) {
  return (
    <div>
      <Progress value={(done / Math.max(1, total)) * 100} size="md" aria-label="Leads checked" />
      <Text size="sm" mt={6}>
        <strong className="figures">{formatCount(done)}</strong> of {formatCount(total)} leads checked.
        Nothing is dialed before all of them are.
      </Text>
    </div>
  )
}

function Count({ of, what }: { of: number; what: string }) {
  return (
    <Text size="sm">
      <strong className="figures">{formatCount(of)}</strong> {what}
    </Text>
  )
}
