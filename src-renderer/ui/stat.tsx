import { Paper, Skeleton, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface StatProps {
  label: string
  value: ReactNode
  note?: ReactNode
  loading?: boolean
}

export function Stat({ label, value, note, loading = false }: StatProps) {
  return (
    <Paper p="md" withBorder>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {loading ? (
        <Skeleton h={28} w={90} my={4} />
      ) : (
        <Text fz="clamp(20px, 2vw, 26px)" fw={650} lh={1.35} className="figures">
          {value}
        </Text>
      )}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Paper>
  )
}
