import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { type BadNews, badNewsOf } from '../bridge/problem.ts'
import { formatCode } from './format.ts'

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
        {news.errors.length === 0 && <Text size="sm">{news.detail}</Text>}
        {news.errors.length > 0 && (
          <List size="sm">
            {news.errors.map((issue) => (
              <List.Item key={`${issue.path} ${issue.message}`}>{issueLine(issue)}</List.Item>
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

/** The detail says the same with the names of the contract; a person reads "Zip" for `address.zip`. */
const issueLine = ({ path, message }: BadNews['errors'][number]): string =>
  path === ''
    ? message
    : `${formatCode(path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? path)}: ${message}`

/** Bad news about an action, where no place of its own exists on the screen. */
export function tellProblem(error: unknown): void {
  const { title, detail, errors } = badNewsOf(error)
  tellNews({ title, detail: errors.length > 0 ? errors.map(issueLine).join('. ') : detail })
}

/** Bad news that is already in plain words. */
export function tellNews({ title, detail }: { title: string; detail: string }): void {
  notifications.show({ color: 'red', title, message: detail, autoClose: 9_000 })
}

export function tellSuccess(message: string): void {
  notifications.show({ color: 'patina', message, autoClose: 4_000 })
}
