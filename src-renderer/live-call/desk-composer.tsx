import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { tellNews, tellSuccess } from '../ui/problem-notice.tsx'
import classes from './call-controls.module.css'
import { deskProblem } from './take-over-words.ts'

interface DeskComposerProps {
  call: LiveCallView
  able: boolean
  onSaid(line: string): void
}

/** Who hears what is typed must be plain before it is sent. */
const ways = {
  say: { label: 'A line for the agent to say now', send: 'Say it' },
  whisper: { label: 'A hint that only the agent reads', send: 'Whisper it' },
} as const

/** One field for both ways to put words into a call: aloud in the agent's voice, or as a hint the homeowner never hears. */
export function DeskComposer({ call, able, onSaid }: DeskComposerProps) {
  const [way, setWay] = useState<keyof typeof ways>('say')
  const [text, setText] = useState('')
  const { mutate, isPending } = useSend(call, onSaid, () => setText(''))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() && able) mutate[way]({ call_id: call.call_id, text: text.trim() })
  }
  const { label, send } = ways[way]
  return (
    <form onSubmit={submit} className={classes.composer}>
      <SegmentedControl
        aria-label="Who hears it"
        value={way}
        onChange={(next) => setWay(next as keyof typeof ways)}
        data={[
          { value: 'say', label: 'Say' },
          { value: 'whisper', label: 'Whisper' },
        ]}
        disabled={!able}
      />
      <TextInput
        flex={1}
        aria-label={label}
        placeholder={`${label}…`}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        disabled={!able}
      />
      <ActionIcon
        type="submit"
        variant="default"
        size={36}
        aria-label={send}
        loading={isPending}
        disabled={!able || text.trim() === ''}
      >
        <IconSend size={16} />
      </ActionIcon>
    </form>
  )
}

function useSend({ lead_name }: LiveCallView, onSaid: (line: string) => void, onSent: () => void) {
  const { api } = useBridge()
  const onError = (error: unknown) => tellNews(deskProblem(error, lead_name))
  const say = useMutation(
    api.calls.say.mutationOptions({
      onSuccess: (_done, { text }) => {
        onSaid(text)
        onSent()
        tellSuccess('The agent says it now.')
      },
      onError,
    }),
  )
  const whisper = useMutation(
    api.calls.whisper.mutationOptions({
      onSuccess: () => {
        onSent()
        tellSuccess(`The agent reads it before it answers next. ${lead_name} does not hear it.`)
      },
      onError,
    }),
  )
  return {
    mutate: { say: say.mutate, whisper: whisper.mutate },
    isPending: say.isPending || whisper.isPending,
  }
}
