import { Button } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconFileImport, IconPhoneOutgoing, IconUsers } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { RestartNoticeBanner } from '../activity/restart-notice-banner.tsx'
import { useBridge } from '../bridge/use-bridge.ts'
import { useLaunchSelection } from '../campaigns/launch-selection.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatCount, plural } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { ImportWizard } from './import-wizard.tsx'
import { LeadDrawer } from './lead-drawer.tsx'
import { LeadFilterBar } from './lead-filter-bar.tsx'
import { LeadTable } from './lead-table.tsx'
import { type LeadFilter, useLeads } from './use-leads.ts'

export function LeadsScreen() {
  const { leadId } = useParams()
  const { client } = useBridge()
  const navigate = useNavigate()
  const [filter, setFilter] = useState<LeadFilter>({ q: '', callable: 'all', sort: 'score' })
  const [settledFilter] = useDebouncedValue(filter, 200)
  const [selected, setSelected] = useState<ReadonlySet<LeadId>>(new Set())
  const [importing, importer] = useDisclosure(false)
  const leads = useLeads(settledFilter)
  const selectAll = useMutation({
    mutationFn: () =>
      client.leads.ids({
        q: settledFilter.q || undefined,
        callable: settledFilter.callable === 'all' ? undefined : settledFilter.callable,
      }),
    onSuccess: ({ lead_ids }) => setSelected(new Set(lead_ids)),
    onError: tellProblem,
  })
  const noneAtAll = leads.total === 0 && settledFilter.q === '' && settledFilter.callable === 'all'

  return (
    <Page
      fill
      title="Leads"
      about={
        leads.total === undefined || noneAtAll
          ? 'Homeowners, and who may be called'
          : plural(leads.total, 'homeowner')
      }
      actions={
        <>
          <Button variant="default" leftSection={<IconFileImport size={17} />} onClick={importer.open}>
            Import
          </Button>
          {!noneAtAll && <StartCampaign selected={selected} />}
        </>
      }
    >
      <RestartNoticeBanner compact />
      {!noneAtAll && (
        <LeadFilterBar
          filter={filter}
          onChange={setFilter}
          selectedCount={selected.size}
          total={leads.total}
          selectingAll={selectAll.isPending}
          onSelectAll={() => selectAll.mutate()}
          onClear={() => setSelected(new Set())}
        />
      )}
      {leads.error ? (
        <ProblemNotice error={leads.error} retry={leads.refetch} />
      ) : noneAtAll ? (
        <NoLeads onImport={importer.open} />
      ) : (
        <LeadTable leads={leads} selected={selected} onSelect={setSelected} />
      )}
      <ImportWizard opened={importing} onClose={importer.close} />
      <LeadDrawer leadId={leadId} onClose={() => void navigate('/leads')} />
    </Page>
  )
}

function StartCampaign({ selected }: { selected: ReadonlySet<LeadId> }) {
  const navigate = useNavigate()
  const launchSelection = useLaunchSelection()
  const start = () => {
    launchSelection.choose([...selected])
    void navigate('/campaigns/new')
  }
  return (
    <Button leftSection={<IconPhoneOutgoing size={17} />} onClick={start}>
      {selected.size === 0 ? 'Start a campaign' : `Start a campaign with ${formatCount(selected.size)}`}
    </Button>
  )
}

const NoLeads = ({ onImport }: { onImport(): void }) => (
  <EmptyState
    icon={IconUsers}
    title="Bring in your leads"
    action={<Button onClick={onImport}>Import a CSV file</Button>}
  >
    Export leads from your CRM as CSV and import the file here. Ridgeline reads the columns in any order and
    says who may be called, and why the others may not.
  </EmptyState>
)
