import { Alert, Button, Group, List, Select, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconPhoneOutgoing } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { Engine, Estimate, ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { RehearsalNote } from '../rehearsal/rehearsal-note.tsx'
import { formatCents, formatCount, plural } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { Stat } from '../ui/stat.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { whatUnblocks } from '../ui/what-unblocks.ts'
import { blockedByReason } from './blocked-by-reason.ts'
import { BlockedLeads } from './blocked-leads.tsx'
import { CallingHours, ElsewhereNotice } from './calling-hours.tsx'
import { forecastWords } from './campaign-money-words.ts'
import { engineDiffers, launchedWords } from './campaign-words.ts'
import { HeldBackNotice } from './held-back-notice.tsx'
import { useLaunchSelection } from './launch-selection.ts'
import { useEstimate } from './use-estimate.ts'
import { useReachOfSelection } from './use-reach.ts'
import { launchLabel, whenCalled } from './when-called.ts'

interface LaunchStepProps {
  contractor: ContractorView
  leadIds: LeadId[]
  script: ScriptView
}

export function LaunchStep({ contractor, leadIds, script }: LaunchStepProps) {
  const estimate = useEstimate(contractor)
  const reach = useReachOfSelection()
  return (
    <Stack pt="lg" gap="lg">
      <HeldBackNotice />
      {estimate.error && <ProblemNotice error={estimate.error} retry={estimate.refetch} />}
      {reach.error && <ProblemNotice error={reach.error} retry={reach.refetch} />}
      {estimate.isPending && <WaitingRows rows={3} height={80} />}
      {estimate.data && (
        <>
          <EstimateFigures estimate={estimate.data} />
          <RehearsalNote contractor={contractor} script={script} />
          <LaunchForm contractor={contractor} leadIds={leadIds} script={script} estimate={estimate.data} />
          {reach.data && <ElsewhereNotice elsewhere={reach.data.elsewhere} />}
          {reach.data && reach.data.zones.length > 0 && (
            <Section title="When they may be called">
              <CallingHours reach={reach.data} />
            </Section>
          )}
          <CostParts lines={estimate.data.lines} />
          {estimate.data.blocked.length > 0 && <BlockedSummary blocked={estimate.data.blocked} />}
        </>
      )}
    </Stack>
  )
}

function EstimateFigures({ estimate }: { estimate: Estimate }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const forecast = forecastWords(estimate)
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        <Stat
          label="Will be called"
          value={formatCount(estimate.callable)}
          note={whenCalled(estimate, timeZone, nowMs)}
        />
        <Stat
          label="Blocked"
          value={formatCount(estimate.blocked.length)}
          note={estimate.blocked.length === 0 ? 'none is left out' : 'left out, reasons below'}
        />
        <Stat
          label="Expected cost"
          value={formatCents(estimate.estimated_cost_cents)}
          note={`${formatCents(estimate.low_cents)} to ${formatCents(estimate.high_cents)}, about ${plural(Math.round(estimate.expected_talk_seconds / 60), 'minute')} of talk`}
        />
        <Stat label="Bookings to expect" value={forecast.range} note={forecast.each} />
        <Stat
          label="In the wallet"
          value={formatCents(estimate.balance_cents)}
          note={estimate.affordable ? 'enough for this campaign' : 'less than this may cost'}
        />
      </SimpleGrid>
      {!estimate.affordable && (
        <Alert color="copper" variant="light" icon={<IconAlertTriangle size={18} />}>
          The wallet holds less than this may cost. You can launch: calls stop before the balance would fall
          below zero, and go on when credit is added.
        </Alert>
      )}
    </Stack>
  )
}

function CostParts({ lines }: { lines: Estimate['lines'] }) {
  return (
    <Section title="What the cost is made of">
      <Table fz="sm" maw={420} aria-label="Expected cost in parts">
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.label}>
              <Table.Td>{line.label}</Table.Td>
              <Table.Td ta="right">{formatCents(line.cents)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function LaunchForm({ contractor, leadIds, script, estimate }: LaunchStepProps & { estimate: Estimate }) {
  const { api } = useBridge()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const selection = useLaunchSelection()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const [name, setName] = useState(script.name)
  const [engine, setEngine] = useState<Engine>('ridgeline')
  // One key for this form: clicking twice, or again after a lost answer, launches once.
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const launch = useMutation(
    api.campaigns.launch.mutationOptions({
      onSuccess: ({ campaign_id, calls, held_back_by }) => {
        selection.choose([])
        tellSuccess(launchedWords(calls.length, held_back_by))
        void queryClient.invalidateQueries({ queryKey: api.campaigns.key() })
        void navigate(`/campaigns/${campaign_id}`)
      },
    }),
  )
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <CampaignName value={name} onChange={setName} />
        <EngineChoice value={engine} onChange={setEngine} />
        <Button
          leftSection={<IconPhoneOutgoing size={18} />}
          loading={launch.isPending}
          disabled={estimate.callable === 0 || contractor.missing.length > 0}
          onClick={() =>
            launch.mutate({
              lead_ids: leadIds,
              contractor_id: contractor.contractor_id,
              campaign_name: name.trim() || undefined,
              engine,
              script_id: script.script_id,
              idempotency_key: idempotencyKey,
            })
          }
        >
          {launchLabel(estimate, timeZone, nowMs)}
        </Button>
      </Group>
      {engineDiffers(engine) && (
        <Text size="sm" role="status">
          {engineDiffers(engine)}
        </Text>
      )}
      {estimate.callable === 0 && (
        <Text size="sm">None of the chosen leads may be called at this moment; see why below.</Text>
      )}
      {launch.error && <ProblemNotice error={launch.error} />}
    </Stack>
  )
}

function CampaignName({ value, onChange }: { value: string; onChange(name: string): void }) {
  return (
    <TextInput
      label="Name of the campaign"
      flex={1}
      miw={170}
      maw={340}
      maxLength={120}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function EngineChoice({ value, onChange }: { value: Engine; onChange(engine: Engine): void }) {
  return (
    <Select
      label="Voice engine"
      w={200}
      allowDeselect={false}
      value={value}
      onChange={(chosen) => onChange(chosen ?? 'ridgeline')}
      data={[
        { value: 'ridgeline', label: 'Ridgeline' },
        { value: 'vapi', label: 'Vapi (hosted)' },
      ]}
    />
  )
}

function BlockedSummary({ blocked }: { blocked: Estimate['blocked'] }) {
  return (
    <Section title="Why leads are blocked">
      <List size="sm">
        {blockedByReason(blocked).map(({ code, message, leads }) => (
          <List.Item key={code}>
            {plural(leads, 'lead')}: {message}
            <Text size="xs" c="dimmed">
              {whatUnblocks(code)}
            </Text>
          </List.Item>
        ))}
      </List>
      <BlockedLeads blocked={blocked} />
    </Section>
  )
}
