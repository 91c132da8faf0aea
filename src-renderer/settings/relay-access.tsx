import {
  Alert,
  Badge,
  Button,
  Code,
  CopyButton,
  Group,
  Stack,
  Table,
  Text,
  VisuallyHidden,
} from '@mantine/core'
import { IconAlertTriangle, IconDeviceDesktopPlus, IconKey, IconPlugConnected } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SystemStatus } from '../../src-preload/contract/account.ts'
import type { ComputerView, PairingCodeView } from '../../src-preload/contract/relay-access.ts'
import { useCoreNow, useCoreStatus, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { formatTime, formatWhen } from '../ui/format.ts'
import { ProblemNotice, tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

/** Somebody who just typed a code elsewhere looks here for the result. */
const LIST_AGAIN_MS = 3_000
const MINUTE_MS = 60_000

export function RelayAccess() {
  const { data: status, error, refetch } = useCoreStatus()
  if (error) return <ProblemNotice error={error} retry={refetch} />
  if (!status) return <WaitingRows />
  if (status.relay.status !== 'online') return <NotConnected status={status} />
  return (
    <Stack gap="lg">
      <Computers />
      <PairAnother />
      <OwnKey />
    </Stack>
  )
}

function NotConnected({ status: { relay, held_back_by } }: { status: SystemStatus }) {
  const hold = held_back_by.find(({ code }) => code.startsWith('relay'))
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const connect = useMutation(
    api.relay.connect.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries({ queryKey: api.system.key() }),
      onError: tellProblem,
    }),
  )
  return (
    <Alert
      color="copper"
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title="The relay is not connected"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{relay.detail ?? 'This computer is connecting.'}</Text>
        {hold && hold.advice !== relay.detail && <Text size="sm">{hold.advice}</Text>}
        {relay.status !== 'connecting' && (
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={connect.isPending}
            onClick={() => connect.mutate({})}
          >
            Connect this computer
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

function Computers() {
  const { api } = useBridge()
  const list = useQuery(api.relay.computers.queryOptions({ refetchInterval: LIST_AGAIN_MS }))
  return (
    <Section title="Computers that may use the relay">
      <Text size="sm" c="dimmed">
        One of them places the calls at a time: the one that connected last.
      </Text>
      {list.error && <ProblemNotice error={list.error} retry={list.refetch} />}
      {list.isPending && <WaitingRows />}
      {list.data && (
        <Table aria-label="Computers that may use the relay" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Computer</Table.Th>
              <Table.Th>Let in</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Th>
                <VisuallyHidden>Remove</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.items.map((computer) => (
              <ComputerRow key={computer.computer_id} computer={computer} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  )
}

function ComputerRow({ computer }: { computer: ComputerView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(MINUTE_MS)
  const when = (instant: string) => formatWhen(instant, timeZone, nowMs)
  const remove = useMutation(
    api.relay.remove.mutationOptions({
      onSuccess: () => {
        tellSuccess(`${computer.name} can no longer use the relay.`)
        void queryClient.invalidateQueries({ queryKey: api.relay.key() })
      },
      onError: tellProblem,
    }),
  )
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {computer.name}
          </Text>
          {computer.is_this && (
            <Badge variant="light" color="patina" tt="none">
              This computer
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace">
          {computer.computer_id}
        </Text>
      </Table.Td>
      <Table.Td>
        <LetIn computer={computer} /> {when(computer.paired_at)}
      </Table.Td>
      <Table.Td>{computer.last_seen_at ? when(computer.last_seen_at) : 'Never'}</Table.Td>
      <Table.Td ta="right">
        {!computer.is_this && (
          <ConfirmButton
            variant="default"
            size="xs"
            loading={remove.isPending}
            question={`Remove ${computer.name}?`}
            consequence="It loses the relay at once. Calls that it has live are excused and hung up by the relay. To use it again, pair it with a new code."
            confirmLabel="Remove it"
            onConfirm={() => remove.mutate({ computer_id: computer.computer_id })}
          >
            Remove
          </ConfirmButton>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function LetIn({ computer: { let_in_by, let_in_by_name } }: { computer: ComputerView }) {
  switch (let_in_by) {
    case 'relay_code':
      return <>By the code of the relay,</>
    case 'computer':
      return <>By {let_in_by_name},</>
    case 'unproven':
      return (
        <Text span size="sm" c="red" fw={600}>
          By nobody you know: remove it, and ask who runs the relay,
        </Text>
      )
  }
}

function PairAnother() {
  const { api } = useBridge()
  const make = useMutation(api.relay.pairingCode.mutationOptions({ onError: tellProblem }))
  const withdraw = useMutation(
    api.relay.withdrawPairingCode.mutationOptions({ onSuccess: () => make.reset(), onError: tellProblem }),
  )
  return (
    <Section title="Pair another computer">
      {make.data ? (
        <MadeCode made={make.data} withdraw={() => withdraw.mutate({})} />
      ) : (
        <Group>
          <Button
            variant="default"
            leftSection={<IconDeviceDesktopPlus size={16} />}
            loading={make.isPending}
            onClick={() => make.mutate({})}
          >
            Make a pairing code
          </Button>
          <Text size="sm" c="dimmed">
            It works once, for 15 minutes, while this computer stays connected.
          </Text>
        </Group>
      )}
    </Section>
  )
}

function MadeCode({ made, withdraw }: { made: PairingCodeView; withdraw: () => void }) {
  const timeZone = useTimeZone()
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        On the other computer, enter the relay address <Code>{made.relay_url}</Code> and this code, before{' '}
        {formatTime(made.expires_at, timeZone)}. It then takes over from this one.
      </Text>
      <Code block fz="md" aria-label="Pairing code">
        {made.code}
      </Code>
      <Group>
        <CopyButton value={made.code}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy the code'}
            </Button>
          )}
        </CopyButton>
        <Button variant="subtle" onClick={withdraw}>
          Withdraw it
        </Button>
      </Group>
    </Stack>
  )
}

function OwnKey() {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const change = useMutation(
    api.relay.changeKey.mutationOptions({
      onSuccess: () => {
        tellSuccess('This computer has a new key. The old one opens nothing any more.')
        void queryClient.invalidateQueries({ queryKey: api.relay.key() })
      },
      onError: tellProblem,
    }),
  )
  return (
    <Section title="The key of this computer">
      <Group>
        <Button
          variant="default"
          leftSection={<IconKey size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({})}
        >
          Change it now
        </Button>
        <Text size="sm" c="dimmed">
          Changes by itself every 90 days. Change it at once if somebody may have copied it.
        </Text>
      </Group>
    </Section>
  )
}
