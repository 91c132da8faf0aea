import { Box, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './page.module.css'

interface PageProps {
  title: string
  about?: ReactNode
  actions?: ReactNode
  /** Fills the height of the window; for screens whose table scrolls by itself. */
  fill?: boolean
  children: ReactNode
}

export function Page({ title, about, actions, fill = false, children }: PageProps) {
  return (
    <Stack
      gap="lg"
      h={fill ? '100%' : undefined}
      maw={fill ? undefined : 1280}
      mx={fill ? undefined : 'auto'}
    >
      <Group justify="space-between" align="flex-end" gap="md">
        <Box className={classes.heading} data-fill={fill || undefined}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {about && (
            <Text c="dimmed" mt={2}>
              {about}
            </Text>
          )}
        </Box>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}
