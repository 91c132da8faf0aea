import { memo } from 'react'
import { Link } from 'react-router'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { outcomeName } from '../calls/call-words.ts'
import { formatInstant, formatPhone } from '../ui/format.ts'
import classes from './lead-table.module.css'
import { PermissionBadge } from './permission-badge.tsx'
import { materialWords } from './roof-words.ts'
import { ScoreMeter } from './score-meter.tsx'

interface LeadRowProps {
  lead: LeadDetail
  index: number
  top: number
  selected: boolean
  timeZone: string
  onTick(id: LeadId, stretch: boolean): void
}

/** Plain elements only: dozens of rows are made anew for every frame of a fast scroll. */
export const LeadRow = memo(function LeadRow({ lead, index, top, selected, timeZone, onTick }: LeadRowProps) {
  const { address, roof, last_call } = lead
  return (
    <tr
      className={`${classes.row} ${classes.lead}`}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td>
        <input
          type="checkbox"
          className={classes.tick}
          aria-label={`Select ${lead.name}`}
          checked={selected}
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
        <span className={classes.second}>{formatPhone(lead.phone)}</span>
      </td>
      <td>
        <span className={classes.first}>{address.street ?? 'No street known'}</span>
        <span className={classes.second}>{[address.city, address.state].filter(Boolean).join(', ')}</span>
      </td>
      <td>
        <span className={classes.first}>
          {roof.material ? materialWords(roof.material) : 'Material unknown'}
        </span>
        <span className={classes.second}>
          {roof.age_years === null ? 'age unknown' : `${roof.age_years} years old`}
        </span>
      </td>
      <td className={classes.above}>
        <PermissionBadge permission={lead.permission} />
      </td>
      <td>
        <span className={classes.first}>
          {last_call ? outcomeName(last_call.outcome ?? 'under way') : 'Not called yet'}
        </span>
        {last_call && <span className={classes.second}>{formatInstant(last_call.at, timeZone)}</span>}
      </td>
    </tr>
  )
})
