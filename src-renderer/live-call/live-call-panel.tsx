import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'react-router'
import { useStore } from 'zustand'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { formatPhone } from '../ui/format.ts'
import { CallControls } from './call-controls.tsx'
import { CallTimer } from './call-timer.tsx'
import { LevelCanvas } from './level-canvas.tsx'
import classes from './live-screen.module.css'
import { useLiveStore } from './live-store.ts'
import { LiveTranscript } from './live-transcript.tsx'
import { StateChip } from './state-chip.tsx'

const answeredBy = {
  unknown: '',
  human: 'A person answered',
  machine: 'An answering machine',
  screener: 'A call screener',
  fax: 'A fax machine',
} as const satisfies Record<LiveCallView['answered_by'], string>

export function LiveCallPanel({ callId }: { callId: CallId }) {
  const call = useStore(useLiveStore(), (live) => live.calls[callId])
  if (!call) return null
  return (
    <Paper
      withBorder
      className={classes.panel}
      component="section"
      aria-label={`Call with ${call.lead_name}`}
    >
      <Group justify="space-between" p="lg" pb="sm" align="flex-start">
        <Stack gap={0}>
          <Title order={2} size="h4">
            <Anchor component={Link} to={`/leads/${call.lead_id}`} c="inherit" inherit>
              {call.lead_name}
            </Anchor>
          </Title>
          <Text size="sm" c="dimmed" className="figures">
            {[formatPhone(call.phone), answeredBy[call.answered_by]].filter(Boolean).join(' · ')}
          </Text>
        </Stack>
        <Group>
          <StateChip call={call} />
          <CallTimer call={call} />
        </Group>
      </Group>
      <div className={classes.wave}>
        <LevelCanvas callId={callId} height={92} />
        <div className={classes.legend}>
          <span>▲ Homeowner, ▼ Agent</span>
          <span>now</span>
        </div>
      </div>
      <LiveTranscript call={call} />
      <CallControls call={call} />
    </Paper>
  )
}
