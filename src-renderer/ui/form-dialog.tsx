import { Drawer, type DrawerProps, Modal, type ModalProps } from '@mantine/core'
import { createContext, use, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { LeaveQuestion } from './unsaved-changes.tsx'
import { createUnsavedWork, UnsavedWorkContext, useUnsavedWork } from './unsaved-work.ts'

const noDrawerBelow = () => {}
const CoverDrawerContext = createContext<(covered: boolean) => void>(noDrawerBelow)

/**
 * A dialog in which something is typed: Escape, the cross and a click beside it ask before edits are lost.
 * Its form tells them through `UnsavedChanges`; a Cancel button of its own closes without a question.
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
        {children}
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
