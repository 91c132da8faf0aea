import { Badge } from '@mantine/core'
import { IconCheck, IconHourglass, IconPhoneOutgoing, IconPlayerPause, IconX } from '@tabler/icons-react'
import type { CampaignStatus } from '../../src-preload/contract/campaigns.ts'

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
  return (
    <Badge variant="light" color={color} tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />}>
      {label}
    </Badge>
  )
}
