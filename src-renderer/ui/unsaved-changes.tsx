import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useBlocker } from 'react-router'
import { useStore } from 'zustand'
import { createUnsavedWork, UnsavedWorkContext, useHeldEdits, useUnsavedWork } from './unsaved-work.ts'
import { useHeldPage } from './use-held-page.ts'

interface UnsavedChangesProps {
  dirty: boolean
  /** What would be lost, e.g. "your company". */
  of: string
}

/** Has the screen, and the dialog it stands in, ask before these edits are lost. */
export function UnsavedChanges({ dirty, of }: UnsavedChangesProps) {
  useHeldEdits(dirty, of)
  return null
}

/** Asks before edits on a screen are lost by following a link, changing the tab, going back or closing the page. */
export function UnsavedGuard({ children }: { children: ReactNode }) {
  const [work] = useState(() => createUnsavedWork())
  return (
    <UnsavedWorkContext value={work}>
      {children}
      <NavigationQuestion />
      <LeaveQuestion />
    </UnsavedWorkContext>
  )
}

/** The router knows one blocker only: this is it, for whatever is edited. */
function NavigationQuestion() {
  const held = useStore(useUnsavedWork(), (work) => work.held)
  const dirty = held.length > 0
  const blocker = useBlocker(dirty)
  useHeldPage(dirty)
  // A save while the question is open answers it.
  useEffect(() => {
    if (!dirty && blocker.state === 'blocked') blocker.proceed()
  }, [dirty, blocker])
  return (
    <Question
      opened={blocker.state === 'blocked'}
      of={held.map(({ of }) => of)}
      onStay={() => blocker.reset?.()}
      onLeave={() => blocker.proceed?.()}
    />
  )
}

/** For what is left without another address: a step, a version, a dialog. */
export function LeaveQuestion({ closeOnEscape = true }: { closeOnEscape?: boolean }) {
  const work = useUnsavedWork()
  const { held, leaving } = useStore(work)
  return (
    <Question
      opened={leaving !== null}
      of={held.map(({ of }) => of)}
      onStay={work.stay}
      onLeave={work.drop}
      closeOnEscape={closeOnEscape}
    />
  )
}

interface QuestionProps {
  opened: boolean
  of: string[]
  onStay(): void
  onLeave(): void
  closeOnEscape?: boolean
}

function Question({ opened, of, onStay, onLeave, closeOnEscape = true }: QuestionProps) {
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      closeOnEscape={closeOnEscape}
      title="Leave without saving?"
      centered
    >
      <Stack>
        <Text>
          Your changes to {[...new Set(of)].join(' and ')} are not saved yet. If you leave now, they are lost.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onStay} data-autofocus>
            Stay here
          </Button>
          <Button color="red" onClick={onLeave}>
            Leave without saving
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
