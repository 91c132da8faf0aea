import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconHeadphones, IconHeadphonesOff, IconPhoneX, IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import classes from './live-screen.module.css'
import type { Listening } from './use-listen.ts'

interface CallControlsProps {
  call: LiveCallView
  listening: Listening
  /** The core has taken a line of the desk. */
  onSaid(line: string): void
}

/** What a person at the desk can do with a call. Nothing of it while the core cannot hear the window. */
export function CallControls({ call, listening, onSaid }: CallControlsProps) {
  const { api } = useBridge()
  const reachable = useConnectionState().status === 'online'
  const hangUp = useMutation(api.calls.hangup.mutationOptions({ onError: tellProblem }))
  const live = call.status === 'live'
  return (
    <div className={classes.controls}>
      <Button
        variant={listening.on ? 'filled' : 'light'}
        leftSection={listening.on ? <IconHeadphonesOff size={17} /> : <IconHeadphones size={17} />}
        aria-pressed={listening.on}
        disabled={!listening.on && !(live && reachable)}
        onClick={listening.toggle}
      >
        {listening.on ? 'Stop listening' : 'Listen'}
      </Button>
      <SayLine call={call} disabled={!live || !reachable} onSaid={onSaid} />
      <ConfirmButton
        color="red"
        variant="light"
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
    </div>
  )
}

interface SayLineProps extends Pick<CallControlsProps, 'call' | 'onSaid'> {
  disabled: boolean
}

function SayLine({ call, disabled, onSaid }: SayLineProps) {
  const { api } = useBridge()
  const [line, setLine] = useState('')
  const say = useMutation(
    api.calls.say.mutationOptions({
      onSuccess: (_done, { text }) => {
        onSaid(text)
        setLine('')
        tellSuccess('The agent says it now.')
      },
      onError: tellProblem,
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (line.trim()) say.mutate({ call_id: call.call_id, text: line.trim() })
  }
  return (
    <form onSubmit={submit} className={classes.say}>
      <TextInput
        flex={1}
        aria-label="A line for the agent to say now"
        placeholder="A line for the agent to say now…"
        maxLength={500}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
        disabled={disabled}
      />
      <ActionIcon
        type="submit"
        variant="default"
        size={36}
        aria-label="Say it"
        loading={say.isPending}
        disabled={disabled || line.trim() === ''}
      >
        <IconSend size={16} />
      </ActionIcon>
    </form>
  )
}
