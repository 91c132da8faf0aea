import { Button } from '@mantine/core'
import { IconBarrierBlock } from '@tabler/icons-react'
import { useRouteError } from 'react-router'
import { EmptyState } from '../ui/empty-state.tsx'

/** A fault in one screen leaves the others, and every call, untouched. */
export function BrokenScreen() {
  const error = useRouteError()
  return (
    <EmptyState
      icon={IconBarrierBlock}
      title="This screen ran into a fault"
      action={<Button onClick={() => location.reload()}>Load it again</Button>}
    >
      Calls and campaigns go on. {error instanceof Error ? error.message : ''}
    </EmptyState>
  )
}
