import { Alert, Anchor, List, Paper, Stepper } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useStore } from 'zustand'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import { useContractor } from '../app/use-core-status.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useUnsavedWork } from '../ui/unsaved-work.ts'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { ChooseLeadsStep } from './choose-leads-step.tsx'
import { useLaunchSelection } from './launch-selection.ts'
import { LaunchStep } from './launch-step.tsx'
import { ScriptStep } from './script-step.tsx'

/** Leads, then words, then cost: nothing is dialed before the last click. */
export function NewCampaignScreen() {
  const leadIds = useStore(useLaunchSelection(), (selection) => selection.leadIds)
  const { contractor, error, isPending, refetch } = useContractor()
  const work = useUnsavedWork()
  const [step, setStep] = useState(leadIds.length > 0 ? 1 : 0)
  const [script, setScript] = useState<ScriptView>()
  const steps = useRef<HTMLDivElement>(null)
  // The button that leads on stands below a long script; the next step begins at its own top.
  const goTo = (next: number) => {
    setStep(next)
    steps.current?.scrollIntoView()
  }
  return (
    <Page title="New campaign" about="Nothing is dialed before you launch it in the last step.">
      {error && <ProblemNotice error={error} retry={refetch} />}
      {isPending && <WaitingRows rows={2} height={120} />}
      {contractor && contractor.missing.length > 0 && <MissingFacts missing={contractor.missing} />}
      {contractor && (
        <Paper withBorder p="lg" ref={steps}>
          <Stepper active={step} onStepClick={(next) => work.leave(() => goTo(next))}>
            <Stepper.Step label="Leads" description="Who is called">
              <ChooseLeadsStep contractor={contractor} leadIds={leadIds} onNext={() => goTo(1)} />
            </Stepper.Step>
            <Stepper.Step label="Script" description="What is said" allowStepSelect={leadIds.length > 0}>
              <ScriptStep
                contractor={contractor}
                leadIds={leadIds}
                script={script}
                onScript={setScript}
                onNext={() => goTo(2)}
              />
            </Stepper.Step>
            <Stepper.Step label="Launch" description="What it costs" allowStepSelect={script !== undefined}>
              {script && <LaunchStep contractor={contractor} leadIds={leadIds} script={script} />}
            </Stepper.Step>
          </Stepper>
        </Paper>
      )}
    </Page>
  )
}

function MissingFacts({ missing }: { missing: string[] }) {
  return (
    <Alert color="copper" variant="light" icon={<IconInfoCircle size={18} />} title="Before you can launch">
      <List size="sm">
        {missing.map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
      <Anchor component={Link} to="/settings" size="sm">
        Open the settings
      </Anchor>
    </Alert>
  )
}
