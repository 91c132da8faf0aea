import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

interface ConfirmButtonProps extends ButtonProps {
  question: string
  consequence: ReactNode
  confirmLabel: string
  onConfirm(): void
}

/** A button for something that cannot be taken back. */
export function ConfirmButton({
  question,
  consequence,
  confirmLabel,
  onConfirm,
  ...button
}: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button {...button} onClick={open} />
      <ConfirmDialog
        opened={opened && !button.disabled}
        onClose={close}
        question={question}
        consequence={consequence}
        confirmLabel={confirmLabel}
        onConfirm={onConfirm}
      />
    </>
  )
}
