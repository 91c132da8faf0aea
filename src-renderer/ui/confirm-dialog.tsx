import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

interface ConfirmDialogProps {
  opened: boolean
  onClose(): void
  question: string
  consequence: ReactNode
  confirmLabel: string
  /** Red, unless what it does is no loss. */
  confirmColor?: ButtonProps['color']
  onConfirm(): void
}

/** Asks once before something that cannot be taken back, naming what will happen. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, question, consequence, confirmLabel, confirmColor = 'red', onConfirm } = props
  // It fades for a moment after it was confirmed, and a double click must not confirm twice.
  const confirmed = useRef(false)
  useEffect(() => {
    if (opened) confirmed.current = false
  }, [opened])
  const confirm = () => {
    if (confirmed.current) return
    confirmed.current = true
    onClose()
    onConfirm()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={question} centered size="md" closeOnClickOutside={false}>
      <Stack>
        <Text>{consequence}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep as it is
          </Button>
          <Button color={confirmColor} onClick={confirm}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
