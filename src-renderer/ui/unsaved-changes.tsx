import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { useHeldPage } from './use-held-page.ts'

interface UnsavedChangesProps {
  dirty: boolean
  /** What would be lost, e.g. "your company". */
  of: string
}

/** Asks before edits are lost by following a link, changing the tab, going back or closing the page. */
export function UnsavedChanges({ dirty, of }: UnsavedChangesProps) {
  const blocker = useBlocker(dirty)
  useHeldPage(dirty)
  // A save while the question is open answers it.
  useEffect(() => {
    if (!dirty && blocker.state === 'blocked') blocker.proceed()
  }, [dirty, blocker])
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      centered
    >
      <Stack>
        <Text>Your changes to {of} are not saved yet. If you leave now, they are lost.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
            Stay here
          </Button>
          <Button color="red" onClick={() => blocker.proceed?.()}>
            Leave without saving
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
