import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface ConfirmDialogProps {
  opened: boolean
  onClose(): void
  question: string
  consequence: ReactNode
  confirmLabel: string
  onConfirm(): void
}

/** Asks once before something that cannot be taken back, naming what will happen. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, question, consequence, confirmLabel, onConfirm } = props
  return (
    <Modal opened={opened} onClose={onClose} title={question} centered size="md">
      <Stack>
        <Text>{consequence}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep as it is
          </Button>
          <Button
            color="red"
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
