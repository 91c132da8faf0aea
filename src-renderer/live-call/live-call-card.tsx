import { Badge, Group, Text, UnstyledButton } from '@mantine/core'
import { useStore } from 'zustand'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { formatPhone } from '../ui/format.ts'
import { CallTimer } from './call-timer.tsx'
import { LevelCanvas } from './level-canvas.tsx'
import classes from './live-screen.module.css'
import { useLiveStore } from './live-store.ts'
import { StateChip } from './state-chip.tsx'

interface LiveCallCardProps {
  callId: CallId
  chosen: boolean
  onChoose(): void
}

export function LiveCallCard({ callId, chosen, onChoose }: LiveCallCardProps) {
  const call = useStore(useLiveStore(), (live) => live.calls[callId])
  if (!call) return null
  return (
    <UnstyledButton className={classes.card} aria-pressed={chosen} onClick={onChoose}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {call.lead_name}
        </Text>
        {call.engine === 'vapi' && (
          <Badge variant="light" color="gray" tt="none" miw="max-content">
            Vapi
          </Badge>
        )}
        <CallTimer call={call} />
      </Group>
      <div className={classes.under}>
        <StateChip call={call} />
        <Text size="sm" c="dimmed" className="figures">
          {formatPhone(call.phone)}
        </Text>
      </div>
      <LevelCanvas callId={callId} height={32} />
    </UnstyledButton>
  )
}
