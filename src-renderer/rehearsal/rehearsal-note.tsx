import { Alert } from '@mantine/core'
import { IconChecks, IconMessages } from '@tabler/icons-react'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import { readiness } from './rehearsal-words.ts'
import { useRehearsal } from './use-rehearsal.ts'

/** Said before a launch: whether this script was tried. */
export function RehearsalNote({ contractor, script }: { contractor: ContractorView; script: ScriptView }) {
  const { latest } = useRehearsal(contractor.contractor_id, script.script_id)
  const { ready, words } = readiness(latest)
  return (
    <Alert
      color={ready ? 'patina' : 'copper'}
      variant="light"
      py="xs"
      icon={ready ? <IconChecks size={18} /> : <IconMessages size={18} />}
    >
      {words}
      {latest?.status !== 'done' && ' You can rehearse it in the step before this one.'}
    </Alert>
  )
}
