import { Group, Progress, Text } from '@mantine/core'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { formatCount } from '../ui/format.ts'
import { progressOf } from './progress-shares.ts'

/** How many calls are done, under way and still in line; canceled ones are told apart, since nobody was called. */
export function CampaignProgress({ campaign: { counts } }: { campaign: Pick<CampaignView, 'counts'> }) {
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

function Count({ of, what }: { of: number; what: string }) {
  return (
    <Text size="sm">
      <strong className="figures">{formatCount(of)}</strong> {what}
    </Text>
  )
}
