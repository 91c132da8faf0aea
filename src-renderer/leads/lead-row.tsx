import { Checkbox, Text } from '@mantine/core'
import { memo } from 'react'
import { Link } from 'react-router'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { formatCode, formatInstant, formatPhone } from '../ui/format.ts'
import classes from './lead-table.module.css'
import { PermissionBadge } from './permission-badge.tsx'
import { ScoreMeter } from './score-meter.tsx'

interface LeadRowProps {
  lead: LeadDetail
  index: number
  top: number
  selected: boolean
  timeZone: string
  onTick(id: LeadId, stretch: boolean): void
}

export const LeadRow = memo(function LeadRow({ lead, index, top, selected, timeZone, onTick }: LeadRowProps) {
  return (
    <tr
      className={`${classes.row} ${classes.lead}`}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td>
        <Checkbox
          aria-label={`Select ${lead.name}`}
          checked={selected}
          className={classes.above}
          onClick={(event) => onTick(lead.lead_id, event.shiftKey)}
          readOnly
        />
      </td>
      <td>
        <ScoreMeter score={lead.score} />
      </td>
      <td>
        <Link to={`/leads/${lead.lead_id}`} className={classes.open}>
          {lead.name}
        </Link>
        <Text size="xs" c="dimmed" className="figures">
          {formatPhone(lead.phone)}
        </Text>
      </td>
      <td>
        <Text size="sm" truncate>
          {lead.address.street ?? 'No street known'}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {[lead.address.city, lead.address.state].filter(Boolean).join(', ')}
        </Text>
      </td>
      <td>
        <Text size="sm" truncate>
          {lead.roof.material ? formatCode(lead.roof.material) : '–'}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {lead.roof.age_years === null ? 'age unknown' : `${lead.roof.age_years} years old`}
        </Text>
      </td>
      <td className={classes.above}>
        <PermissionBadge permission={lead.permission} />
      </td>
      <td>
        <Text size="sm" truncate>
          {lead.last_call ? formatCode(lead.last_call.outcome ?? 'under way') : 'Not called yet'}
        </Text>
        {lead.last_call && (
          <Text size="xs" c="dimmed" truncate>
            {formatInstant(lead.last_call.at, timeZone)}
          </Text>
        )}
      </td>
    </tr>
  )
})
