import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCalendarRepeat } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BookingView } from '../../src-preload/contract/account.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { FormDialog } from '../ui/form-dialog.tsx'
import { dayIn, formatDayLong, formatTime } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { NOT_HEARD } from './booking-status.ts'

/** Moves or cancels a confirmed inspection. */
export function ChangeBooking({ booking }: { booking: BookingView }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconCalendarRepeat size={15} />} onClick={open}>
        Change
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Inspection of ${booking.lead_name}`} centered>
        <ChangeForm booking={booking} onDone={close} />
      </FormDialog>
    </>
  )
}

function ChangeForm({ booking, onDone }: { booking: BookingView; onDone(): void }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const queries = useQueryClient()
  const [startsAt, setStartsAt] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const bookingId = booking.booking_id
  const slots = useQuery(api.bookings.slots.queryOptions({ input: { booking_id: bookingId } }))
  const finished = (words: string) => ({
    onSuccess: () => {
      tellSuccess(words)
      void queries.invalidateQueries({ queryKey: api.bookings.key() })
      onDone()
    },
  })
  const move = useDeed(api.bookings.reschedule.mutationOptions(finished('The inspection is moved.')))
  const cancel = useDeed(api.bookings.cancel.mutationOptions(finished('The inspection is canceled.')))
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  const problem = slots.error ?? move.error ?? cancel.error
  return (
    <Stack>
      <UnsavedChanges dirty={reason !== '' || startsAt !== null} of="this inspection" />
      {booking.call_back_to_confirm && <Text size="sm">{NOT_HEARD}</Text>}
      <Select
        label="New time"
        description="Times at which a crew can get there, with its drive where it has an inspection before."
        placeholder={slots.isPending ? 'Looking for free times' : 'Keep the time'}
        searchable
        clearable
        value={startsAt}
        onChange={setStartsAt}
        nothingFoundMessage="No time is free in the next two weeks"
        data={(slots.data?.items ?? []).map((slot) => ({
          value: slot.starts_at,
          label: `${formatDayLong(dayIn(timeZone, Date.parse(slot.starts_at)))}, ${formatTime(slot.starts_at, timeZone)} · crew ${slot.crew}${slot.travel_minutes === null ? '' : ` · ${slot.travel_minutes} min from its inspection before`}`,
        }))}
      />
      <TextInput
        label="Why"
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        Ridgeline does not tell the homeowner about a change made here. Please call them.
      </Text>
      {problem && <ProblemNotice error={problem} />}
      <Group justify="space-between">
        <Button
          variant="light"
          color="red"
          loading={cancel.isPending}
          disabled={cancel.isSuccess || move.isPending}
          onClick={() => cancel.mutate({ booking_id: bookingId, ...why })}
        >
          Cancel the inspection
        </Button>
        <Button
          loading={move.isPending}
          disabled={!startsAt || move.isSuccess || cancel.isPending}
          onClick={() => startsAt && move.mutate({ booking_id: bookingId, starts_at: startsAt, ...why })}
        >
          Move it
        </Button>
      </Group>
    </Stack>
  )
}
