import { Button, Loader, Text, TextInput } from '@mantine/core'
import { IconMicrophone } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { tellNews } from '../ui/problem-notice.tsx'
import classes from './call-controls.module.css'
import { MicrophoneMeter } from './microphone-meter.tsx'
import { type OwnVoice, useTakeOver } from './take-over.ts'
import { deskProblem } from './take-over-words.ts'

interface OwnVoiceStripProps {
  call: LiveCallView
  ownVoice: OwnVoice['status']
  able: boolean
  /** What stands at the end of the row with the note. */
  children: ReactNode
}

/** In place of the composer while a person, not the agent, speaks in the call or is about to. */
export function OwnVoiceStrip({ call, ownVoice, able, children }: OwnVoiceStripProps) {
  switch (ownVoice) {
    case 'opening':
      return <Opening call={call} />
    case 'speaking':
      return (
        <Speaking call={call} able={able}>
          {children}
        </Speaking>
      )
    case 'silent':
      return <SpokenElsewhere call={call} able={able} />
  }
}

function Opening({ call }: Pick<OwnVoiceStripProps, 'call'>) {
  const takeOver = useTakeOver()
  return (
    <div className={classes.strip} role="status">
      <Loader size={16} color="copper" aria-hidden />
      <Text size="sm" flex={1}>
        Opening your microphone. If you are asked, allow it. Until then the agent goes on with{' '}
        {call.lead_name}.
      </Text>
      <Button size="xs" variant="default" onClick={takeOver.cancel}>
        Cancel
      </Button>
    </div>
  )
}

function Speaking({ call, able, children }: Omit<OwnVoiceStripProps, 'ownVoice'>) {
  const takeOver = useTakeOver()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    await takeOver.handBack(note.trim())
    setBusy(false)
  }
  return (
    <>
      <div className={classes.strip}>
        <IconMicrophone size={18} aria-hidden />
        <Text size="sm" fw={650} role="status" flex={1}>
          You are speaking with {call.lead_name}
        </Text>
        <MicrophoneMeter />
      </div>
      <form onSubmit={(event) => void submit(event)} className={classes.composer}>
        <TextInput
          flex={1}
          aria-label="A note for the agent, if it needs one"
          placeholder="A note for the agent, if it needs one…"
          maxLength={1_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={!able}>
          Hand back
        </Button>
        {children}
      </form>
    </>
  )
}

/** Another window, or this one before it was loaded again. */
function SpokenElsewhere({ call, able }: Pick<OwnVoiceStripProps, 'call' | 'able'>) {
  const { api } = useBridge()
  const takeOver = useTakeOver()
  const handBack = useMutation(
    api.calls.handback.mutationOptions({ onError: (error) => tellNews(deskProblem(error, call.lead_name)) }),
  )
  return (
    <div className={classes.strip} role="status">
      <IconMicrophone size={18} aria-hidden />
      <Text size="sm" flex={1}>
        The call is taken over, but not from this window.
      </Text>
      <Button size="xs" variant="default" disabled={!able} onClick={() => void takeOver.begin(call)}>
        Speak from here
      </Button>
      <Button
        size="xs"
        disabled={!able}
        loading={handBack.isPending}
        onClick={() => handBack.mutate({ call_id: call.call_id })}
      >
        Hand back
      </Button>
    </div>
  )
}
