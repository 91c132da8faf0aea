import { Badge } from '@mantine/core'
import {
  IconDoorExit,
  IconEar,
  IconHandStop,
  IconHourglass,
  IconMessageCircle,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneCall,
  IconVolume,
} from '@tabler/icons-react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'

const agentLooks = {
  waiting: { label: 'Waiting', color: 'gray', icon: IconHourglass },
  greeting: { label: 'Greeting', color: 'patina', icon: IconHandStop },
  listening: { label: 'Listening', color: 'copper', icon: IconEar },
  thinking: { label: 'Thinking', color: 'gray', icon: IconMessageCircle },
  speaking: { label: 'Speaking', color: 'patina', icon: IconVolume },
  leaving: { label: 'Saying goodbye', color: 'gray', icon: IconDoorExit },
} as const

const lineLooks = {
  queued: { label: 'In line', color: 'gray', icon: IconHourglass },
  dialing: { label: 'Dialing', color: 'gray', icon: IconPhoneCall },
  ringing: { label: 'Ringing', color: 'copper', icon: IconPhoneCall },
  ended: { label: 'Ended', color: 'gray', icon: IconDoorExit },
} as const

/** A person at the desk has the floor: what the agent would do does not matter then. */
const deskLooks = {
  muted: { label: 'Agent muted', color: 'gray', icon: IconMicrophoneOff },
  speaking: { label: 'Taken over', color: 'copper', icon: IconMicrophone },
} as const

/** What the agent is doing this moment, or who does it instead, in a word and a sign. */
export function StateChip({ call }: { call: Pick<LiveCallView, 'status' | 'agent_state' | 'desk'> }) {
  const { label, color, icon: Icon } = looksOf(call)
  return (
    <Badge
      variant="light"
      color={color}
      tt="none"
      fw={600}
      size="lg"
      leftSection={<Icon size={14} aria-hidden />}
      style={{ flexShrink: 0 }}
    >
      {label}
    </Badge>
  )
}

function looksOf({ status, agent_state, desk }: Pick<LiveCallView, 'status' | 'agent_state' | 'desk'>) {
  if (status !== 'live') return lineLooks[status]
  return desk === 'watching' || agent_state === 'leaving' ? agentLooks[agent_state] : deskLooks[desk]
}
