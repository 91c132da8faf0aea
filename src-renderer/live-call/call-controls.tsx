import { Button, Group, Slider, Stack, Text, TextInput } from '@mantine/core'
import { IconHeadphones, IconHeadphonesOff, IconPhoneX, IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import classes from './live-screen.module.css'
import { useListen } from './use-listen.ts'

export function CallControls({ call }: { call: LiveCallView }) {
  const { api } = useBridge()
  const listen = useListen(call.call_id)
  const hangUp = useMutation(api.calls.hangup.mutationOptions({ onError: tellProblem }))
  const live = call.status === 'live'
  return (
    <Stack gap="sm" className={classes.controls}>
      <SayLine call={call} disabled={!live} />
      <Group justify="space-between">
        <Group gap="md">
          <Button
            variant={listen.listening ? 'filled' : 'light'}
            leftSection={listen.listening ? <IconHeadphonesOff size={17} /> : <IconHeadphones size={17} />}
            aria-pressed={listen.listening}
            disabled={!live}
            onClick={listen.toggle}
          >
            {listen.listening ? 'Stop listening' : 'Listen'}
          </Button>
          {listen.listening && (
            <Group gap="xs">
              <Text size="sm" id="volume-label">
                Volume
              </Text>
              <Slider
                w={130}
                size="sm"
                min={0}
                max={100}
                value={listen.volume}
                onChange={listen.setVolume}
                label={(value) => `${value}%`}
                thumbLabel="Volume"
              />
            </Group>
          )}
        </Group>
        <ConfirmButton
          color="red"
          variant="light"
          leftSection={<IconPhoneX size={17} />}
          loading={hangUp.isPending}
          question={`Hang up on ${call.lead_name}?`}
          consequence="The call ends now. What was said so far is kept under Calls."
          confirmLabel="Hang up"
          onConfirm={() => hangUp.mutate({ call_id: call.call_id })}
        >
          Hang up
        </ConfirmButton>
      </Group>
    </Stack>
  )
}

function SayLine({ call, disabled }: { call: LiveCallView; disabled: boolean }) {
  const { api } = useBridge()
  const [line, setLine] = useState('')
  const say = useMutation(
    api.calls.say.mutationOptions({
      onSuccess: () => {
        setLine('')
        tellSuccess('The agent says it as soon as the homeowner stops talking.')
      },
      onError: tellProblem,
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (line.trim()) say.mutate({ call_id: call.call_id, text: line.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          aria-label="A line for the agent to say"
          placeholder="A line for the agent to say…"
          maxLength={500}
          value={line}
          onChange={(event) => setLine(event.currentTarget.value)}
          disabled={disabled}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconSend size={16} />}
          loading={say.isPending}
          disabled={disabled || line.trim() === ''}
        >
          Say it
        </Button>
      </Group>
    </form>
  )
}
