import { Skeleton, Stack } from '@mantine/core'

export function WaitingRows({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
        <Skeleton key={key} h={height} />
      ))}
    </Stack>
  )
}
