import { Anchor, Group, Paper, Slider, Text, Title } from '@mantine/core'
import { useState } from 'react'
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
import { type Listening, useListen } from './use-listen.ts'

const answeredBy = {
  unknown: '',
  human: 'A person answered',
  machine: 'An answering machine',
  screener: 'A call screener',
  fax: 'A fax machine',
} as const satisfies Record<LiveCallView['answered_by'], string>

/** One call in full: the words have most of the room, everything else is a thin strip above or below them. */
export function LiveCallPanel({ callId }: { callId: CallId }) {
  const call = useStore(useLiveStore(), (live) => live.calls[callId])
  const listening = useListen(callId)
  const [linesOfTheDesk, setLinesOfTheDesk] = useState<string[]>([])
  if (!call) return null
  return (
    <Paper
      withBorder
      className={classes.panel}
      component="section"
      aria-label={`Call with ${call.lead_name}`}
    >
      <div className={classes.head}>
        <div className={classes.names}>
          <Title order={2} size="h4" className={classes.name}>
            <Anchor component={Link} to={`/leads/${call.lead_id}`} c="inherit" inherit>
              {call.lead_name}
            </Anchor>
          </Title>
          <Text size="sm" c="dimmed" className="figures">
            {[formatPhone(call.phone), answeredBy[call.answered_by]].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Group wrap="nowrap">
          <StateChip call={call} />
          <CallTimer call={call} />
        </Group>
      </div>
      <div className={classes.wave}>
        <div className={classes.levels}>
          <LevelCanvas callId={callId} height={48} />
          <div className={classes.legend}>
            <span>▲ Homeowner</span>
            <span>▼ Agent</span>
          </div>
        </div>
        {listening.on && <Volume listening={listening} />}
      </div>
      <LiveTranscript call={call} linesOfTheDesk={linesOfTheDesk} />
      <CallControls
        call={call}
        listening={listening}
        onSaid={(line) => setLinesOfTheDesk((lines) => [...lines, line])}
      />
    </Paper>
  )
}

function Volume({ listening }: { listening: Listening }) {
  return (
    <div className={classes.volume}>
      <Text size="xs">Volume</Text>
      <Slider
        w={110}
        size="sm"
        min={0}
        max={100}
        value={listening.volume}
        onChange={listening.setVolume}
        label={(value) => `${value}%`}
        thumbLabel="Volume"
      />
    </div>
  )
}
