import { Alert, Group, Stack, Text, Title } from '@mantine/core'
import { IconBan, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { LeadId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EvidenceButton } from '../ui/evidence-button.tsx'
import { FactList } from '../ui/fact-list.tsx'
import { DialogDrawer } from '../ui/form-dialog.tsx'
import { formatAddress, formatInstant, formatPhone } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { AddConsentButton } from './add-consent-button.tsx'
import { EditLeadButton } from './edit-lead-button.tsx'
import { LeadCalls } from './lead-calls.tsx'
import { LeadPart } from './lead-part.tsx'
import { NeighborhoodSection } from './neighborhood-section.tsx'
import { PermissionReasons } from './permission-badge.tsx'
import { RoofSection } from './roof-section.tsx'
import { ScoreMeter } from './score-meter.tsx'

interface LeadDrawerProps {
  leadId: string | undefined
  onClose(): void
}

export function LeadDrawer({ leadId, onClose }: LeadDrawerProps) {
  return (
    <DialogDrawer
      opened={leadId !== undefined}
      onClose={onClose}
      position="right"
      size={620}
      title="Lead"
      closeButtonProps={{ 'aria-label': 'Close the lead' }}
    >
      {leadId && <LeadById leadId={leadId} />}
    </DialogDrawer>
  )
}

function LeadById({ leadId }: { leadId: string }) {
  const { api } = useBridge()
  const lead = useQuery(api.leads.get.queryOptions({ input: { lead_id: LeadId.parse(leadId) } }))
  if (lead.error) return <ProblemNotice error={lead.error} retry={lead.refetch} />
  if (!lead.data) return <WaitingRows rows={8} height={60} />
  return <LeadFacts lead={lead.data} />
}

function LeadFacts({ lead }: { lead: LeadDetail }) {
  const timeZone = useTimeZone()
  return (
    <Stack gap="xl" pb="xl">
      <Stack gap={4}>
        <Group justify="space-between">
          <Title order={2} size="h3">
            {lead.name}
          </Title>
          <ScoreMeter score={lead.score} />
        </Group>
        <Text c="dimmed">{formatAddress(lead.address) || 'No address known'}</Text>
      </Stack>
      <Alert
        color={lead.permission.allowed ? 'patina' : 'copper'}
        variant="light"
        icon={lead.permission.allowed ? <IconCheck size={18} /> : <IconBan size={18} />}
        aria-label="Permission to call"
      >
        <PermissionReasons permission={lead.permission} />
      </Alert>
      <Group>
        <EditLeadButton lead={lead} />
        <EvidenceButton id={lead.lead_id} />
      </Group>
      <LeadPart title="Contact">
        <FactList
          facts={[
            ['Phone', formatPhone(lead.phone)],
            ['Other phones', lead.other_phones.map(formatPhone).join(', ')],
            ['Email', lead.email],
            ['Source', lead.source],
            ['Notes', lead.notes],
            ['Imported', formatInstant(lead.imported_at, timeZone)],
          ]}
        />
      </LeadPart>
      <RoofSection lead={lead} />
      <NeighborhoodSection neighborhood={lead.neighborhood} />
      <LeadPart title="Consent">
        <Consent lead={lead} />
      </LeadPart>
      <LeadCalls leadId={lead.lead_id} />
    </Stack>
  )
}

function Consent({ lead }: { lead: LeadDetail }) {
  const { consent } = lead
  const timeZone = useTimeZone()
  if (!consent)
    return (
      <>
        <Text size="sm" c="dimmed">
          No consent evidence. Import it with the lead (columns that start with “consent”) or add it here;
          until then the number stays blocked for A.I. calls.
        </Text>
        <AddConsentButton lead={lead} />
      </>
    )
  const covers = [consent.covers_ai_calls && 'A.I. calls', consent.covers_texts && 'texts'].filter(Boolean)
  return (
    <FactList
      facts={[
        ['Covers', covers.join(' and ') || 'nothing a call needs'],
        ['Given', formatInstant(consent.captured_at, timeZone)],
        ['Channel', consent.channel],
        ['Seller named', consent.seller],
        ['Words shown', <q key="words">{consent.text_shown}</q>],
        ['Page', consent.page_url],
        ['IP address', consent.ip],
        ['Signature', consent.signature],
        ['Imported from', consent.imported_from],
      ]}
    />
  )
}
