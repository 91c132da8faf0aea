import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

interface TableScrollerProps {
  label: string
  minWidth: number
  children: ReactNode
}

/** A table that scrolls sideways in a window too small for it, by mouse and by keyboard. */
export function TableScroller({ label, minWidth, children }: TableScrollerProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="group" aria-label={label}>
      {children}
    </Table.ScrollContainer>
  )
}
