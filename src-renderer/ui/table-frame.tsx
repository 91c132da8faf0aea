import { Paper, Table } from '@mantine/core'
import type { ReactNode } from 'react'

export function TableFrame({ children, minWidth = 720 }: { children: ReactNode; minWidth?: number }) {
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <Table.ScrollContainer minWidth={minWidth} type="native">
        {children}
      </Table.ScrollContainer>
    </Paper>
  )
}
