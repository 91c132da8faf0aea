import { Tabs } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useContractor } from '../app/use-core-status.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { ContractorForm } from './contractor-form.tsx'
import { RelayAccess } from './relay-access.tsx'
import { SuppressionList } from './suppression-list.tsx'
import { VendorKeys } from './vendor-keys.tsx'
import { VoiceForm } from './voice-form.tsx'

const tabs = ['company', 'voice', 'keys', 'relay', 'do-not-call'] as const

export function SettingsScreen() {
  const [search, setSearch] = useSearchParams()
  const { contractor, error, refetch } = useContractor()
  return (
    <Page title="Settings">
      <Tabs
        value={tabs.find((tab) => tab === search.get('tab')) ?? 'company'}
        onChange={(tab) => setSearch({ tab: tab ?? 'company' }, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="company">Your company</Tabs.Tab>
          <Tabs.Tab value="voice">Voice</Tabs.Tab>
          <Tabs.Tab value="keys">Keys</Tabs.Tab>
          <Tabs.Tab value="relay">Relay</Tabs.Tab>
          <Tabs.Tab value="do-not-call">Do not call</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="company">
          {error && <ProblemNotice error={error} retry={refetch} />}
          {!contractor && !error && <WaitingRows />}
          {contractor && <ContractorForm key={contractor.updated_at} contractor={contractor} />}
        </Tabs.Panel>
        <Tabs.Panel value="voice">
          <VoiceForm />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <VendorKeys />
        </Tabs.Panel>
        <Tabs.Panel value="relay">
          <RelayAccess />
        </Tabs.Panel>
        <Tabs.Panel value="do-not-call">
          <SuppressionList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
