import { Button, Group, Select, Stack, Textarea } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useDisclosure } from '@mantine/hooks'
import { IconReload } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { CancelButton, FormDialog } from '../ui/form-dialog.tsx'
import { instantIn } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useDeed } from '../ui/use-deed.ts'

type Channel = 'call' | 'sms' | 'email'
const channels: { value: Channel; label: string }[] = [
  { value: 'call', label: 'Call again' },
  { value: 'sms', label: 'Text message' },
  { value: 'email', label: 'Email' },
]

export function FollowUpButton({ callId, leadName }: { callId: CallId; leadName: string }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" leftSection={<IconReload size={16} />} onClick={open}>
        Follow up
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Follow up with ${leadName}`} centered>
        <FollowUpForm callId={callId} onDone={close} />
      </FormDialog>
    </>
  )
}

interface Wish {
  channel: Channel
  reason: string
  dueAt: string | null
}

function FollowUpForm({ callId, onDone }: { callId: CallId; onDone(): void }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const [wish, setWish] = useState<Wish>({ channel: 'call', reason: '', dueAt: null })
  const { channel, reason, dueAt } = wish
  const create = useDeed(
    api.followUps.create.mutationOptions({
      onSuccess: () => {
        tellSuccess('The follow-up is planned.')
        onDone()
      },
    }),
  )
  const plan = () =>
    create.mutate({
      call_id: callId,
      channel,
      reason: reason.trim(),
      due_at: dueAt ? instantIn(timeZone, dueAt) : undefined,
    })
  return (
    <Stack>
      <UnsavedChanges dirty={reason !== '' || dueAt !== null} of="this follow-up" />
      <WishFields wish={wish} onChange={(changes) => setWish({ ...wish, ...changes })} />
      {create.error && <ProblemNotice error={create.error} />}
      <Group justify="flex-end">
        <CancelButton>Cancel</CancelButton>
        <Button loading={create.isPending} disabled={reason.trim() === ''} onClick={plan}>
          Plan it
        </Button>
      </Group>
    </Stack>
  )
}

interface WishFieldsProps {
  wish: Wish
  onChange(changes: Partial<Wish>): void
}

const WishFields = ({ wish: { channel, reason, dueAt }, onChange }: WishFieldsProps) => (
  <>
    <Select
      label="How"
      data={channels}
      value={channel}
      allowDeselect={false}
      onChange={(value) => onChange({ channel: value ?? 'call' })}
    />
    <Textarea
      label="Why"
      placeholder="She wants to talk to her husband first"
      required
      data-autofocus
      autosize
      minRows={2}
      maxLength={300}
      value={reason}
      onChange={(event) => onChange({ reason: event.currentTarget.value })}
    />
    <DateTimePicker
      label="When"
      description="Leave empty for the next time that suits. Calls still wait for permitted hours."
      placeholder="The next suitable time"
      clearable
      value={dueAt}
      onChange={(value) => onChange({ dueAt: value })}
      valueFormat="MMM D, YYYY h:mm A"
    />
  </>
)
