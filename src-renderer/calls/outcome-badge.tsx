import { Badge } from '@mantine/core'
import type { CallOutcome, CallStatus, Interest } from '../../src-preload/contract/calls.ts'
import { formatCode } from '../ui/format.ts'
import { outcomeLabel, statusLabels } from './call-words.ts'

const outcomeColors: Partial<Record<CallOutcome, string>> = {
  booked: 'patina',
  callback: 'copper',
  do_not_call: 'red',
  failed: 'red',
  needs_review: 'red',
}

interface OutcomeBadgeProps {
  call: {
    status: CallStatus
    outcome: CallOutcome | null
    answered_at: string | null
    hung_up_at_desk: boolean
  }
}

export function OutcomeBadge({ call }: OutcomeBadgeProps) {
  if (call.status !== 'ended')
    return (
      <Badge variant="outline" color={call.status === 'live' ? 'copper' : 'gray'} tt="none" fw={600}>
        {statusLabels[call.status]}
      </Badge>
    )
  const outcome = call.outcome ?? 'needs_review'
  return (
    <Badge
      variant="light"
      color={outcomeColors[outcome] ?? 'gray'}
      tt="none"
      fw={600}
      style={{ flexShrink: 0 }}
    >
      {outcomeLabel(outcome, call.answered_at !== null, call.hung_up_at_desk)}
    </Badge>
  )
}

const interestColors: Record<Interest, string> = {
  hot: 'copper',
  warm: 'copper',
  cold: 'gray',
  none: 'gray',
  unknown: 'gray',
}

export function InterestBadge({ interest }: { interest: Interest }) {
  if (interest === 'unknown') return null
  return (
    <Badge
      variant={interest === 'hot' ? 'filled' : 'outline'}
      color={interestColors[interest]}
      tt="none"
      fw={600}
      style={{ flexShrink: 0 }}
    >
      {interest === 'none' ? 'No interest' : `${formatCode(interest)} interest`}
    </Badge>
  )
}
