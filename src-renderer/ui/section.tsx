import { Group, Paper, type PaperProps, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface SectionProps extends PaperProps {
  title: string
  aside?: ReactNode
  children: ReactNode
}

export function Section({ title, aside, children, ...paper }: SectionProps) {
  return (
    <Paper withBorder p="lg" component="section" aria-label={title} {...paper}>
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h5">
            {title}
          </Title>
          {aside}
        </Group>
        {children}
      </Stack>
    </Paper>
  )
}
