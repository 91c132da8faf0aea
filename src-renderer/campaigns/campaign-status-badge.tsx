import { Badge, Group } from '@mantine/core'
import { IconCheck, IconHourglass, IconPhoneOutgoing, IconPlayerPause, IconX } from '@tabler/icons-react'
import type { CampaignStatus } from '../../src-preload/contract/campaigns.ts'
import { useCoreStatus } from '../app/use-core-status.ts'
import { heldBack } from './campaign-words.ts'

const looks = {
  launching: { label: 'Launching', color: 'gray', icon: IconHourglass },
  preparing: { label: 'Preparing', color: 'gray', icon: IconHourglass },
  running: { label: 'Calling', color: 'patina', icon: IconPhoneOutgoing },
  paused: { label: 'Paused', color: 'copper', icon: IconPlayerPause },
  completed: { label: 'Completed', color: 'gray', icon: IconCheck },
  canceled: { label: 'Canceled', color: 'gray', icon: IconX },
  failed: { label: 'Failed', color: 'red', icon: IconX },
} as const

export function CampaignStatusBadge({ status }: { status: CampaignStatus }) {
  const { label, color, icon: Icon } = looks[status]
  const held = heldBack(status, useCoreStatus().data?.held_back_by)
  return (
    <Group gap={6}>
      <Badge variant="light" color={color} tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />}>
        {label}
      </Badge>
      {held && (
        <Badge
          variant="light"
          color="copper"
          tt="none"
          fw={600}
          leftSection={<IconPlayerPause size={13} aria-hidden />}
        >
          {held}
        </Badge>
      )}
    </Group>
  )
}
