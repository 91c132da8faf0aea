import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

interface ConfirmButtonProps extends ButtonProps {
  question: string
  consequence: ReactNode
  confirmLabel: string
  confirmColor?: ButtonProps['color']
  onConfirm(): void
}

/** A button for something that cannot be taken back: a click on it only asks. */
export function ConfirmButton({
  question,
  consequence,
  confirmLabel,
  confirmColor,
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
        confirmColor={confirmColor}
        onConfirm={onConfirm}
      />
    </>
  )
}
