import { Button, Text } from '@mantine/core'
import {
  IconHeadphones,
  IconHeadphonesOff,
  IconMicrophone,
  IconPhoneX,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { tellNews } from '../ui/problem-notice.tsx'
import classes from './call-controls.module.css'
import { DeskComposer } from './desk-composer.tsx'
import { OwnVoiceStrip } from './own-voice-strip.tsx'
import { useTakeOver } from './take-over.ts'
import { deskProblem } from './take-over-words.ts'
import type { Listening } from './use-listen.ts'

interface CallControlsProps {
  call: LiveCallView
  listening: Listening
  /** The core has taken a line of the desk. */
  onSaid(line: string): void
}

/** What a person at the desk can do with a call. Nothing of it while the core cannot hear the window. */
export function CallControls({ call, listening, onSaid }: CallControlsProps) {
  const reachable = useConnectionState().status === 'online'
  const voice = useStore(useTakeOver())
  const able = call.status === 'live' && reachable
  const ownVoice = voice.status !== 'silent' && voice.call.call_id === call.call_id ? voice.status : 'silent'
  const hangUp = <HangUpButton call={call} reachable={reachable} />
  if (ownVoice === 'silent' && call.desk !== 'speaking')
    return (
      <div className={classes.controls}>
        <DeskComposer call={call} able={able} onSaid={onSaid} />
        <div className={classes.buttons}>
          <ListenButton listening={listening} able={able && !call.unavailable.listen} />
          <MuteButton call={call} able={able} />
          <TakeOverButton
            call={call}
            able={able && voice.status === 'silent' && !call.unavailable.take_over}
          />
          {hangUp}
        </div>
        <Unavailable call={call} />
      </div>
    )
  return (
    <div className={classes.controls}>
      <OwnVoiceStrip call={call} ownVoice={ownVoice} able={able}>
        {hangUp}
      </OwnVoiceStrip>
      {ownVoice !== 'speaking' && (
        <div className={classes.buttons}>
          <ListenButton listening={listening} able={able} />
          {hangUp}
        </div>
      )}
    </div>
  )
}

/** Why a button cannot be pressed, in words beside it: a tooltip of a disabled button reaches nobody. */
function Unavailable({ call: { unavailable } }: { call: LiveCallView }) {
  const { listen, take_over } = unavailable
  if (!listen && !take_over) return null
  return (
    <Text size="sm" c="dimmed">
      {[listen && `Listen: ${listen}`, take_over && `Take over: ${take_over}`].filter(Boolean).join(' ')}
    </Text>
  )
}

function ListenButton({ listening, able }: { listening: Listening; able: boolean }) {
  return (
    <Button
      variant={listening.on ? 'filled' : 'light'}
      leftSection={listening.on ? <IconHeadphonesOff size={17} /> : <IconHeadphones size={17} />}
      aria-pressed={listening.on}
      disabled={!listening.on && !able}
      onClick={listening.toggle}
    >
      {listening.on ? 'Stop listening' : 'Listen'}
    </Button>
  )
}

interface ControlProps {
  call: LiveCallView
  able: boolean
}

function MuteButton({ call, able }: ControlProps) {
  const { api } = useBridge()
  const muted = call.desk === 'muted'
  const mute = useMutation(
    api.calls.mute.mutationOptions({ onError: (error) => tellNews(deskProblem(error, call.lead_name)) }),
  )
  return (
    <Button
      variant={muted ? 'filled' : 'default'}
      color={muted ? 'copper' : undefined}
      leftSection={muted ? <IconVolume size={17} /> : <IconVolumeOff size={17} />}
      aria-pressed={muted}
      disabled={!able}
      loading={mute.isPending}
      onClick={() => mute.mutate({ call_id: call.call_id, muted: !muted })}
    >
      {muted ? 'Unmute agent' : 'Mute agent'}
    </Button>
  )
}

function TakeOverButton({ call, able }: ControlProps) {
  const takeOver = useTakeOver()
  return (
    <Button
      variant="default"
      leftSection={<IconMicrophone size={17} />}
      disabled={!able}
      onClick={() => void takeOver.begin(call)}
    >
      Take over
    </Button>
  )
}

function HangUpButton({ call, reachable }: { call: LiveCallView; reachable: boolean }) {
  const { api } = useBridge()
  const hangUp = useMutation(
    api.calls.hangup.mutationOptions({ onError: (error) => tellNews(deskProblem(error, call.lead_name)) }),
  )
  return (
    <ConfirmButton
      color="red"
      variant="light"
      ml="auto"
      leftSection={<IconPhoneX size={17} />}
      loading={hangUp.isPending}
      disabled={!reachable}
      question={`Hang up on ${call.lead_name}?`}
      consequence="The call ends now. What was said so far is kept under Calls."
      confirmLabel="Hang up"
      onConfirm={() => hangUp.mutate({ call_id: call.call_id })}
    >
      Hang up
    </ConfirmButton>
  )
}
