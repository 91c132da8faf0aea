import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { badNewsOf } from '../bridge/problem.ts'

interface ProblemNoticeProps {
  error: unknown
  retry?: () => unknown
}

/** Bad news in place: what happened, what to do, and a way to try again. */
export function ProblemNotice({ error, retry }: ProblemNoticeProps) {
  const news = badNewsOf(error)
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={news.title} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{news.detail}</Text>
        {news.errors.length > 0 && (
          <List size="sm">
            {news.errors.map((issue) => (
              <List.Item key={`${issue.path} ${issue.message}`}>
                {issue.path}: {issue.message}
              </List.Item>
            ))}
          </List>
        )}
        {retry && (
          <Button size="xs" variant="default" onClick={() => void retry()}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Bad news about an action, where no place of its own exists on the screen. */
export function tellProblem(error: unknown): void {
  const { title, detail, errors } = badNewsOf(error)
  const lines = [detail, ...errors.map((issue) => `${issue.path}: ${issue.message}`)]
  tellNews({ title, detail: lines.join(' ') })
}

/** Bad news that is already in plain words. */
export function tellNews({ title, detail }: { title: string; detail: string }): void {
  notifications.show({ color: 'red', title, message: detail, autoClose: 9_000 })
}

export function tellSuccess(message: string): void {
  notifications.show({ color: 'patina', message, autoClose: 4_000 })
}
