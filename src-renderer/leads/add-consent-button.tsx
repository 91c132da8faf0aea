import { Button, Checkbox, Group, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { useContractor, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { CancelButton, FormDialog } from '../ui/form-dialog.tsx'
import { instantIn } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { ADD_CONSENT } from '../ui/what-unblocks.ts'

export function AddConsentButton({ lead }: { lead: LeadDetail }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={open} style={{ alignSelf: 'flex-start' }}>
        {ADD_CONSENT}
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Consent of ${lead.name}`} size="lg" centered>
        <ConsentForm lead={lead} onDone={close} />
      </FormDialog>
    </>
  )
}

interface ConsentFields {
  covers_ai_calls: boolean
  covers_texts: boolean
  captured_at: string | null
  channel: string
  seller: string
  text_shown: string
  page_url: string
  ip: string
  signature: string
}

/** What was shown, to whom, when and where: the record that a call rests on if anyone ever asks. */
function ConsentForm({ lead, onDone }: { lead: LeadDetail; onDone(): void }) {
  const { contractor } = useContractor()
  const timeZone = useTimeZone()
  const form = useForm<ConsentFields>({
    initialValues: { ...EMPTY, seller: contractor?.legal_name ?? '' },
    validate: {
      captured_at: needed('The moment'),
      channel: needed('The channel'),
      seller: needed('The seller'),
      text_shown: needed('The exact wording'),
    },
  })
  const add = useAddConsent(onDone)
  const keep = form.onSubmit(({ captured_at, page_url, ip, signature, ...fields }) =>
    add.mutate({
      ...fields,
      phone: lead.phone,
      captured_at: instantIn(timeZone, captured_at ?? ''),
      page_url: page_url.trim() || null,
      ip: ip.trim() || null,
      signature: signature.trim() || null,
    }),
  )
  return (
    <form onSubmit={keep}>
      <UnsavedChanges dirty={form.isDirty()} of="this consent" />
      <Stack>
        <EvidenceFields form={form} />
        {add.error && <ProblemNotice error={add.error} />}
        <Group justify="flex-end">
          <CancelButton>Cancel</CancelButton>
          <Button type="submit" loading={add.isPending}>
            Keep as evidence
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const EMPTY: ConsentFields = {
  covers_ai_calls: true,
  covers_texts: false,
  captured_at: null,
  channel: '',
  seller: '',
  text_shown: '',
  page_url: '',
  ip: '',
  signature: '',
}

const needed = (what: string) => (value: string | null) => (value?.trim() ? null : `${what} is needed`)

function useAddConsent(onDone: () => void) {
  const { api } = useBridge()
  const queries = useQueryClient()
  return useMutation(
    api.compliance.addConsent.mutationOptions({
      onSuccess: () => {
        tellSuccess('The consent evidence is kept.')
        void queries.resetQueries({ queryKey: api.leads.key() })
        void queries.invalidateQueries({ queryKey: api.campaigns.estimate.key() })
        onDone()
      },
    }),
  )
}

function EvidenceFields({ form }: { form: Pick<UseFormReturnType<ConsentFields>, 'getInputProps'> }) {
  return (
    <>
      <Group>
        <Checkbox
          label="Covers calls by an A.I. voice"
          {...form.getInputProps('covers_ai_calls', { type: 'checkbox' })}
        />
        <Checkbox label="Covers texts" {...form.getInputProps('covers_texts', { type: 'checkbox' })} />
      </Group>
      <SimpleGrid cols={2}>
        <DateTimePicker
          label="Given at"
          withAsterisk
          valueFormat="MMM D, YYYY h:mm A"
          {...form.getInputProps('captured_at')}
        />
        <TextInput
          label="Channel"
          placeholder="Website form"
          withAsterisk
          {...form.getInputProps('channel')}
        />
        <TextInput label="Seller named" withAsterisk {...form.getInputProps('seller')} />
        <TextInput label="Signature" placeholder="Ticked box" {...form.getInputProps('signature')} />
        <TextInput label="Page" placeholder="https://" {...form.getInputProps('page_url')} />
        <TextInput label="IP address" {...form.getInputProps('ip')} />
      </SimpleGrid>
      <Textarea
        label="Exact wording that was shown"
        withAsterisk
        autosize
        minRows={3}
        maxLength={5000}
        {...form.getInputProps('text_shown')}
      />
    </>
  )
}
