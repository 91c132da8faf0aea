import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FollowUpView } from '../../src-preload/contract/follow-ups.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { CancelButton, FormDialog } from '../ui/form-dialog.tsx'
import { formatInstant, instantIn } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useDeed } from '../ui/use-deed.ts'

/** Moves one step, or gives it words of its own. */
export function ChangeFollowUp({ followUp }: { followUp: FollowUpView }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={open}
        aria-label={`Change the step for ${followUp.lead_name}`}
      >
        Edit
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Follow-up with ${followUp.lead_name}`} centered>
        <ChangeForm followUp={followUp} onDone={close} />
      </FormDialog>
    </>
  )
}

function ChangeForm({ followUp, onDone }: { followUp: FollowUpView; onDone(): void }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const queries = useQueryClient()
  const [dueAt, setDueAt] = useState<string | null>(null)
  const [text, setText] = useState(followUp.text ?? '')
  const change = useDeed(
    api.followUps.change.mutationOptions({
      onSuccess: () => {
        tellSuccess('The follow-up is changed.')
        void queries.invalidateQueries({ queryKey: api.followUps.key() })
        onDone()
      },
    }),
  )
  const words = text.trim()
  const hasNewWords = followUp.channel !== 'call' && words !== '' && words !== followUp.text
  const save = () =>
    change.mutate({
      follow_up_id: followUp.follow_up_id,
      ...(dueAt && { due_at: instantIn(timeZone, dueAt) }),
      ...(hasNewWords && { text: words }),
    })
  return (
    <Stack>
      <UnsavedChanges dirty={dueAt !== null || text !== (followUp.text ?? '')} of="this follow-up" />
      <DateTimePicker
        label="When"
        description="Calls and texts still wait for permitted hours."
        placeholder={formatInstant(followUp.due_at, timeZone)}
        clearable
        value={dueAt}
        onChange={setDueAt}
        valueFormat="MMM D, YYYY h:mm A"
      />
      <WordsField channel={followUp.channel} text={text} onChange={setText} />
      {change.error && <ProblemNotice error={change.error} />}
      <Group justify="flex-end">
        <CancelButton>Keep as it is</CancelButton>
        <Button loading={change.isPending} disabled={!dueAt && !hasNewWords} onClick={save}>
          Save
        </Button>
      </Group>
    </Stack>
  )
}

interface WordsFieldProps {
  channel: FollowUpView['channel']
  text: string
  onChange(text: string): void
}

/** What is written; a call has no words of its own. */
function WordsField({ channel, text, onChange }: WordsFieldProps) {
  if (channel === 'call') return null
  return (
    <>
      <Textarea
        label="Words"
        autosize
        minRows={3}
        maxLength={1_000}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {channel === 'sms' && (
        <Text size="sm" c="dimmed">
          Your business name and “Reply STOP to opt out.” are added where they are missing.
        </Text>
      )}
    </>
  )
}
