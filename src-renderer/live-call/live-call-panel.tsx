import { Anchor, Group, Paper, Slider, Text, Title, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { useStore } from 'zustand'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { formatPhone } from '../ui/format.ts'
import { CallControls } from './call-controls.tsx'
import { CallTimer } from './call-timer.tsx'
import { useHearing } from './hearing.ts'
import { LevelCanvas } from './level-canvas.tsx'
import classes from './live-screen.module.css'
import { useLiveStore } from './live-store.ts'
import { LiveTranscript } from './live-transcript.tsx'
import { stageOf } from './stage-words.ts'
import { StateChip } from './state-chip.tsx'
import { useListen, useSpeaks } from './use-listen.ts'

/** That a person answered goes without saying: the stage of the talk tells. */
const answeredBy = {
  unknown: '',
  human: '',
  machine: 'An answering machine',
  screener: 'A call screener',
  fax: 'A fax machine',
} as const satisfies Record<LiveCallView['answered_by'], string>

/** One call in full: the words have most of the room, everything else is a thin strip above or below them. */
export function LiveCallPanel({ callId }: { callId: CallId }) {
  const call = useStore(useLiveStore(), (live) => live.calls[callId])
  const listening = useListen(callId)
  const speaks = useSpeaks(callId)
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
          {call.status === 'live' && (
            <Text size="sm" fw={600}>
              <VisuallyHidden>Stage of the talk: </VisuallyHidden>
              {stageOf(call)}
            </Text>
          )}
        </div>
        <Group wrap="nowrap" gap="sm" flex="none">
          <StateChip call={call} />
          <CallTimer call={call} />
        </Group>
      </div>
      <div className={classes.wave}>
        <div className={classes.levels}>
          <LevelCanvas callId={callId} height={48} />
          <div className={classes.legend}>
            <span>▲ Homeowner</span>
            <span>▼ {speaks ? 'You' : 'Agent'}</span>
          </div>
        </div>
        {(listening.on || speaks) && <Volume />}
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

function Volume() {
  const hearing = useHearing()
  const volume = useStore(hearing, (state) => state.volume)
  return (
    <div className={classes.volume}>
      <Text size="xs">Volume</Text>
      <Slider
        w={110}
        size="sm"
        min={0}
        max={100}
        value={volume}
        onChange={(next) => hearing.setState({ volume: next })}
        label={(value) => `${value}%`}
        thumbLabel="Volume"
      />
    </div>
  )
}
