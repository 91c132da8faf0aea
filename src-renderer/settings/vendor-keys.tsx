import { Alert, Badge, Button, Code, Group, List, PasswordInput, Stack, Text } from '@mantine/core'
import { IconCheck, IconFlask, IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SystemStatus, VendorKeyStatus } from '../../src-preload/contract/account.ts'
import { useCoreStatus } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ProblemNotice, tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { liveNeeds } from './live-needs.ts'

const vendors = {
  telnyx: { name: 'Telnyx', does: 'carries the calls' },
  deepgram: { name: 'Deepgram', does: 'turns speech into words' },
  anthropic: { name: 'Anthropic', does: 'thinks of the answers' },
  elevenlabs: { name: 'ElevenLabs', does: 'gives the agent its voice' },
  vapi: { name: 'Vapi', does: 'the other voice engine, only if you choose it' },
  smtp: {
    name: 'Your mail server',
    does: 'sends the e-mails of follow-ups, only if you want that: smtps://user:password@mail.example.com',
  },
  relay: { name: 'Relay', does: 'pairing code of your relay server, needed once' },
} as const

const sources = {
  environment: 'Set in the environment',
  keychain: 'In the keychain',
  practice: 'Not needed in practice',
  missing: 'Missing',
} as const

export function VendorKeys() {
  const { data: status, error, refetch } = useCoreStatus()
  if (error) return <ProblemNotice error={error} retry={refetch} />
  if (!status) return <WaitingRows />
  return (
    <Stack gap="lg">
      <LiveReadiness status={status} />
      <Section title="Keys">
        <Text size="sm" c="dimmed">
          {status.can_store_keys &&
            'A key you enter goes into the keychain of this computer and is never shown again. '}
          {status.key_storage_note}
        </Text>
        <Stack gap="md">
          {status.keys.map((key) => (
            <VendorKey key={key.vendor} vendorKey={key} storable={status.can_store_keys} />
          ))}
        </Stack>
      </Section>
    </Stack>
  )
}

function LiveReadiness({ status }: { status: SystemStatus }) {
  const needs = liveNeeds(status)
  if (needs.length === 0)
    return (
      <Alert variant="light" icon={<IconCheck size={18} />}>
        {status.mode === 'live'
          ? 'Real calls are on.'
          : 'Everything for real calls is here. Start Ridgeline in live mode to use it.'}
      </Alert>
    )
  const practicing = status.mode === 'practice'
  return (
    <Alert
      color={practicing ? 'gray' : 'copper'}
      variant="light"
      icon={practicing ? <IconFlask size={18} /> : <IconKey size={18} />}
      title={practicing ? 'Practice needs no keys' : 'Needed for real calls'}
    >
      <Stack gap="xs">
        {practicing && (
          <Text size="sm">Everything works as it is. To phone real homeowners one day, Ridgeline needs:</Text>
        )}
        <List size="sm" spacing={4}>
          {needs.map(({ setting, words }) => (
            <List.Item key={setting}>
              {words} {words !== setting && <Code>{setting}</Code>}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  )
}

function VendorKey({ vendorKey, storable }: { vendorKey: VendorKeyStatus; storable: boolean }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState('')
  const { name, does } = vendors[vendorKey.vendor]
  const save = useMutation(
    api.system.saveKey.mutationOptions({
      onSuccess: () => {
        setTyped('')
        tellSuccess(`The key for ${name} is stored.`)
        void queryClient.invalidateQueries({ queryKey: api.system.key() })
      },
      onError: tellProblem,
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ vendor: vendorKey.vendor, key: typed.trim() })
  }
  return (
    <Group justify="space-between" align="flex-end">
      <div>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <Badge variant="light" tt="none" color={vendorKey.source === 'missing' ? 'copper' : 'patina'}>
            {sources[vendorKey.source]}
            {vendorKey.last_four && `, ends in ${vendorKey.last_four}`}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {does}
        </Text>
      </div>
      {storable && vendorKey.source !== 'environment' && (
        <form onSubmit={submit}>
          <UnsavedChanges dirty={typed !== ''} of={`the key for ${name}`} />
          <Group gap="xs">
            <PasswordInput
              aria-label={`New key for ${name}`}
              placeholder="Paste a new key"
              autoComplete="off"
              w={250}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={save.isPending} disabled={typed.trim() === ''}>
              Store
            </Button>
          </Group>
        </form>
      )}
    </Group>
  )
}
