import { Button, type ButtonProps, Drawer, type DrawerProps, Modal, type ModalProps } from '@mantine/core'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { LeaveQuestion } from './unsaved-changes.tsx'
import { createUnsavedWork, UnsavedWorkContext, useUnsavedWork } from './unsaved-work.ts'

const noDrawerBelow = () => {}
const CoverDrawerContext = createContext<(covered: boolean) => void>(noDrawerBelow)

const CancelContext = createContext<(() => void) | null>(null)

/** Gives up the form it stands in, once whoever typed in it has said that it may be lost. */
export function CancelButton({ children, ...look }: ButtonProps) {
  const cancel = use(CancelContext)
  if (!cancel) throw new Error('A Cancel button stands outside of a form that can be given up.')
  return (
    <Button variant="default" {...look} onClick={cancel}>
      {children}
    </Button>
  )
}

interface FormInPlaceProps {
  onCancel(): void
  children: ReactNode
}

/** A form that stands on a screen among others: its Cancel button asks about its own edits alone. */
export function FormInPlace({ onCancel, children }: FormInPlaceProps) {
  const screen = useUnsavedWork()
  const [work] = useState(() => createUnsavedWork(screen))
  return (
    <UnsavedWorkContext value={work}>
      <CancelContext value={() => work.leave(onCancel)}>{children}</CancelContext>
      <LeaveQuestion />
    </UnsavedWorkContext>
  )
}

/**
 * A dialog in which something is typed: Escape, the cross, a click beside it and its Cancel button ask before edits are
 * lost. Its form tells them through `UnsavedChanges`.
 */
export function FormDialog({ opened, onClose, children, ...look }: ModalProps) {
  const screen = useUnsavedWork()
  const [work] = useState(() => createUnsavedWork(screen))
  const asking = useStore(work, ({ leaving }) => leaving !== null)
  const coverDrawer = use(CoverDrawerContext)
  useEffect(() => {
    if (opened) coverDrawer(true)
    // Saved or given up: the form stands there a moment longer while it fades.
    else work.forget()
  }, [opened, coverDrawer, work])
  // One Escape reaches every open dialog; only this one decides what it means.
  const close = () => (asking ? work.stay() : work.leave(onClose))
  return (
    <Modal
      {...look}
      opened={opened}
      onClose={close}
      // Not before: the Escape that closes the dialog would close the drawer with it.
      onExitTransitionEnd={() => coverDrawer(false)}
    >
      <UnsavedWorkContext value={work}>
        <CancelContext value={close}>{children}</CancelContext>
        <LeaveQuestion closeOnEscape={false} />
      </UnsavedWorkContext>
    </Modal>
  )
}

/** A drawer that leaves Escape to the form dialog that is open above it. */
export function DialogDrawer({ children, ...look }: DrawerProps) {
  const [covered, cover] = useState(false)
  return (
    <Drawer {...look} closeOnEscape={!covered}>
      <CoverDrawerContext value={cover}>{children}</CoverDrawerContext>
    </Drawer>
  )
}
