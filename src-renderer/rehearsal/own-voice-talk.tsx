import { Alert, Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core'
import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useCoreStatus } from '../app/use-core-status.ts'
import { SpokenTurn } from '../calls/spoken-turn.tsx'
import { transcriptLines } from '../live-call/forming-turn.ts'
import { LevelMeter } from '../live-call/microphone-meter.tsx'
import { StateChip } from '../live-call/state-chip.tsx'
import { tellProblem } from '../ui/problem-notice.tsx'
import type { OwnVoice, Talk } from './own-voice.ts'

/** The talk that a person at this window has with the agent, while it goes on. */
export function OwnVoiceTalk({ ownVoice }: { ownVoice: OwnVoice }) {
  const talk = useStore(ownVoice)
  // Whoever leaves the screen has hung up.
  useEffect(() => () => ownVoice.hangUp(), [ownVoice])
  switch (talk.status) {
    case 'silent':
      return null
    case 'opening':
      return (
        <Group role="status" gap="sm">
          <Loader size={16} color="copper" aria-hidden />
          <Text size="sm" flex={1}>
            Opening your microphone and getting the agent ready. If you are asked, allow the microphone.
          </Text>
          <Button size="xs" variant="default" onClick={ownVoice.hangUp}>
            Cancel
          </Button>
        </Group>
      )
    case 'talking':
      return <Talking ownVoice={ownVoice} talk={talk} />
  }
}

interface TalkingProps {
  ownVoice: OwnVoice
  talk: Extract<Talk, { status: 'talking' }>
}

function Talking({ ownVoice, talk: { microphone, heard } }: TalkingProps) {
  const isPractice = useCoreStatus().data?.mode === 'practice'
  return (
    <Stack gap="sm" role="region" aria-label="Your talk with the agent">
      <Group gap="sm">
        {microphone ? <IconMicrophone size={18} aria-hidden /> : <IconMicrophoneOff size={18} aria-hidden />}
        <Text size="sm" fw={650} role="status" flex={1}>
          You are talking with the agent
        </Text>
        {microphone && <LevelMeter of={ownVoice} />}
        <StateChip
          call={{ status: 'live', agent_state: heard?.agent_state ?? 'waiting', desk: 'watching' }}
        />
        <Button size="xs" color="red" variant="light" onClick={ownVoice.hangUp}>
          Hang up
        </Button>
      </Group>
      {isPractice && (
        <Alert color="copper" variant="light" py="xs">
          The practice world understands only its own voices. Your microphone is heard, but not your words:
          type them here, and a voice says them into the call.
        </Alert>
      )}
      <div>
        {heard &&
          transcriptLines({ ...heard, partial: { ...heard.partial, agent: null } }, []).map(
            ({ key, turn, forming }) => <SpokenTurn key={key} turn={turn} forming={forming} />,
          )}
      </div>
      <TypedLine ownVoice={ownVoice} />
    </Stack>
  )
}

function TypedLine({ ownVoice }: { ownVoice: OwnVoice }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (line === '') return
    setText('')
    ownVoice.say(line).catch(tellProblem)
  }
  return (
    <Group component="form" gap="sm" onSubmit={submit}>
      <TextInput
        flex={1}
        aria-label="What you would say"
        placeholder="Or type what you would say…"
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        Say it
      </Button>
    </Group>
  )
}
