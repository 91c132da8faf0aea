import { Skeleton, Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type Dispatch, type SetStateAction, useCallback, useEffect, useMemo, useRef } from 'react'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { formatCount } from '../ui/format.ts'
import { LeadRow } from './lead-row.tsx'
import classes from './lead-table.module.css'
import { extended, tickedAmong, toggled } from './selection.ts'
import type { LoadedLeads } from './use-leads.ts'

const ROW_HEIGHT_PX = 56
const LOAD_AHEAD_ROWS = 60
const COLUMNS = ['Score', 'Homeowner', 'Address', 'Roof', 'May be called', 'Last call']
const FIRST_ROWS = Array.from({ length: 9 }, (_, row) => `row ${row}`)

interface LeadTableProps {
  leads: LoadedLeads
  selected: ReadonlySet<LeadId>
  onSelect: Dispatch<SetStateAction<ReadonlySet<LeadId>>>
}

/** Only the rows in view exist in the page, so 100,000 leads scroll like a hundred. */
export function LeadTable({ leads, selected, onSelect }: LeadTableProps) {
  const timeZone = useTimeZone()
  const { rows, total, hasMore, loadingMore, loadMore } = leads
  const scroller = useRef<HTMLElement>(null)
  const lastTouched = useRef<LeadId>(undefined)
  const ids = useMemo(() => rows.map((lead) => lead.lead_id), [rows])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const visible = virtual.getVirtualItems()
  const lastVisible = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !loadingMore && lastVisible > rows.length - LOAD_AHEAD_ROWS) void loadMore()
  }, [hasMore, loadingMore, lastVisible, rows.length, loadMore])

  const tick = useCallback(
    (id: LeadId, stretch: boolean) => {
      const from = lastTouched.current
      lastTouched.current = id
      onSelect((before) => (stretch && from ? extended(before, ids, from, id) : toggled(before, id)))
    },
    [ids, onSelect],
  )
  const ticked = useMemo(() => tickedAmong(selected, ids), [selected, ids])

  return (
    <div className={classes.frame}>
      <section
        ref={scroller}
        className={classes.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        tabIndex={0}
        aria-label="Leads, scrollable"
      >
        <table className={classes.table} aria-label="Leads" aria-rowcount={(total ?? rows.length) + 1}>
          <Head
            ticked={ticked}
            onTick={() => onSelect(ticked === 'all' ? new Set() : new Set([...selected, ...ids]))}
          />
          <tbody className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {visible.map((item) => {
              const lead = rows[item.index]
              return (
                lead && (
                  <LeadRow
                    key={lead.lead_id}
                    lead={lead}
                    index={item.index}
                    top={item.start}
                    selected={selected.has(lead.lead_id)}
                    timeZone={timeZone}
                    onTick={tick}
                  />
                )
              )
            })}
          </tbody>
        </table>
        <InPlaceOfRows total={total} />
      </section>
      <Text size="xs" c="dimmed" className={classes.foot}>
        {hasMore && total
          ? `${formatCount(rows.length)} of ${formatCount(total)} loaded. Scroll for more.`
          : ' '}
      </Text>
    </div>
  )
}

function Head({ ticked, onTick }: { ticked: ReturnType<typeof tickedAmong>; onTick(): void }) {
  return (
    <thead className={classes.head}>
      <tr className={classes.row} aria-rowindex={1}>
        <th scope="col">
          <input
            type="checkbox"
            className={classes.tick}
            aria-label="Select the leads loaded so far"
            checked={ticked === 'all'}
            ref={(box) => {
              if (box) box.indeterminate = ticked === 'some'
            }}
            onChange={onTick}
          />
        </th>
        {COLUMNS.map((column) => (
          <th scope="col" key={column}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** While the first leads are on their way, and when none matches. */
function InPlaceOfRows({ total }: { total: number | undefined }) {
  if (total === undefined)
    return FIRST_ROWS.map((key) => <Skeleton key={key} h={38} my={9} mx="md" w="auto" />)
  if (total > 0) return null
  return (
    <Text c="dimmed" ta="center" py={60}>
      No lead matches. Try fewer letters, or show everyone.
    </Text>
  )
}
