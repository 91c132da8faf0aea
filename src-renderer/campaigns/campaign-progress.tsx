import { Group, Progress, Text } from '@mantine/core'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { formatCount } from '../ui/format.ts'

/** How many calls are done, under way and still in line. */
export function CampaignProgress({ campaign: { counts } }: { campaign: Pick<CampaignView, 'counts'> }) {
  const total = Math.max(1, counts.queued + counts.active + counts.ended)
  const share = (count: number) => (count / total) * 100
  return (
    <div>
      <Progress.Root size="md" aria-hidden>
        <Progress.Section value={share(counts.ended)} color="patina" />
        <Progress.Section value={share(counts.active)} color="copper" animated striped />
      </Progress.Root>
      <Group gap="lg" mt={6}>
        <Text size="sm">
          <strong className="figures">{formatCount(counts.ended)}</strong> done
        </Text>
        <Text size="sm">
          <strong className="figures">{formatCount(counts.active)}</strong> calling now
        </Text>
        <Text size="sm">
          <strong className="figures">{formatCount(counts.queued)}</strong> in line
        </Text>
      </Group>
    </div>
  )
}
