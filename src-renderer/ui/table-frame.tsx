import { Paper } from '@mantine/core'
import type { ReactNode } from 'react'
import { TableScroller } from './table-scroller.tsx'

interface TableFrameProps {
  label: string
  minWidth?: number
  children: ReactNode
}

export function TableFrame({ label, minWidth = 720, children }: TableFrameProps) {
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <TableScroller label={label} minWidth={minWidth}>
        {children}
      </TableScroller>
    </Paper>
  )
}
